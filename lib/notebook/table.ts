import { signedPoints } from "../base/signedPoints.js";
import { escapeHtml } from "./export/escape.js";

/**
 * How a column's numbers are written: `percent` takes fractions (0.633 → 63.3%), `points` shows the sign
 * (+5.6), `integer` rounds and groups (1,387), `plain` writes all digits.
 */
export type NumberFormat = "percent" | "points" | "integer" | "plain";

export interface TableOptions {
  readonly caption?: string;
  /** Decimals of numbers in columns without a format; 3 by default. Smaller numbers keep as many significant digits. */
  readonly digits?: number;
  /** Column → format. */
  readonly formats?: Readonly<Record<string, NumberFormat>>;
}

/** Column → value; an interface of one's own is a row too. */
export type TableRow = object;

interface Column {
  readonly name: string;
  readonly numeric: boolean;
  readonly cells: readonly string[];
}

/** Rows as an HTML table: numbers to the right, with the same decimals down a column. */
export function tableHtml(rows: readonly TableRow[], options: TableOptions = {}): string {
  const columns = formatColumns(rows, options);
  const align = ({ numeric }: Column) => `text-align:${numeric ? "right" : "left"}`;
  const head = columns.map(
    (column) => `<th scope="col" style="${align(column)}">${escapeHtml(column.name)}</th>`,
  );
  const body = rows.map((_row, index) => {
    const cells = columns.map(
      (column) => `<td style="${align(column)}">${escapeHtml(column.cells[index]!)}</td>`,
    );
    return `<tr>${cells.join("")}</tr>`;
  });
  const caption = options.caption ? `<caption>${escapeHtml(options.caption)}</caption>\n` : "";
  return `<table>\n${caption}<thead><tr>${head.join("")}</tr></thead>\n<tbody>\n${body.join("\n")}\n</tbody></table>`;
}

/** The same table in columns of plain text. */
export function tableText(rows: readonly TableRow[], options: TableOptions = {}): string {
  const columns = formatColumns(rows, options).map(({ name, numeric, cells }) => {
    const lines = [name, ...cells];
    const width = Math.max(...lines.map((line) => [...line].length));
    return lines.map((line) => {
      const space = " ".repeat(width - [...line].length);
      return numeric ? space + line : line + space;
    });
  });
  const lines = ["", ...rows].map((_row, index) => columns.map((column) => column[index]).join("  "));
  return [options.caption, ...lines]
    .filter((line) => line !== undefined)
    .map((line) => line!.trimEnd())
    .join("\n");
}

function formatColumns(rows: readonly TableRow[], { digits = 3, formats = {} }: TableOptions): Column[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const strangers = Object.keys(formats).filter((name) => rows.length > 0 && !names.includes(name));
  if (strangers.length > 0)
    throw new Error(`no column ${strangers.join(", ")} to format; the columns are ${names.join(", ")}`);
  return names.map((name) => {
    const values = rows.map((row) => (row as Readonly<Record<string, unknown>>)[name] ?? null);
    const numbers = values.filter((value): value is number => typeof value === "number");
    const numeric =
      numbers.length > 0 && values.every((value) => value === null || typeof value === "number");
    const decimals = numbers.every((value) => Number.isInteger(value)) ? 0 : digits;
    // A p-value of 0.0004 is not 0; a distance of 0.04 among distances of several points is.
    const shares = numbers.every((value) => Math.abs(value) <= 1);
    const cells = values.map((value) =>
      typeof value === "number" ? formatNumber(value, formats[name], { decimals, shares }) : cellText(value),
    );
    return { name, numeric, cells };
  });
}

function formatNumber(
  value: number,
  format: NumberFormat | undefined,
  { decimals, shares }: { decimals: number; shares: boolean },
): string {
  if (!Number.isFinite(value)) return withMinus(String(value));
  switch (format) {
    case "percent":
      return withMinus(`${(100 * value).toFixed(1)}%`);
    case "points":
      return signedPoints(value);
    case "integer":
      return withMinus(Math.round(value).toLocaleString("en-US"));
    case "plain":
      return withMinus(String(value));
    case undefined: {
      const small = value !== 0 && Math.abs(value) < 10 ** -decimals && decimals > 0;
      return withMinus(small && shares ? value.toPrecision(decimals) : value.toFixed(decimals));
    }
  }
}

/** The minus sign of print, as wide as the plus. Zero has none. */
function withMinus(text: string): string {
  return /^-0*(?:\.0*)?%?$/.test(text) ? text.slice(1) : text.replaceAll("-", "−");
}

function cellText(value: unknown): string {
  if (value === null) return "";
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
