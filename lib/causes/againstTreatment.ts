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
 * Models of a study against the line of other ordinary models instead of the baseline's, on the four averaged shifts:
 * the distance from the line is then a difference at equal in-distribution accuracy, in percentage points. To be shown
 * beside planned comparisons, without intervals.
 * @param models of the study
 * @param line the treatment, of any experiment, that the line goes through; its models below the baseline's floor of
 *   accuracy are left out
 * @throws InputError if the records hold fewer than two of its models
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
