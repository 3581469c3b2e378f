// The numbers behind a figure, as a table and as CSV.

/** A trace of a figure, as far as its numbers are concerned. */
export interface DataTrace {
  readonly type?: string;
  readonly name?: string;
  readonly hoverinfo?: string;
  readonly orientation?: string;
  readonly text?: unknown;
  readonly x?: readonly unknown[];
  readonly y?: readonly unknown[];
  readonly z?: readonly (readonly unknown[])[];
  readonly customdata?: readonly unknown[];
  /** `columns` names the numbers of `customdata`, which then stand in the table instead of x and y. */
  readonly meta?: { readonly columns?: readonly string[] };
}

type Axis = { readonly title?: string | { readonly text?: string } };

/** The parts of a layout that name the columns. */
export interface DataLayout {
  readonly xaxis?: Axis;
  readonly yaxis?: Axis;
}

export interface FigureTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/**
 * One row per mark. Lines, bands and other marks without a label on hover are left out: they are drawn from the
 * others. A column that is empty in all rows is left out.
 */
export function figureTable(traces: readonly DataTrace[], layout: DataLayout): FigureTable {
  const [x, y] = [titleOf(layout.xaxis) || "x", titleOf(layout.yaxis) || "y"];
  const records = traces
    .filter(({ hoverinfo }) => hoverinfo !== "skip")
    .flatMap((trace) => rowsOf(trace, x, y));
  const columns = [...new Set(records.flatMap((record) => [...record.keys()]))].filter((column) =>
    records.some((record) => (record.get(column) ?? "") !== ""),
  );
  return { columns, rows: records.map((record) => columns.map((column) => record.get(column) ?? "")) };
}

type Row = Map<string, string | number>;

function rowsOf(trace: DataTrace, x: string, y: string): Row[] {
  const { name = "", text, customdata, meta } = trace;
  if (trace.z)
    return trace.z.flatMap((line, row) =>
      line.map(
        (value, column) =>
          new Map([
            [y, cell(trace.y?.[row] ?? row)],
            [x, cell(trace.x?.[column] ?? column)],
            ["value", cell(value)],
          ]),
      ),
    );
  const length = Math.max(trace.x?.length ?? 0, trace.y?.length ?? 0);
  return Array.from({ length }, (_, row) => {
    const record: Row = new Map([["group", name]]);
    if (Array.isArray(text)) record.set("label", cell(text[row]));
    const numbers = customdata?.[row];
    if (meta?.columns && Array.isArray(numbers))
      meta.columns.forEach((column, at) => {
        record.set(column, cell(numbers[at]));
      });
    else {
      record.set(x, cell(trace.x?.[row]));
      record.set(y, cell(trace.y?.[row]));
    }
    return record;
  }).filter((record) => [x, y].some((column) => record.get(column) !== "") || !record.has(x));
}

function cell(value: unknown): string | number {
  if (typeof value === "number") return value;
  return value === null || value === undefined ? "" : plain(String(value));
}

function titleOf(axis: Axis | undefined): string {
  const { title } = axis ?? {};
  return plain((typeof title === "string" ? title : title?.text) ?? "");
}

/** Text without Plotly's markup. */
function plain(text: string): string {
  return text
    .replace(/<br\s*\/?>/g, " ")
    .replace(/<[^>]*>/g, "")
    .trim();
}

/** RFC 4180. A text that a spreadsheet would read as a formula gets an apostrophe before it. */
export function csvText({ columns, rows }: FigureTable): string {
  const field = (value: string | number): string => {
    if (typeof value === "number") return String(value);
    const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return `${[columns, ...rows].map((row) => row.map(field).join(",")).join("\r\n")}\r\n`;
}
