// Notebooks of the formats before 4 (IPython 0.12 to 2), brought to format 4 as nbformat's `convert` does.
// https://nbformat.readthedocs.io/en/latest/changelog.html

type Fields = Readonly<Record<string, unknown>>;

/** Names of an output's content before MIME types. */
const mimeTypes: Readonly<Record<string, string>> = {
  text: "text/plain",
  html: "text/html",
  svg: "image/svg+xml",
  png: "image/png",
  jpeg: "image/jpeg",
  latex: "text/latex",
  json: "application/json",
  javascript: "application/javascript",
};

/** A parsed file of format 2 or 3 in format 4; anything else as it is. */
export function fromOldFormat(file: unknown): unknown {
  if (!isFields(file) || (file.nbformat !== 3 && file.nbformat !== 2)) return file;
  if (!Array.isArray(file.worksheets)) return file;
  const cells = listOf(file.worksheets).flatMap((sheet) => listOf(isFields(sheet) ? sheet.cells : undefined));
  const { name: _name, ...metadata } = isFields(file.metadata) ? file.metadata : {};
  const first = cells.find((cell): cell is Fields => isFields(cell) && cell.cell_type === "code");
  const language = {
    language_info: { name: typeof first?.language === "string" ? first.language : "python" },
  };
  return {
    nbformat: 4,
    nbformat_minor: 0,
    metadata: { ...language, ...metadata },
    cells: cells.map(newCell),
  };
}

function newCell(cell: unknown): unknown {
  if (!isFields(cell)) return cell;
  const metadata = isFields(cell.metadata) ? cell.metadata : {};
  switch (cell.cell_type) {
    case "code":
      return {
        cell_type: "code",
        metadata,
        source: cell.input ?? "",
        execution_count: cell.prompt_number ?? null,
        outputs: listOf(cell.outputs).map(newOutput),
      };
    case "heading": {
      const level = typeof cell.level === "number" ? Math.min(6, Math.max(1, Math.round(cell.level))) : 1;
      const source = Array.isArray(cell.source) ? cell.source.join("") : String(cell.source ?? "");
      return {
        cell_type: "markdown",
        metadata,
        source: `${"#".repeat(level)} ${source.replaceAll("\n", " ")}`,
      };
    }
    case "html":
      return { cell_type: "markdown", metadata, source: cell.source ?? "" };
    default:
      return { ...cell, metadata, source: cell.source ?? "" };
  }
}

function newOutput(output: unknown): unknown {
  if (!isFields(output)) return output;
  const { output_type, prompt_number, metadata, stream, ...content } = output;
  if (output_type === "stream") return { output_type, name: stream, text: content.text ?? "" };
  if (output_type === "pyerr") return { ...content, output_type: "error" };
  if (output_type !== "pyout" && output_type !== "display_data") return output;
  const data = Object.entries(content).map(([name, value]) => [mimeTypes[name] ?? name, value]);
  return {
    output_type: output_type === "pyout" ? "execute_result" : "display_data",
    ...(output_type === "pyout" && { execution_count: prompt_number ?? null }),
    metadata: isFields(metadata) ? metadata : {},
    data: Object.fromEntries(data),
  };
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
