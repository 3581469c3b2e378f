import type { RobustnessFit } from "../stats/bootstrap.js";
import { fewestFamilies } from "../stats/familyBootstrap.js";
import type { FitTable } from "./fitTable.js";

/** What a reader must know about a fit beside its numbers. */
export function fitNotes(
  { columns, points, skipped, cluster }: FitTable,
  { baseline }: RobustnessFit,
): string[] {
  const notes: string[] = [];
  if (skipped > 0) notes.push(`${counted(skipped, "row")} skipped: ${columns.x} or ${columns.y} is empty`);
  const repeated = points.length - new Set(points.map(({ model }) => model)).size;
  if (repeated > 0 && columns.model === undefined)
    notes.push(`${counted(repeated, "model name")} repeated; --model COLUMN,COLUMN joins columns to a name`);
  if (baseline.leftOut > 0)
    notes.push(
      `${counted(baseline.leftOut, "baseline row")} left out of the fit: an accuracy of 0 or 1 has no place on the ${baseline.scale.name} scale`,
    );
  for (const axis of ["x", "y"] as const) {
    const unknown = points.filter((point) => point[`${axis}Total`] === undefined).length;
    if (unknown > 0)
      notes.push(
        `image noise of ${columns[axis]} is left out: its number of test images is not known, give --images-${axis}`,
      );
  }
  if (baseline.families < fewestFamilies)
    notes.push(
      `no intervals: ${counted(baseline.families, "cluster")} in the baseline${cluster === undefined ? "" : ` (column ${cluster})`}, at least ${fewestFamilies} are needed`,
    );
  return notes;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** The fit as the JSON of the command line's interface; an interval that does not exist is null. */
export function fitAsJson({ baseline, models }: RobustnessFit): string {
  const { n, slope, intercept, r2 } = baseline;
  const rows = models.map(({ point, predicted, rhoPoints }) => ({
    model: point.model,
    x: point.x,
    y: point.y,
    predicted,
    rho: rhoPoints.value,
    low: rhoPoints.low,
    high: rhoPoints.high,
  }));
  return `${JSON.stringify({ n, slope, intercept, r2, models: rows })}\n`;
}

/** The fit as a table to read: accuracies in percent, ρ in percentage points. */
export function fitAsText({ columns }: FitTable, { baseline, models }: RobustnessFit): string {
  const { scale, slope, intercept, r2, n, families, method } = baseline;
  const sign = intercept < 0 ? "−" : "+";
  const width = Math.max(5, ...models.map(({ point }) => point.model.length));
  const percent = (value: number) => (100 * value).toFixed(2).padStart(9);
  const points = (value: number) => (Number.isNaN(value) ? "–" : value.toFixed(2)).padStart(8);
  const rows = models.map(
    ({ point, predicted, rhoPoints }) =>
      point.model.padEnd(width) +
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
    `${columns.x} -> ${columns.y}, ${scale.name} axes, ${method}`,
    `${scale.name}(y) = ${slope.toFixed(3)} ${scale.name}(x) ${sign} ${Math.abs(intercept).toFixed(3)}, R2 ${r2.toFixed(3)}, ${n} models in ${families} families`,
    "",
    ["model".padEnd(width), ...head, ...tail].join(""),
    ...rows,
    "",
  ].join("\n");
}
