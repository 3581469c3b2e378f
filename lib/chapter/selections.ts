import { chooseRuns } from "../causes/plan/chooseRuns.js";
import type { PlannedRun } from "../causes/plan/experiment.js";
import { averagedShifts } from "../causes/plan/margins.js";
import type { RunRecord } from "../record/schema.js";
import type { Study, StudyContrast } from "../robustness/experimentResults.js";
import { evaluateMiniature, type MiniatureEvaluation } from "../robustness/miniature.js";
import { isSelected, type Selection } from "../robustness/selection.js";
import { specHash } from "../training/train/spec.js";

/** One group per treatment, each under the name of its treatment. */
export function eachTreatment(treatments: readonly string[]): Record<string, Selection> {
  return Object.fromEntries(treatments.map((name) => [name, { treatments: [name] }]));
}

/** The treatments of an experiment, without the baseline that its models are measured against, in the order of the plan. */
export function treatmentsOf({ runs }: { readonly runs: readonly PlannedRun[] }): string[] {
  return [...new Set(runs.map(({ treatment }) => treatment))];
}

/** The planned runs of these treatments with one seed, in the order of the plan. */
export function runsWithSeed(
  { runs }: { readonly runs: readonly PlannedRun[] },
  treatments: readonly string[],
  seed: number,
): PlannedRun[] {
  return chooseRuns(runs, [{ treatments, seeds: [seed] }]);
}

/** The records of planned runs, named by seed (`seed 1`), in the order of the records. A run without a record is left out. */
export function recordsBySeed(
  sweep: readonly RunRecord[],
  runs: readonly PlannedRun[],
): Record<string, RunRecord> {
  const hashes = new Set(runs.map(({ spec }) => specHash(spec)));
  const found = sweep.filter(({ hash }) => hashes.has(hash));
  return Object.fromEntries(found.map((record) => [`seed ${record.seed}`, record]));
}

/**
 * The line through the models of each group, on every shift of a study, as dashed lines of `showTreatments`. Groups with
 * fewer than two models have none.
 */
export function linesOfGroups(
  { models }: Pick<Study, "models">,
  groups: Readonly<Record<string, Selection>>,
): Record<string, MiniatureEvaluation[]> {
  const able = Object.entries(groups).filter(
    ([, group]) => models.filter((model) => isSelected(model, group)).length >= 2,
  );
  return Object.fromEntries(
    able.map(([name, group]) => [
      name,
      averagedShifts.map((shift) =>
        evaluateMiniature(models, { shift, draws: 2, isBaseline: (model) => isSelected(model, group) }),
      ),
    ]),
  );
}

/**
 * Comparisons of groups at equal accuracy that were not planned, carried out like those that were.
 * @param pairs what is compared → both groups; Δρ is first − second
 * @throws InputError as `Study.compare`, such as for a group without runs
 */
export function compareGroups(
  { compare }: Pick<Study, "compare">,
  pairs: Readonly<Record<string, readonly [first: Selection, second: Selection]>>,
): StudyContrast[] {
  return Object.entries(pairs).flatMap(([comparison, [a, b]]) =>
    compare({ comparison, a, b, equalAccuracy: true }),
  );
}

/**
 * Comparisons of single treatments that were not planned, carried out like those that were.
 * @param pairs what is compared → the names of both treatments; Δρ is first − second
 * @throws InputError as `Study.compare`, such as for a treatment without runs
 */
export function compareTreatments(
  { compare }: Pick<Study, "compare">,
  pairs: Readonly<Record<string, readonly [first: string, second: string]>>,
): StudyContrast[] {
  return Object.entries(pairs).flatMap(([comparison, [first, second]]) =>
    compare({ comparison, a: { treatments: [first] }, b: { treatments: [second] } }),
  );
}
