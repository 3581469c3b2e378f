import { InputError, oneOf } from "../base/errors.js";
import { fraction } from "../published/column.js";
import { type CsvRow, type CsvTable, parseCsv } from "../published/csv.js";
import { imagesScored, testSets } from "../published/testsets/dictionary.js";
import type { ModelPoint } from "../stats/point.js";

/** Which columns of a table a fit reads. */
export interface FitColumns {
  readonly x: string;
  readonly y: string;
  /** `COLUMN=VALUE[,VALUE…]` */
  readonly baseline: string;
  readonly cluster: string | undefined;
  /** `COLUMN[,COLUMN…]` */
  readonly model: string | undefined;
  readonly imagesX: number | undefined;
  readonly imagesY: number | undefined;
}

/** The rows of a table that have both accuracies. */
export interface FitTable {
  readonly columns: FitColumns;
  /** In the order of the table. */
  readonly points: readonly ModelPoint[];
  /** Those of them that make the baseline. */
  readonly baseline: readonly ModelPoint[];
  /** Rows without one of the two accuracies. */
  readonly skipped: number;
  /** Column the families come from, if any. */
  readonly cluster: string | undefined;
}

/**
 * Reads the points of a fit from a table.
 * @throws InputError for a column or baseline value that is not there, an accuracy that is no fraction, no
 *   baseline row
 */
export function readFitTable(table: CsvTable, columns: FitColumns): FitTable {
  if (table.rows.length === 0) throw new InputError(`${table.file}: the table has no rows below its header`);
  const xAt = columnAt(table, "--x", columns.x);
  const yAt = columnAt(table, "--y", columns.y);
  const inBaseline = baselineRows(table, columns.baseline);
  const cluster = columns.cluster ?? (table.header.includes("family") ? "family" : undefined);
  const clusterAt = cluster === undefined ? undefined : columnAt(table, "--cluster", cluster);
  const nameOf = rowName(table, columns.model);
  const originAt = table.header.indexOf("origin");
  const points: ModelPoint[] = [];
  const baseline: ModelPoint[] = [];
  for (const row of table.rows) {
    const x = accuracyIn(table, row, xAt);
    const y = accuracyIn(table, row, yAt);
    if (x === undefined || y === undefined) continue;
    const origin = originAt < 0 ? "" : row.cells[originAt]!;
    const point: ModelPoint = {
      model: nameOf(row),
      x,
      y,
      ...present("xTotal", columns.imagesX ?? imagesOf(columns.x, origin)),
      ...present("yTotal", columns.imagesY ?? imagesOf(columns.y, origin)),
      // A row whose cluster cell is empty belongs to nobody: a family of its own.
      ...present("family", clusterAt === undefined ? undefined : row.cells[clusterAt] || undefined),
    };
    points.push(point);
    if (inBaseline(row)) baseline.push(point);
  }
  if (baseline.length === 0)
    throw new InputError(
      `${table.file}: no row of --baseline ${columns.baseline} has both "${columns.x}" and "${columns.y}", expected at least 2`,
    );
  return { columns, points, baseline, skipped: table.rows.length - points.length, cluster };
}

function present<K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: T });
}

function columnAt(table: CsvTable, option: string, name: string): number {
  const at = table.header.indexOf(name);
  if (at < 0)
    throw new InputError(`${table.file}: no column "${name}" for ${option}, expected ${oneOf(table.header)}`);
  return at;
}

function accuracyIn(table: CsvTable, row: CsvRow, at: number): number | undefined {
  const cell = row.cells[at]!;
  if (cell === "") return undefined;
  const value = fraction.parse(cell);
  if (value === undefined)
    throw new InputError(
      `${table.file}:${row.line} ${table.header[at]}: "${cell}" is not ${fraction.expected}`,
    );
  return value;
}

function imagesOf(testset: string, origin: string): number | undefined {
  const set = testSets.get(testset);
  return set && imagesScored(set, origin);
}

/**
 * Which rows `COLUMN=VALUE[,VALUE…]` chooses. Values are split as a line of the table would be, so quotes
 * work.
 */
function baselineRows(table: CsvTable, text: string): (row: CsvRow) => boolean {
  const equals = text.indexOf("=");
  if (equals < 1 || equals === text.length - 1)
    throw new InputError(`--baseline: "${text}" is not of the form COLUMN=VALUE[,VALUE...]`);
  const at = columnAt(table, "--baseline", text.slice(0, equals));
  const values = parseCsv(`${text.slice(equals + 1)}\n`, "--baseline").header;
  const found = new Set(table.rows.map(({ cells }) => cells[at]!));
  for (const value of values)
    if (!found.has(value))
      throw new InputError(
        `--baseline: no row has ${text.slice(0, equals)} "${value}", expected ${oneOf(firstFew([...found].sort()))}`,
      );
  const chosen = new Set(values);
  return ({ cells }) => chosen.has(cells[at]!);
}

function firstFew(values: readonly string[]): string[] {
  const quoted = values.slice(0, 12).map((value) => `"${value}"`);
  return values.length > 12 ? [...quoted, `… (${values.length} values)`] : quoted;
}

/** How a row is called: the chosen columns joined by "/", else its `model` cell, else its line. */
function rowName(table: CsvTable, columns: string | undefined): (row: CsvRow) => string {
  if (columns === undefined && !table.header.includes("model")) return ({ line }) => `line ${line}`;
  const places = (columns ?? "model").split(",").map((name) => columnAt(table, "--model", name));
  return ({ cells }) => places.map((at) => cells[at]!).join("/");
}
