import { basename } from "node:path";
import { CsvError, parse } from "csv-parse/sync";
import { InputError } from "../base/errors.js";

/** A cell table read from a file: what a row holds, and where it stood. */
export interface CsvTable {
  /** The file's name without folders, for messages. */
  readonly file: string;
  readonly header: readonly string[];
  readonly rows: readonly CsvRow[];
}

export interface CsvRow {
  /** Line in the file on which the row starts, the header being line 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Parses comma-separated text with a header line. csv-parse does it because it is strict (rows of unequal
 * length and stray quotes are errors) and keeps line numbers; arquero's reader guesses types and forgets
 * lines.
 * @param path where the text came from; its last part names the file in messages
 * @throws InputError for text that is not such a table, an empty file, or a column that appears twice
 */
export function parseCsv(text: string, path: string): CsvTable {
  const file = basename(path);
  const records = parseRecords(text, file);
  const [first, ...rest] = records;
  if (!first) throw new InputError(`${file}: the file is empty, expected a header line and rows`);
  const header = first.cells;
  header.forEach((name, at) => {
    if (name === "") throw new InputError(`${file}:1: column ${at + 1} has no name`);
    if (header.indexOf(name) !== at)
      throw new InputError(`${file}:1: column "${name}" appears twice, expected once`);
  });
  return { file, header, rows: rest };
}

function parseRecords(text: string, file: string): CsvRow[] {
  try {
    // With `info: true` csv-parse returns each record with its position; its types do not follow the option.
    const records = parse(text, { bom: true, skip_empty_lines: true, trim: true, info: true }) as unknown as {
      record: string[];
      info: { lines: number };
    }[];
    return records.map(({ record, info }) => {
      const breaks = record.reduce((sum, cell) => sum + cell.split("\n").length - 1, 0);
      return { line: info.lines - breaks, cells: record };
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new InputError(`${file}: ${error.message.replaceAll("\n", " ")}`);
  }
}
