import type { RunRecord } from "../record/schema.js";
import {
  baselineFloor,
  evaluateMiniature,
  type MiniatureModel,
  type MiniaturePoint,
  miniatureModels,
} from "../robustness/miniature.js";
import type { ShiftEvaluation } from "../robustness/shift.js";
import { experimentNamed } from "./grids.js";
import { rolesOf } from "./load.js";
import { averagedShifts } from "./plan/margins.js";

/**
 * Measures models of a study against the line of another treatment instead of the baseline, on the four averaged
 * shifts. The distance from the line is a difference at equal in-distribution accuracy, in percentage points. It has
 * no interval and only supplements the planned comparisons.
 * @param models models of the study
 * @param line treatment, of any experiment, that the line is fitted to; its models below the baseline's minimum
 *   accuracy are omitted
 * @throws InputError if the records contain fewer than two models of the treatment
 */
export function againstTreatment(
  models: readonly MiniatureModel[],
  records: readonly RunRecord[],
  line: { readonly experiment: string; readonly treatment: string },
): ShiftEvaluation<MiniaturePoint>[] {
  const runs = experimentNamed(line.experiment).runs.filter(({ treatment }) => treatment === line.treatment);
  const own = miniatureModels(records, rolesOf({ runs })).filter(({ counts }) => {
    const test = counts.get("test");
    return test !== undefined && test.correct >= baselineFloor * test.total;
  });
  const onLine = new Set(own);
  return averagedShifts.map((shift) =>
    evaluateMiniature([...models, ...own], { shift, draws: 2, isBaseline: (model) => onLine.has(model) }),
  );
}
