import { counted } from "../base/counted.js";
import { couldBeCount } from "../published/countCheck.js";
import { mixedEvaluations, type OtherImageSizes } from "../published/oneEvaluation.js";
import { testSets } from "../published/testsets/dictionary.js";
import type { TestSet } from "../published/testsets/testSet.js";
import { fewestDraws, fewestFamilies, type RobustnessFit } from "../stats/index.js";
import type { FitRow, FitTable } from "./fitTable.js";

/**
 * Notes on a fit for the reader: assumptions that were made, and features of the table that limit what the numbers
 * mean.
 */
export function fitNotes(
  table: FitTable,
  { baseline }: Pick<RobustnessFit, "baseline">,
  draws: number,
  otherSizes?: OtherImageSizes,
): string[] {
  const { columns, points, skipped, missing, cluster } = table;
  const notes = [...table.notes];
  if (skipped > 0) {
    const words = ["empty", ...missing.map((word) => `"${word}"`)].join(" or ");
    notes.push(`${counted(skipped, "row")} skipped: ${columns.x} or ${columns.y} is ${words}`);
  }
  notes.push(...onNames(table));
  if (columns.baseline !== undefined) notes.push(...onBaseline(table)); // else it is the package's own
  if (baseline.leftOut > 0)
    notes.push(
      `${counted(baseline.leftOut, "baseline row")} left out of the fit: an accuracy of 0 or 1 has no place on the ${baseline.scale.name} scale`,
    );
  if (Number.isNaN(baseline.r2))
    notes.push(
      `all baseline rows have the same ${columns.y}: R2 is not defined, and the line is meaningless`,
    );
  for (const axis of ["x", "y"] as const) {
    const unknown = points.filter((point) => point[`${axis}Total`] === undefined).length;
    if (unknown > 0)
      notes.push(
        `image noise of ${columns[axis]} is left out: its number of test images is not known, give --images-${axis}`,
      );
  }
  notes.push(
    ...onFamilies(table),
    ...onClasses(columns),
    ...onCounts(table),
    ...onEvaluations(table, otherSizes),
  );
  if (draws < fewestDraws(1))
    notes.push(
      `${draws} bootstrap draws are too few for 95% intervals: the intervals are too short, use ${fewestDraws(1)} or more`,
    );
  if (baseline.families < fewestFamilies)
    notes.push(
      `no intervals: ${counted(baseline.families, "cluster")} in the baseline${cluster === undefined ? "" : ` (column ${cluster})`}, at least ${fewestFamilies} are needed`,
    );
  return notes;
}

function onNames({ columns, rows, points, nameColumn }: FitTable): string[] {
  const notes: string[] = [];
  const unnamed = rows.filter(({ named }) => !named).length;
  if (nameColumn === undefined)
    notes.push(
      "no column is called model, so rows are named by line number; --model COLUMN sets their names",
    );
  else if (unnamed > 0) notes.push(`${counted(unnamed, "row")} without a name, named by line number`);
  const repeated = points.length - new Set(points.map(({ model }) => model)).size;
  if (repeated > 0)
    notes.push(
      columns.model === undefined
        ? `${counted(repeated, "model name")} repeated; --model COLUMN,COLUMN joins columns into a name`
        : `${counted(repeated, "model name")} repeated`,
    );
  return notes;
}

function onBaseline({ columns, baseline, nearValues }: FitTable): string[] {
  const notes = [...nearValues].map(
    ([value, rows]) =>
      `${counted(rows, "row")} with "${value}" not in the baseline: --baseline ${columns.baseline} matches the exact spelling`,
  );
  const first = new Map<string, string>();
  const twins: (readonly [string, string])[] = [];
  for (const { model, x, y } of baseline) {
    const place = `${x} ${y}`;
    const before = first.get(place);
    if (before === undefined) first.set(place, model);
    else twins.push([model, before]);
  }
  if (twins.length > 0)
    notes.push(
      `${counted(twins.length, "baseline row")} with the same two accuracies as another, e.g. ${twins[0]![0]} and ${twins[0]![1]}: one network under two names counts twice`,
    );
  let [lowest, highest] = [1, 0];
  for (const { x } of baseline) [lowest, highest] = [Math.min(lowest, x), Math.max(highest, x)];
  const span = 100 * (highest - lowest);
  if (baseline.length > 1 && span < 1)
    notes.push(
      `the baseline spans ${span.toPrecision(2)} points of ${columns.x}: the line is unreliable outside that range`,
    );
  return notes;
}

function onFamilies({ points, cluster, familiesByName }: FitTable): string[] {
  if (cluster !== undefined) return [];
  const alone = points.length - familiesByName;
  const known = `${counted(familiesByName, "row")} with the family of the published model of that name`;
  const own = `${counted(alone, "row")} taken as unrelated, one family each, which makes intervals too short if they are not`;
  return [
    `no column is called family: ${[familiesByName > 0 ? known : "", alone > 0 ? own : ""].filter(Boolean).join("; ")}; --cluster COLUMN names families`,
  ];
}

/** The classes a test set is scored on. */
function classesOf({ classes, inDistribution }: TestSet): string {
  return classes === 1000 ? "all" : inDistribution;
}

function onClasses({ x, y }: FitTable["columns"]): string[] {
  const [setX, setY] = [testSets.get(x), testSets.get(y)];
  if (!setX || !setY || classesOf(setX) === classesOf(setY)) return [];
  const [a, b] = [setX.classes, setY.classes];
  const how = a === b ? `have ${a} classes each, but not the same` : `have ${a} and ${b} classes`;
  return [
    `${x} and ${y} ${how}: ρ compares unlike tasks; the axis of the same classes is ${setY.inDistribution}`,
  ];
}

function onCounts({ columns, rows }: FitTable): string[] {
  return (["x", "y"] as const).flatMap((axis) => {
    const kind = testSets.get(columns[axis])?.kind;
    // Means over severities, and attacks on some of the images, are not counts of the dictionary's images.
    if (kind === "synthetic" || kind === "adversarial") return [];
    const odd = rows.filter(({ point, written }) => {
      const total = point[`${axis}Total`];
      if (total === undefined) return false;
      return !couldBeCount(point[axis], total, 0.5 * 10 ** -decimalsOf(written[axis]));
    });
    const [example] = odd;
    if (!example) return [];
    const { point, written } = example;
    const total = point[`${axis}Total`]!;
    return [
      `${counted(odd.length, "value")} of ${columns[axis]} cannot be a count of its ${total} images, e.g. ${written[axis]} of ${point.model} (${(point[axis] * total).toFixed(2)} images): an evaluation that was stopped early, or another set`,
    ];
  });
}

/** Decimals of the fraction that a cell writes. */
function decimalsOf(cell: string): number {
  const [, digits = "", exponent = "0"] = /[.,](\d*)(?:e([+-]?\d+))?/i.exec(cell) ?? [];
  const whole = /e([+-]?\d+)/i.exec(cell)?.[1] ?? exponent;
  return digits.length - Number(whole) + (cell.includes("%") ? 2 : 0);
}

function onEvaluations({ rows }: FitTable, otherSizes?: OtherImageSizes): string[] {
  const faults = rows.flatMap(({ point, accuracies, origin }: FitRow) => {
    const fault = mixedEvaluations({ model: point.model, accuracies, origin, imageSize: null }, otherSizes);
    return fault === undefined ? [] : [`${point.model}: ${fault}`];
  });
  return faults.length === 0
    ? []
    : [
        `${counted(faults.length, "row")} with accuracies that cannot be of one evaluation, e.g. ${faults[0]}`,
      ];
}
