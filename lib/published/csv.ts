import { basename } from "node:path";
import { CsvError, parse } from "csv-parse/sync";
import { InputError } from "../base/errors.js";
import { readInputBytes } from "../base/files.js";
import { decodeText } from "./decode.js";

/** A table of text cells read from a file, with the line number of each row. */
export interface CsvTable {
  /** The file name without folders, for messages. */
  readonly file: string;
  readonly header: readonly string[];
  readonly rows: readonly CsvRow[];
  /** Assumptions made while reading, one sentence each, to be shown to the user. */
  readonly notes: readonly string[];
}

/** One row of a table. */
export interface CsvRow {
  /** Line in the file on which the row starts. The header is on line 1 unless there are comments above it. */
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Reads a table from a file in any of the usual formats. See `decodeText` for encodings and gzip, and `parseCsv` for
 * separators and text around the table.
 * @throws InputError if the file cannot be read or is not such a table
 */
export async function readCsvFile(path: string): Promise<CsvTable> {
  const { text, notes } = decodeText(await readInputBytes(path), basename(path));
  const table = parseCsv(text, path);
  return { ...table, notes: [...notes, ...table.notes] };
}

/**
 * Parses a text table with a header line. It uses csv-parse, which handles quotes and keeps line numbers; arquero's
 * reader guesses types and drops line numbers. These are accepted silently: any line endings, commas, spaces around
 * cells, and a byte order mark. These are accepted with a note:
 * - semicolons, tabs or bars between cells, also if announced by a line `sep=;`
 * - a Markdown table
 * - comment lines that start with `#` and have a different number of cells than the header (they are dropped)
 * - a first column without a name that numbers the rows, as pandas and R write it (it is dropped)
 * - empty cells after the last column (they are dropped)
 * @param path the file the text came from; its last part is used in messages
 * @throws InputError for text that is not such a table, an empty file, rows of unequal length, an unclosed quote, or a
 *   column that appears twice
 */
export function parseCsv(text: string, path: string): CsvTable {
  const file = basename(path);
  const notes: string[] = [];
  const body = text.replace(/^\ufeff/, "");
  const mark = body.lastIndexOf("\u001a"); // DOS ends a text with it
  const ended = mark >= 0 && body.slice(mark + 1).trim() === "";
  const lines = (ended ? body.slice(0, mark) : body).split(/\r\n|\n|\r/);
  const found = otherFormat(lines);
  if (found) throw new InputError(`${file}: ${found}, expected a table with a header line and rows`);
  const rule = lines.findIndex((line, at) => markdownRule.test(line) && lines[at - 1]?.includes("|"));
  const separator = rule >= 0 ? "|" : (announced(lines) ?? separatorOf(lines));
  if (separator !== ",")
    notes.push(rule >= 0 ? "a Markdown table" : `cells are separated by ${separatorNames[separator]}`);
  const records = rule >= 0 ? markdownRows(lines, rule) : parseRecords(lines.join("\n"), file, separator);
  const [first, ...rest] = withoutComments(records, notes);
  if (!first) throw new InputError(`${file}: the file is empty, expected a header line and rows`);
  const { header, rows } = aligned(file, first, rest, notes);
  header.forEach((name, at) => {
    if (name === "")
      throw new InputError(
        `${file}:${first.line}: column ${at + 1} has no name, expected one in the header line`,
      );
    if (header.indexOf(name) !== at)
      throw new InputError(`${file}:${first.line}: column "${name}" appears twice, expected once`);
  });
  return { file, header, rows, notes };
}

/** Splits a line of comma-separated values like a line of a table, so quotes work. */
export function splitValues(line: string, what: string): readonly string[] {
  return parseRecords(line, what, ",")[0]?.cells ?? [];
}

const separators = [",", "\t", ";", "|"] as const;
type Separator = (typeof separators)[number];

const separatorNames: Readonly<Record<Separator, string>> = {
  ",": "commas",
  "\t": "tabs",
  ";": "semicolons",
  "|": "vertical bars",
};

const announcement = /^\s*"?sep=(.)"?\s*$/i;

/** The separator named by a first line such as `sep=;`, as written by Excel. Empties that line. */
function announced(lines: string[]): Separator | undefined {
  const named = announcement.exec(lines[0] ?? "")?.[1];
  if (named === undefined) return undefined;
  lines[0] = "";
  return separators.find((separator) => separator === named);
}

const lookedAt = 20;

/**
 * Guesses the separator: the one that splits each of the first lines into the same number of cells, more than one. A
 * comma is preferred. If none does so (a row is too short, or quotes contain line breaks), the guess is the separator
 * that occurs most often in the header line.
 */
function separatorOf(lines: readonly string[]): Separator {
  const first = lines
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .slice(0, lookedAt)
    .map((line) => line.replace(/"[^"]*"/g, ""));
  const cells = (line: string, separator: string) => line.split(separator).length;
  const header = (separator: string) => cells(first[0] ?? "", separator);
  const even = separators.filter(
    (separator) =>
      header(separator) > 1 && first.every((line) => cells(line, separator) === header(separator)),
  );
  const [comma] = separators;
  if (even.includes(comma)) return comma;
  return (even.length > 0 ? even : separators).reduce((best, next) =>
    header(next) > header(best) ? next : best,
  );
}

/** The format of a text that is not a table, or undefined if it may be one. */
function otherFormat(lines: readonly string[]): string | undefined {
  const start = (lines.find((line) => line.trim() !== "") ?? "").trim();
  if (/^<(!doctype|html|\?xml|table)/i.test(start)) return "HTML or XML";
  if (/^(\{|\[\s*[[{])/.test(start) || start === "[") return "JSON";
  if (start.startsWith("version https://git-lfs")) return "a Git LFS pointer, not the file itself";
  return undefined;
}

function parseRecords(text: string, file: string, delimiter: string): CsvRow[] {
  try {
    // With `info: true`, csv-parse returns each record with its position. Its types do not reflect this option.
    const records = parse(text, {
      delimiter,
      info: true,
      record_delimiter: "\n",
      relax_column_count: true, // checked below, after comments are removed
      skip_empty_lines: true,
      trim: delimiter !== "\t", // otherwise an empty cell between tabs would be trimmed
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return records
      .map(({ record, info }) => {
        const breaks = record.reduce((sum, cell) => sum + cell.split("\n").length - 1, 0);
        return { line: info.lines - breaks, cells: record.map((cell) => cell.trim()) };
      })
      .filter(({ cells }) => cells.length > 1 || cells[0] !== "");
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new InputError(`${file}: ${error.message.replaceAll("\n", " ")}`);
  }
}

/** The line between header and rows, `|---|:--:|`. It contains at least one bar. */
const markdownRule = /^(?=.*\|)\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

/** Rows of the Markdown table whose rule is on the given line. Text around the table is ignored. */
function markdownRows(lines: readonly string[], rule: number): CsvRow[] {
  const rows: CsvRow[] = [];
  for (let at = rule - 1; at < lines.length && lines[at]!.includes("|"); at++) {
    if (at === rule) continue;
    const inner = lines[at]!.trim()
      .replace(/^\|/, "")
      .replace(/(?<!\\)\|$/, "");
    const cells = inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
    rows.push({ line: at + 1, cells });
  }
  return rows;
}

/**
 * Drops lines that start with # and have a different number of cells than the header. The header itself may start with
 * #: the last such line is the header if the next row has the same number of cells, at least three, and some number.
 */
function withoutComments(all: readonly CsvRow[], notes: string[]): CsvRow[] {
  const isMarked = ({ cells }: CsvRow) => cells[0]!.startsWith("#");
  const firstRow = all.findIndex((record) => !isMarked(record));
  const [above, below] = [all[firstRow - 1], all[firstRow]];
  const isHeader =
    above &&
    below &&
    below.cells.length >= 3 &&
    above.cells.length === below.cells.length &&
    below.cells.some(isNumber);
  const records = isHeader
    ? [
        { ...above, cells: above.cells.map((cell, at) => (at === 0 ? cell.replace(/^#+\s*/, "") : cell)) },
        ...all.slice(firstRow),
      ]
    : all;
  const header = records.find((record) => !isMarked(record)) ?? records[0];
  const kept = records.filter(
    (record) =>
      record === header ||
      !isMarked(record) ||
      (record.line > header!.line && record.cells.length === header!.cells.length),
  );
  const dropped = all.length - kept.length;
  if (dropped > 0) notes.push(`dropped ${dropped} comment ${dropped === 1 ? "line" : "lines"}`);
  return kept;
}

function isNumber(cell: string): boolean {
  return cell !== "" && Number.isFinite(Number(cell.replace(/%$/, "")));
}

/**
 * Makes all rows as long as the header. Drops empty cells after the last column, and a first column that has no name
 * and numbers the rows.
 * @throws InputError for a row of another length
 */
function aligned(
  file: string,
  first: CsvRow,
  rest: readonly CsvRow[],
  notes: string[],
): { header: readonly string[]; rows: readonly CsvRow[] } {
  let header = first.cells;
  while (header.length > 1 && header.at(-1) === "" && rest.every(({ cells }) => !cells[header.length - 1]))
    header = header.slice(0, -1);
  const { length } = header;
  let surplus = first.cells.length > length;
  let rows = rest.map(({ line, cells }) => {
    const behind = cells.slice(length);
    if (cells.length < length || behind.some((cell) => cell !== "")) {
      const named = rest.every((row) => row.cells.length === length + 1);
      throw new InputError(
        `${file}: Invalid Record Length: expect ${length}, got ${cells.length} on line ${line}${named ? " and every other; a column of row names needs a name in the header line" : ""}`,
      );
    }
    surplus ||= behind.length > 0;
    return { line, cells: cells.slice(0, length) };
  });
  if (surplus) notes.push("dropped empty cells after the last column");
  const numbers = new Set(rows.flatMap(({ cells }) => (/^\d+$/.test(cells[0]!) ? [cells[0]] : [])));
  if (header[0] === "" && rows.length > 0 && numbers.size === rows.length) {
    notes.push("dropped the first column, which has no name and numbers the rows");
    header = header.slice(1);
    rows = rows.map(({ line, cells }) => ({ line, cells: cells.slice(1) }));
  }
  return { header, rows };
}
