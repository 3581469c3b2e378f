import { drawTreatments } from "../figures/groupedPlane.js";
import { displayFigure, displayTable } from "../notebook/index.js";
import { baselineRows, lineInWords } from "../report/baselineTable.js";
import type { MiniaturePoint } from "../robustness/miniature.js";
import type { ShiftEvaluation } from "../robustness/shift.js";

type Evaluations = readonly Omit<ShiftEvaluation<MiniaturePoint>, "fit">[];

/** Shows how straight the miniature's baselines are: models, slope and R² on each shift. @throws Error outside a notebook */
export async function showBaselines(evaluations: Evaluations): Promise<void> {
  const rows = baselineRows(evaluations).map(({ architectures: _counted, ...row }) => row);
  await displayTable(rows, {
    caption: "The baselines of the miniature, logit axes",
    digits: 2,
  });
}

/** Shows the plane of each shift with nothing on it but the baseline and its models. @throws Error outside a notebook */
export async function showBaselinePlanes(evaluations: Evaluations): Promise<void> {
  for (const evaluation of evaluations) {
    const title = `${evaluation.shift}: ${lineInWords(evaluation.baseline)}`;
    await displayFigure(drawTreatments(evaluation, { title, groups: {} }));
  }
}
