import type { RunRecord } from "../record/schema.js";
import type { StudyContrast } from "../robustness/experimentResults.js";
import type { FitOptions } from "../robustness/shift.js";
import { atGivenPoints, loadStudy, rolesOf } from "./load.js";
import { repeatedNatively } from "./nativeSubset.js";
import { baseline } from "./plan/baseline.js";

/** The committed records of the runs that were repeated on the native engine. */
export const nativePath = "data/sweep/second-native.jsonl";

/** One comparison for a suspect, averaged over the shifts, from the same runs on two engines. */
export interface EngineComparison {
  readonly experiment: string;
  readonly first: StudyContrast;
  readonly second: StudyContrast;
  /** Whether both engines lead to the same verdict. */
  readonly agree: boolean;
}

/**
 * Compares the primary comparisons between engines, over the runs trained on both, at each model's own accuracy: the runs
 * are the shortest of the sweep, and their accuracies hardly overlap. The two sides of a comparison are each engine's own; both
 * engines are measured from the baseline of the first, since the few models of one that were trained on both make no line.
 * @throws InputError for the same reasons as `loadStudy`
 */
export function compareEngines(
  first: readonly RunRecord[],
  second: readonly RunRecord[],
  options: FitOptions = {},
): EngineComparison[] {
  const trainedOn = (records: readonly RunRecord[]) => new Set(records.map(({ hash }) => hash));
  const [onFirst, onSecond] = [trainedOn(first), trainedOn(second)];
  const ordinary = new Set(rolesOf(baseline).map(({ hash }) => hash));
  const line = first.filter(({ hash }) => ordinary.has(hash));
  const shared = [first, second].map((records) => [
    ...line,
    ...records.filter(({ hash }) => onFirst.has(hash) && onSecond.has(hash) && !ordinary.has(hash)),
  ]);
  return repeatedNatively
    .filter(({ experiment }) => experiment !== baseline.name)
    .flatMap(({ experiment }) => {
      const [ofFirst, ofSecond] = shared.map((records) => {
        const study = loadStudy(experiment, records, { ...options, only: "primary" });
        return atGivenPoints({ studies: new Map([[experiment, study]]) });
      });
      return ofFirst!.map((contrast, at) => {
        const twin = ofSecond![at]!;
        return {
          experiment,
          first: contrast,
          second: twin,
          agree: contrast.test.verdict.kind === twin.test.verdict.kind,
        };
      });
    });
}
