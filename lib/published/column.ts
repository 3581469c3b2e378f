import { oneOf } from "../base/errors.js";
import { fractionExpected } from "../stats/index.js";

/** The values that a column's cells may contain. */
export interface Column<T> {
  /** For error messages: `"72.4" is not <expected>`. */
  readonly expected: string;
  /** A guess at what is wrong with an invalid cell, added to the message. Undefined if there is no guess. */
  hint?(cell: string): string | undefined;
  /** The value of a cell, or undefined if the cell is invalid. */
  parse(cell: string): T | undefined;
}

export const text: Column<string> = {
  expected: "a text",
  parse: (cell) => (cell.trim() === "" ? undefined : cell),
};

/** The error message for an invalid cell: `"72.4" is not a fraction in [0, 1]; …`. */
export function cellFault(column: Column<unknown>, cell: string): string {
  const hint = column.hint?.(cell);
  return `"${cell}" is not ${column.expected}${hint === undefined ? "" : ` (${hint})`}`;
}

const missingWords = new Set([
  ...[
    "",
    "na",
    "n/a",
    "#n/a",
    "<na>",
    "nan",
    "null",
    "none",
    "nil",
    "missing",
    "-",
    "--",
    "–",
    "—",
    "−",
    "?",
  ],
]);

/** Whether a cell marks a missing value in one of the usual ways: empty, `NA`, `NaN`, `None`, `null`, `-` … */
export function isMissing(cell: string): boolean {
  return missingWords.has(cell.trim().toLowerCase());
}

/** An accuracy as a fraction. `63.3%` is accepted, and so is `0,633`, because it has only one reading. */
export const fraction: Column<number> = {
  expected: fractionExpected,
  hint: (cell) => {
    if (/^\d+,\d+\s*%?$/.test(cell)) return "a comma can mark decimals or thousands, expected a point";
    if (Number(cell) > 100 && Number.isFinite(Number(cell)))
      return "this looks like a count, which must be divided by the number of images";
    return decimal.test(cell.replace(/\s*%$/, "")) ? undefined : "this is not one number";
  },
  parse: (cell) => number(asFraction(cell), (value) => value >= 0 && value <= 1),
};

export const wholeNumber: Column<number> = {
  expected: "a whole number, 0 or more",
  parse: (cell) => number(cell, (value) => Number.isSafeInteger(value) && value >= 0),
};

export const positiveNumber: Column<number> = {
  expected: "a number above 0",
  parse: (cell) => number(cell, (value) => value > 0),
};

/** A column that contains one of the given names. */
export function nameOf<const N extends string>(names: readonly N[]): Column<N> {
  return {
    expected: oneOf(names),
    parse: (cell) => names.find((name) => name === cell),
  };
}

/** A column whose cells may be missing. Missing cells are read as null. */
export function optional<T>(column: Column<T>): Column<T | null> {
  return {
    ...column,
    expected: `${column.expected}, or empty`,
    parse: (cell) => (isMissing(cell) ? null : column.parse(cell)),
  };
}

/** Rewrites a percentage as a fraction, and a decimal comma as a point unless it could separate thousands. */
function asFraction(cell: string): string {
  const [, body, percent] = /^(.*?)\s*(%?)$/s.exec(cell) as unknown as [string, string, string];
  if (percent === "") return zeroComma.test(body) ? body.replace(",", ".") : body;
  const digits = withDecimalPoint(body);
  return decimal.test(digits) ? String(Number((Number(digits) / 100).toPrecision(15))) : cell;
}

const zeroComma = /^\+?(0|00?)?,\d+$/;

/** Rewrites a decimal comma as a point unless it could separate thousands: `70,12` and `0,701`, but not `70,123`. */
export function withDecimalPoint(digits: string): string {
  const comma = zeroComma.test(digits) || /^\+?\d{1,3},(\d{1,2}|\d{4,})$/.test(digits);
  return comma ? digits.replace(",", ".") : digits;
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/; // Number() alone would take "", "0x1f" and " 1 "

/** The number in a cell, if it is written in decimal digits and satisfies `holds`. */
function number(cell: string, holds: (value: number) => boolean): number | undefined {
  if (!decimal.test(cell)) return undefined;
  const value = Number(cell);
  return Number.isFinite(value) && holds(value) ? value : undefined;
}
