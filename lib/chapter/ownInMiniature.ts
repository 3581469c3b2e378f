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
import { liveTolerancePoints } from "../training/sweep/live.js";
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
 * The run of the sweep whose counts are nearest, and how far they are: an exported model should be near its own run, as a
 * run that is trained again is.
 * @returns one sentence
 */
export function nearestRun({ model, counts }: OwnEvaluation, records: readonly RunRecord[]): string {
  const known = new Set(["test", ...Object.keys(pictogramTestSets)]);
  const sets = [...counts.values()].filter(({ testset }) => known.has(testset.replace(/^test:/, "")));
  const distances = records.flatMap(({ hash, results, steps }) => {
    const differences = sets.map(({ readout, testset, correct, total }) => {
      const other = results.find(
        (result) => result.step === steps && result.readout === readout && result.testset === testset,
      );
      return other === undefined || other.total !== total
        ? Number.NaN
        : Math.abs(correct - other.correct) / total;
    });
    const points = 100 * Math.max(...differences);
    return Number.isNaN(points) ? [] : [{ hash, points }];
  });
  const [nearest] = distances.toSorted((a, b) => a.points - b.points);
  if (nearest === undefined)
    return `${model}: no run of the sweep was read out in the same way on the same icons`;
  return `${model}: the nearest run of the sweep is ${nearest.hash}, at most ${nearest.points.toFixed(1)} points away on any of ${sets.length} test sets (trained again, a run may differ by ${liveTolerancePoints})`;
}
