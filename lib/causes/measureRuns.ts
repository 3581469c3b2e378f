import type { RunRecord } from "../record/schema.js";
import { evaluateMiniature, miniatureModels } from "../robustness/miniature.js";
import { rhoByTreatment, type TreatmentRhos } from "../robustness/rhoByTreatment.js";
import { rolesOf } from "./load.js";
import { baseline } from "./plan/baseline.js";
import { averagedShifts } from "./plan/margins.js";

/**
 * ρ of runs of one's own, such as those of an exercise, against the baseline of the sweep on the four averaged shifts.
 * @param runs finished runs by the name they go by
 * @param records of the sweep, for the baseline
 * @returns one row a run, in their order; a diverged run has none
 * @throws InputError if the records hold no baseline
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
