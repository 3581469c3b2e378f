import type { RunRecord } from "../record/schema.js";
import { evaluateMiniature, miniatureModels } from "../robustness/miniature.js";
import { rhoByTreatment, type TreatmentRhos } from "../robustness/rhoByTreatment.js";
import { rolesOf } from "./load.js";
import { baseline } from "./plan/baseline.js";
import { averagedShifts } from "./plan/margins.js";

/**
 * Measures ρ of your own runs, such as those of an exercise, against the sweep's baseline on the four averaged
 * shifts.
 * @param runs finished runs by name
 * @param records records of the sweep, for the baseline
 * @returns one row per run, in the order given; diverged runs have none
 * @throws InputError if the records contain no baseline
 */
export function measureRuns(
  runs: Readonly<Record<string, RunRecord>>,
  records: readonly RunRecord[],
): TreatmentRhos[] {
  const own = Object.entries(runs).flatMap(([treatment, record]) =>
    miniatureModels([record], [{ hash: record.hash, treatment, architecture: "own" }]),
  );
  const models = [...miniatureModels(records, rolesOf(baseline)), ...own];
  const evaluations = averagedShifts.map((shift) => evaluateMiniature(models, { shift, draws: 2 }));
  return rhoByTreatment(evaluations, { treatments: Object.keys(runs) });
}
