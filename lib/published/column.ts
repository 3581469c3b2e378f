import { oneOf } from "../base/errors.js";
import { fractionExpected } from "../stats/count.js";

/** What a column's cells may hold. */
export interface Column<T> {
  /** For messages: `"72.4" is not <expected>`. */
  readonly expected: string;
  /** The value of a cell, or undefined for a cell that may not stand here. */
  parse(cell: string): T | undefined;
}

export const text: Column<string> = {
  expected: "a text",
  parse: (cell) => (cell.trim() === "" ? undefined : cell),
};

/** An accuracy as a fraction. */
export const fraction: Column<number> = {
  expected: fractionExpected,
  parse: (cell) => number(cell, (value) => value >= 0 && value <= 1),
};

export const wholeNumber: Column<number> = {
  expected: "a whole number, 0 or more",
  parse: (cell) => number(cell, (value) => Number.isSafeInteger(value) && value >= 0),
};

export const positiveNumber: Column<number> = {
  expected: "a number above 0",
  parse: (cell) => number(cell, (value) => value > 0),
};

/** One of some names. */
export function nameOf<const N extends string>(names: readonly N[]): Column<N> {
  return {
    expected: oneOf(names),
    parse: (cell) => names.find((name) => name === cell),
  };
}

/** A column whose cells may be empty, read as null. */
export function optional<T>(column: Column<T>): Column<T | null> {
  return {
    expected: `${column.expected}, or empty`,
    parse: (cell) => (cell === "" ? null : column.parse(cell)),
  };
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/; // Number() alone would take "", "0x1f" and " 1 "

/** The number a cell writes in decimal digits, if it is one and `holds` is true of it. */
function number(cell: string, holds: (value: number) => boolean): number | undefined {
  if (!decimal.test(cell)) return undefined;
  const value = Number(cell);
  return Number.isFinite(value) && holds(value) ? value : undefined;
}
