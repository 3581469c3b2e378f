import { margins } from "../causes/plan/margins.js";
import { drawLevels, type LevelFigureOptions } from "../figures/levels.js";
import { displayFigure } from "../notebook/display.js";
import type { MiniaturePoint } from "../robustness/miniature.js";
import { type CheckpointSelection, rhoByCheckpoint } from "../robustness/rhoByCheckpoint.js";
import { rhoByLevel } from "../robustness/rhoByLevel.js";
import type { Selection } from "../robustness/selection.js";
import type { ShiftEvaluation } from "../robustness/shift.js";

/**
 * Shows mean ρ against the amount of a treatment, with the margin of equivalence shaded.
 * @param evaluations the shifts to average over
 * @throws Error outside a notebook
 */
export async function showLevels(
  evaluations: readonly ShiftEvaluation<MiniaturePoint>[],
  selection: Selection,
  options: Omit<LevelFigureOptions, "margin">,
): Promise<void> {
  const rows = rhoByLevel(evaluations, selection);
  await displayFigure(drawLevels(rows, { ...options, margin: margins.closePoints }));
}

/**
 * Shows mean ρ along the training of runs that were evaluated on the way, with the margin of equivalence shaded.
 * @param evaluations the shifts to average over
 * @param options title of the figure and of its level axis, e.g. `share of the fine-tuning done`
 * @throws Error outside a notebook
 */
export async function showCheckpoints(
  evaluations: readonly ShiftEvaluation<MiniaturePoint>[],
  selection: CheckpointSelection,
  options: Pick<LevelFigureOptions, "title" | "xTitle">,
): Promise<void> {
  const rows = rhoByCheckpoint(evaluations, selection);
  await displayFigure(drawLevels(rows, { ...options, logarithmic: false, margin: margins.closePoints }));
}
