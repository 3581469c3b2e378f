import { InputError } from "../../base/errors.js";
import { groupedBy } from "../../base/grouped.js";
import { isMissing, withDecimalPoint } from "../column.js";
import { testSets } from "../testsets/dictionary.js";

/** One accuracy as a table writes it. */
export interface WrittenAccuracy {
  readonly model: string;
  /** Tag of the weights; null if the source has none. */
  readonly weights: string | null;
  /** Side of the test images in pixels; null if the source does not say. */
  readonly imageSize: number | null;
  readonly testSet: string;
  readonly cell: string;
  /** Where the cell is: `results.csv:12`. */
  readonly place: string;
  /** Name of the column of numbers. Cells of one column have one unit. */
  readonly column: string;
}

/** The unit of a column of accuracies. */
export type AccuracyUnit = "fractions" | "percent" | "counts";

/** An accuracy as a fraction. */
export interface ReadAccuracy extends WrittenAccuracy {
  readonly value: number;
  /** Half a unit of the last digit written, as a fraction: what rounding can have changed. 0 for a count. */
  readonly rounding: number;
  /** Number of images if the cell is a count, `31660/50000`. */
  readonly total: number | null;
}

interface Cell {
  readonly written: WrittenAccuracy;
  /** As written, before division by 100. */
  readonly number: number;
  readonly decimals: number;
  readonly sign: boolean;
  readonly total: number | null;
}

const number = /^\+?(\d+\.?\d*|\.\d+)(?:e([+-]?\d+))?\s*(%?)$/i;
const count = /^(\d+)\s*\/\s*(\d+)$/;

/**
 * Converts the cells of one table to fractions. Whether a column is in percent is decided for the whole column, never
 * for a cell: one value above 1 makes it percent. Then values of 1 or less are either accuracies below 1% or fractions
 * among percentages. They are taken as percentages where accuracies below 1% are to be expected (ImageNet-A, attacks,
 * models near chance) or a fraction would exceed the model's other accuracies, or if `percent` says that the format always writes percent, and refused otherwise.
 * @throws InputError for a cell that is no accuracy, and for a column that mixes fractions and percent, naming both
 *   places
 */
export function readAccuracies(
  written: readonly WrittenAccuracy[],
  percent = false,
): {
  readonly accuracies: ReadAccuracy[];
  readonly missing: number;
  readonly units: Map<string, AccuracyUnit>;
} {
  const present = written.filter(({ cell }) => !isMissing(cell));
  const cells = present.map(parsed);
  const columns = groupedBy(cells, ({ written: { column } }) => column).map(
    (own) => [own[0]!.written.column, own] as const,
  );
  const units = new Map<string, AccuracyUnit>();
  const bare = ({ total, sign, number: value }: Cell) => total === null && !sign && value > 0;
  // The highest percentage of each row, which shows the unit and the model's level.
  const highest = new Map<string, number>();
  for (const cell of cells.filter(isPercent))
    highest.set(rowOf(cell.written), Math.max(highest.get(rowOf(cell.written)) ?? 0, cell.number));
  /**
   * Whether an accuracy below 1% is plausible: on sets made to be failed, for a model near chance, or if the value, read
   * as a fraction, would be the model's best.
   */
  const mayBeLow = ({ written: cell, number: value }: Cell) => {
    const level = highest.get(rowOf(cell));
    return (
      level !== undefined && (level < nearChancePercent || canBeFailed(cell.testSet) || 100 * value > level)
    );
  };
  const inPercent = new Set<string>();
  for (const [name, own] of columns) {
    const certain = own.find(isPercent);
    const made = own.filter(bare);
    const asPercent =
      percent ||
      certain !== undefined ||
      (made.length > 0 && made.every((cell) => canBeFailed(cell.written.testSet) && mayBeLow(cell)));
    if (asPercent) inPercent.add(name);
    const allCounts = own.every(({ total }) => total !== null);
    units.set(name, allCounts ? "counts" : asPercent ? "percent" : "fractions");
    if (percent || certain === undefined) continue;
    const doubtful = made.find((cell) => cell.number <= 1 && !mayBeLow(cell));
    if (doubtful)
      throw new InputError(
        `${doubtful.written.place} ${name}: "${doubtful.written.cell}" looks like a fraction and "${certain.written.cell}" (${certain.written.place}) like a percentage, expected one unit in the column`,
      );
  }
  const accuracies = cells.map((cell) => {
    const { written: own, total } = cell;
    const divisor = total === null && inPercent.has(own.column) ? 100 : 1;
    const value = total === null ? Number((cell.number / divisor).toPrecision(12)) : cell.number / total;
    if (!(value >= 0 && value <= 1))
      throw new InputError(
        `${own.place} ${own.column}: "${own.cell}" is not an accuracy, expected ${divisor === 100 ? "0 to 100 percent" : "a fraction in [0, 1]"}`,
      );
    const rounding = total === null ? (0.5 * 10 ** -cell.decimals) / divisor : 0;
    return { ...own, value, rounding, total };
  });
  return { accuracies, missing: written.length - present.length, units };
}

/** One accuracy typed by hand: a fraction, a percentage with its sign, or a count. @throws InputError naming `what` */
export function typedAccuracy(text: string, what: string): Omit<ReadAccuracy, keyof WrittenAccuracy> {
  const written = {
    model: what,
    weights: null,
    imageSize: null,
    testSet: what,
    cell: text.trim(),
    place: what,
    column: what,
  };
  const expected = "expected a fraction as 0.634, a percentage as 63.4% or a count as 31660/50000";
  if (!number.test(written.cell) && !count.test(written.cell))
    throw new InputError(`${what}: "${text}" is not an accuracy, ${expected}`);
  const cell = parsed(written);
  if (cell.total === null && !cell.sign && cell.number > 1)
    throw new InputError(`${what}: "${text}" is not a fraction, ${expected}`);
  const { accuracies } = readAccuracies([written]);
  const { value, rounding, total } = accuracies[0]!;
  return { value, rounding, total };
}

/** A model whose best accuracy is below this is near chance on ImageNet. */
const nearChancePercent = 5;

/** Whether ordinary models score below 1% on a test set: filtered against a model, attacked or corrupted. */
function canBeFailed(testSet: string): boolean {
  const kind = testSets.get(testSet)?.kind;
  return testSet === "imagenet_a" || kind === "adversarial" || kind === "synthetic";
}

const rowOf = ({ model, weights, imageSize }: WrittenAccuracy) => JSON.stringify([model, weights, imageSize]);

const isPercent = (cell: Cell) => cell.total === null && (cell.sign || cell.number > 1);

function parsed(written: WrittenAccuracy): Cell {
  const text = written.cell.trim();
  const parts = count.exec(text);
  if (parts) {
    const [correct, total] = [Number(parts[1]), Number(parts[2])];
    if (!(total >= 1 && correct <= total && Number.isSafeInteger(total)))
      throw new InputError(
        `${written.place}: "${written.cell}" is not a count, expected CORRECT/TOTAL with 0 ≤ CORRECT ≤ TOTAL`,
      );
    return { written, number: correct, decimals: 0, sign: false, total };
  }
  const match = number.exec(text.replace(/^[^\s%]+/, withDecimalPoint));
  if (!match)
    throw new InputError(
      `${written.place} ${written.column}: "${written.cell}" is not an accuracy, expected a fraction, a percentage or a count`,
    );
  const decimals = (/\.(\d*)/.exec(match[1]!)?.[1]?.length ?? 0) - Number(match[2] ?? 0);
  return {
    written,
    number: Number(`${match[1]}${match[2] === undefined ? "" : `e${match[2]}`}`),
    decimals,
    sign: match[3] === "%",
    total: null,
  };
}
