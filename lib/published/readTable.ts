import { InputError } from "../base/errors.js";
import { cellFault } from "./column.js";
import type { CsvTable } from "./csv.js";
import type { RowOf, Schema } from "./schema.js";

/**
 * Checks every cell of a table against its schema and returns its rows.
 * @throws InputError if the header differs from the schema's columns, and for the first invalid cell:
 *   `accuracies.csv:412 imagenet_r: "72.4" is not a fraction in [0, 1]; …`
 */
export function readTable<S extends Schema>(table: CsvTable, schema: S): RowOf<S>[] {
  const { file, header, rows } = table;
  const columns = Object.entries(schema);
  for (const [name] of columns)
    if (!header.includes(name)) throw new InputError(`${file}:1: column "${name}" is missing`);
  for (const name of header)
    if (!Object.hasOwn(schema, name))
      throw new InputError(
        `${file}:1: column "${name}" is not known, expected ${Object.keys(schema).join(", ")}`,
      );
  const places = columns.map(([name, column]) => ({ name, column, at: header.indexOf(name) }));
  return rows.map(({ line, cells }) => {
    const row: Record<string, unknown> = {};
    for (const { name, column, at } of places) {
      const value = column.parse(cells[at]!);
      if (value === undefined)
        throw new InputError(`${file}:${line} ${name}: ${cellFault(column, cells[at]!)}`);
      row[name] = value;
    }
    return row as RowOf<S>;
  });
}
