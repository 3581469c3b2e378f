import type { ShiftEvaluation } from "../robustness/shift.js";

/** How well the baseline fits on each shift, such as `R² of the baseline's lines: Matched 0.98, Renditions 0.90.` */
export function linesInWords(
  evaluations: readonly {
    readonly shift: string;
    readonly baseline: Pick<ShiftEvaluation["baseline"], "r2">;
  }[],
): string {
  const fits = evaluations.map(({ shift, baseline: { r2 } }) => `${shift} ${r2.toFixed(2)}`);
  return `R² of the baseline's lines: ${fits.join(", ")}.`;
}
