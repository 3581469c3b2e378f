import { printable } from "../base/printable.js";
import type { RobustnessFit } from "../stats/index.js";
import type { FitTable } from "./fitTable.js";

/** Settings and notes of a fit. */
interface FitMaking {
  readonly draws: number;
  readonly seed: number;
  readonly notes: readonly string[];
}

/**
 * The fit as the JSON that the command prints. Undefined values (an interval, R² of equal y) are null. Control
 * characters that a terminal would act on are escaped; JSON parsers read them unchanged.
 */
export function fitAsJson({ baseline, models }: RobustnessFit, { draws, seed, notes }: FitMaking): string {
  const { n, slope, intercept, r2, scale, method, families } = baseline;
  const rows = models.map(({ point, predicted, rhoPoints }) => ({
    model: point.model,
    x: point.x,
    y: point.y,
    predicted,
    rho: rhoPoints.value,
    low: rhoPoints.low,
    high: rhoPoints.high,
  }));
  const made = { scale: scale.name, method, families, draws, seed, notes };
  return `${printable(JSON.stringify({ n, slope, intercept, r2, models: rows, ...made }))}\n`;
}

/** The fit as a text table: accuracies in percent, ρ in percentage points. */
export function fitAsText({ columns }: FitTable, { baseline, models }: RobustnessFit): string {
  const { scale, slope, intercept, r2, n, families, method } = baseline;
  const sign = intercept < 0 ? "−" : "+";
  const names = models.map(({ point }) => printable(point.model));
  const width = names.reduce((widest, { length }) => Math.max(widest, length), 5);
  const percent = (value: number) => (100 * value).toFixed(2).padStart(9);
  const points = (value: number) => (Number.isNaN(value) ? "–" : value.toFixed(2)).padStart(8);
  const rows = models.map(
    ({ point, predicted, rhoPoints }, at) =>
      names[at]!.padEnd(width) +
      percent(point.x) +
      percent(point.y) +
      percent(predicted) +
      points(rhoPoints.value) +
      points(rhoPoints.low) +
      points(rhoPoints.high),
  );
  const head = ["x %", "y %", "line %"].map((title) => title.padStart(9));
  const tail = ["rho", "low", "high"].map((title) => title.padStart(8));
  return [
    `${printable(columns.x)} -> ${printable(columns.y)}, ${scale.name} axes, ${method}`,
    `${scale.name}(y) = ${slope.toFixed(3)} ${scale.name}(x) ${sign} ${Math.abs(intercept).toFixed(3)}, R2 ${Number.isNaN(r2) ? "–" : r2.toFixed(3)}, ${n} models in ${families} families`,
    "",
    ["model".padEnd(width), ...head, ...tail].join(""),
    ...rows,
    "",
  ].join("\n");
}
