import { InputError, oneOf } from "../base/errors.js";
import { cellFault, fraction, isMissing } from "../published/column.js";
import { type CsvRow, type CsvTable, splitValues } from "../published/csv.js";
import { imagesScored, testSets } from "../published/testsets/dictionary.js";
import type { ModelPoint } from "../stats/index.js";

/** The columns of a table that a fit reads. */
interface FitColumns {
  readonly x: string;
  readonly y: string;
  /** `COLUMN=VALUE[,VALUE…]`, or undefined for the package's own baseline. */
  readonly baseline: string | undefined;
  readonly cluster: string | undefined;
  /** `COLUMN[,COLUMN…]` */
  readonly model: string | undefined;
  readonly imagesX: number | undefined;
  readonly imagesY: number | undefined;
}

/** A row with both accuracies. */
export interface FitRow {
  readonly point: ModelPoint;
  readonly inBaseline: boolean;
  /** The two cells as they were written. */
  readonly written: { readonly x: string; readonly y: string };
  /** Every accuracy of the row on a test set of the dictionary, as a fraction. */
  readonly accuracies: ReadonlyMap<string, number>;
  readonly origin: string;
  /** Whether the row has its own name; otherwise it is named by line number. */
  readonly named: boolean;
}

/** The rows of a table with both accuracies. */
export interface FitTable {
  readonly columns: FitColumns;
  /** In the order of the table. */
  readonly rows: readonly FitRow[];
  /** Their points. */
  readonly points: readonly ModelPoint[];
  /** The points of the baseline. */
  readonly baseline: readonly ModelPoint[];
  /** Rows without one of the two accuracies. */
  readonly skipped: number;
  /** The markers for missing values in those rows, other than empty cells: `NA`, `-`. */
  readonly missing: readonly string[];
  /** Column with the families, if any. */
  readonly cluster: string | undefined;
  /**
   * Number of rows whose family was looked up by name among the published models; 0 if there is a column of families.
   */
  readonly familiesByName: number;
  /** Column with the names, if any. */
  readonly nameColumn: string | undefined;
  /**
   * Values of the baseline's column that differ from a chosen value only in case or spaces, with their numbers of
   * rows.
   */
  readonly nearValues: ReadonlyMap<string, number>;
  /** Assumptions made when reading the file. */
  readonly notes: readonly string[];
}

/**
 * Reads the points of a fit from a table.
 * @param publishedFamily looks up the family of a published model by name, for tables without a column of families
 * @param publishedBaseline the package's baseline on the two test sets, used if `columns.baseline` is undefined
 * @throws InputError if a column or baseline value does not exist, an accuracy is not a fraction, there is no
 *   baseline row, or both axes use the same column
 */
export function readFitTable(
  table: CsvTable,
  columns: FitColumns,
  publishedFamily: (model: string) => string | undefined = () => undefined,
  publishedBaseline: readonly ModelPoint[] = [],
): FitTable {
  if (table.rows.length === 0) throw new InputError(`${table.file}: the table has no rows below its header`);
  const xAt = columnAt(table, "--x", columns.x);
  const yAt = columnAt(table, "--y", columns.y);
  if (xAt === yAt) throw new InputError(`--y: "${columns.y}" is also --x, expected another column`);
  const baseline = columns.baseline === undefined ? undefined : baselineRows(table, columns.baseline);
  const cluster = columns.cluster ?? familyColumn(table);
  const clusterAt = cluster === undefined ? undefined : columnAt(table, "--cluster", cluster);
  const nameColumn = columns.model ?? sameName(table, "model");
  const nameOf = rowName(table, nameColumn);
  const originAt = table.header.indexOf("origin");
  const known = table.header.flatMap((name, at) => (testSets.has(name) ? [{ name, at }] : []));
  const rows: FitRow[] = [];
  const missing = new Set<string>();
  let familiesByName = 0;
  for (const row of table.rows) {
    const x = accuracyIn(table, row, xAt);
    const y = accuracyIn(table, row, yAt);
    if (x === undefined || y === undefined) {
      for (const cell of [row.cells[xAt]!, row.cells[yAt]!])
        if (cell !== "" && isMissing(cell)) missing.add(cell);
      continue;
    }
    const origin = originAt < 0 ? "" : row.cells[originAt]!;
    const name = nameOf(row);
    const byName = clusterAt === undefined && name !== undefined ? publishedFamily(name) : undefined;
    if (byName !== undefined) familiesByName++;
    rows.push({
      point: {
        model: name ?? `line ${row.line}`,
        x,
        y,
        ...present("xTotal", columns.imagesX ?? imagesOf(columns.x, origin)),
        ...present("yTotal", columns.imagesY ?? imagesOf(columns.y, origin)),
        // A row with an empty cluster cell forms its own family.
        ...present("family", clusterAt === undefined ? byName : row.cells[clusterAt] || undefined),
      },
      inBaseline: baseline?.chooses(row) ?? false,
      written: { x: row.cells[xAt]!, y: row.cells[yAt]! },
      accuracies: new Map(
        known.flatMap(({ name: set, at }) => {
          const value = fraction.parse(row.cells[at]!);
          return value === undefined ? [] : [[set, value] as const];
        }),
      ),
      origin,
      named: name !== undefined,
    });
  }
  const fitted = baseline
    ? rows.filter(({ inBaseline }) => inBaseline).map(({ point }) => point)
    : publishedBaseline;
  if (!baseline && rows.length === 0)
    throw new InputError(
      `${table.file}: no row has both "${columns.x}" and "${columns.y}", expected at least one`,
    );
  if (fitted.length === 0)
    throw new InputError(
      `${table.file}: no row of --baseline ${columns.baseline} has both "${columns.x}" and "${columns.y}", expected at least 2`,
    );
  return {
    columns,
    rows,
    points: rows.map(({ point }) => point),
    baseline: fitted,
    skipped: table.rows.length - rows.length,
    missing: [...missing],
    cluster,
    familiesByName,
    nameColumn,
    nearValues: baseline?.nearValues ?? new Map(),
    notes: table.notes,
  };
}

function present<K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: T });
}

/** Whether two names differ only in case, spaces, hyphens and underscores. */
function isNear(a: string, b: string): boolean {
  const bare = (text: string) => text.toLowerCase().replace(/[\s_-]/g, "");
  return bare(a) === bare(b);
}

/** The default column of families, if the table has one. */
export function familyColumn(table: CsvTable): string | undefined {
  return sameName(table, "family");
}

/** The column with a name, or with the same name in different case or spacing. */
function sameName(table: CsvTable, name: string): string | undefined {
  return (
    table.header.find((column) => column === name) ?? table.header.find((column) => isNear(column, name))
  );
}

function columnAt(table: CsvTable, option: string, name: string): number {
  const at = table.header.indexOf(name);
  if (at < 0)
    throw new InputError(
      `${table.file}: no column "${name}" for ${option}, expected ${oneOf(table.header)}${table.header.length === 1 ? "; the header line is one cell, expected commas, semicolons, tabs or bars between cells" : ""}`,
    );
  return at;
}

function accuracyIn(table: CsvTable, row: CsvRow, at: number): number | undefined {
  const cell = row.cells[at]!;
  if (isMissing(cell)) return undefined;
  const value = fraction.parse(cell);
  if (value === undefined)
    throw new InputError(`${table.file}:${row.line} ${table.header[at]}: ${cellFault(fraction, cell)}`);
  return value;
}

function imagesOf(testset: string, origin: string): number | undefined {
  const set = testSets.get(testset);
  return set && imagesScored(set, origin);
}

/**
 * Selects rows by `COLUMN=VALUE[,VALUE…]`. Values are split like a line of the table, so quotes work.
 */
function baselineRows(table: CsvTable, text: string) {
  const equals = text.indexOf("=");
  if (equals < 1 || equals === text.length - 1)
    throw new InputError(`--baseline: "${text}" is not of the form COLUMN=VALUE[,VALUE...]`);
  const column = text.slice(0, equals);
  const at = columnAt(table, "--baseline", column);
  const chosen = new Set(splitValues(text.slice(equals + 1), "--baseline"));
  const found = new Map<string, number>();
  for (const { cells } of table.rows) found.set(cells[at]!, (found.get(cells[at]!) ?? 0) + 1);
  for (const value of chosen)
    if (!found.has(value))
      throw new InputError(
        `--baseline: no row has ${column} "${value}", expected ${oneOf(firstFew([...found.keys()].sort()))}`,
      );
  const near = [...found].filter(
    ([value]) => !chosen.has(value) && [...chosen].some((one) => isNear(one, value)),
  );
  return { chooses: ({ cells }: CsvRow) => chosen.has(cells[at]!), nearValues: new Map(near) };
}

function firstFew(values: readonly string[]): string[] {
  const quoted = values.slice(0, 12).map((value) => `"${value}"`);
  return values.length > 12 ? [...quoted, `… (${values.length} values)`] : quoted;
}

/** Names rows by the chosen columns, joined by "/". A name is undefined if all its cells are empty. */
function rowName(table: CsvTable, columns: string | undefined): (row: CsvRow) => string | undefined {
  if (columns === undefined) return () => undefined;
  const places = columns.split(",").map((name) => columnAt(table, "--model", name));
  return ({ cells }) => {
    const parts = places.map((at) => cells[at]!);
    return parts.every((part) => part === "") ? undefined : parts.join("/");
  };
}
