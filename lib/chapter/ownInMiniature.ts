import { rolesOf } from "../causes/load.js";
import { baseline } from "../causes/plan/baseline.js";
import { averagedShifts } from "../causes/plan/margins.js";
import { displayTable } from "../notebook/index.js";
import { inDistributionOf, pictogramTestSets } from "../published/testsets/pictograms.js";
import type { RunRecord } from "../record/schema.js";
import { placedFormats, placedInMiniatureRows } from "../report/ownTables.js";
import {
  evaluateMiniature,
  type MiniatureEvaluation,
  type MiniatureModel,
  miniatureModels,
} from "../robustness/miniature.js";
import type { FitOptions } from "../robustness/shift.js";
import type { OwnEvaluation } from "./ownModels.js";

// A reader's own models on the test sets of the miniature.

/** Own models on the planes of the miniature. */
export interface OwnInMiniature {
  /** One evaluation per averaged shift, with the baseline's models and the own ones. */
  readonly evaluations: readonly MiniatureEvaluation[];
  /** Names of the own models in them. */
  readonly models: readonly string[];
  /** Models that are not in them and why, one sentence each. */
  readonly apart: readonly string[];
}

/**
 * Measures own models against the baseline of the miniature, on its four averaged shifts. A model belongs there if it was
 * evaluated on all of them, on the very icons of the records.
 * @param records of the sweep
 * @throws InputError if the records have no baseline
 */
export function evaluateOwn(
  own: readonly OwnEvaluation[],
  records: readonly RunRecord[],
  options: FitOptions = {},
): OwnInMiniature {
  const needed = ["test", ...averagedShifts.flatMap((shift) => [shift, inDistributionOf(shift)])];
  const ordinary = miniatureModels(records, rolesOf(baseline));
  const icons = ordinary[0]?.counts;
  const apart: string[] = [];
  const models = own.flatMap((one): MiniatureModel[] => {
    const missing = needed.filter((set) => !one.counts.has(set));
    if (missing.length === needed.length) return [];
    const strange = needed.find(
      (set) => one.counts.get(set)?.totalByClass.join() !== icons?.get(set)?.totalByClass.join(),
    );
    if (missing.length > 0) apart.push(`${one.model}: not evaluated on ${missing.join(", ")}`);
    else if (strange !== undefined)
      apart.push(
        `${one.model}: its icons of ${strange} are not those of the records, from another build of the corpus`,
      );
    else return [miniatureModel(one)];
    return [];
  });
  const evaluations =
    models.length === 0
      ? []
      : averagedShifts.map((shift) => evaluateMiniature([...ordinary, ...models], { ...options, shift }));
  return { evaluations, models: models.map(({ treatment }) => treatment), apart };
}

function miniatureModel({ model, counts }: OwnEvaluation): MiniatureModel {
  return {
    model,
    hash: "",
    treatment: model,
    architecture: model,
    seed: 0,
    readout: counts.get("test")!.readout,
    trained: 1,
    trainImages: 0,
    counts,
  };
}

/** Shows expectation, accuracy and ρ of own models on each shift of the miniature. @throws Error outside a notebook */
export async function showOwnRho({ evaluations, models }: OwnInMiniature, caption: string): Promise<void> {
  await displayTable(placedInMiniatureRows(evaluations, new Set(models)), {
    caption,
    formats: placedFormats,
  });
}

/**
 * Whether a run of the sweep has an own model's answers, icon by icon: an exported model and its run must agree.
 * @returns one sentence
 */
export function sameAsRun({ model, counts }: OwnEvaluation, records: readonly RunRecord[]): string {
  const known = new Set(["test", ...Object.keys(pictogramTestSets)]);
  const sets = [...counts.values()].filter(({ testset }) => known.has(testset.replace(/^test:/, "")));
  const agreeing = records
    .map(({ hash, results, steps }) => ({
      hash,
      same: sets.filter(({ readout, testset, correctIcons }) =>
        results.some(
          (result) =>
            result.step === steps &&
            result.readout === readout &&
            result.testset === testset &&
            result.correctIcons === correctIcons,
        ),
      ).length,
    }))
    .toSorted((a, b) => b.same - a.same)[0];
  return agreeing === undefined || agreeing.same === 0
    ? `${model}: no run of the sweep has its answers`
    : `${model}: run ${agreeing.hash} has the same answers icon by icon on ${agreeing.same} of ${sets.length} test sets`;
}
