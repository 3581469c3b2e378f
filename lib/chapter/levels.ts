import { margins } from "../causes/plan/margins.js";
import { drawLevels, type LevelFigureOptions } from "../figures/levels.js";
import { displayFigure } from "../notebook/display.js";
import type { MiniaturePoint } from "../robustness/miniature.js";
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
