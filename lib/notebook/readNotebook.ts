import { InputError } from "../base/errors.js";
import { readInput } from "../base/files.js";
import type { Notebook } from "./nbformat.js";

/** Reads an .ipynb file of nbformat 4. @throws InputError naming the file and what is wrong */
export async function readNotebook(path: string): Promise<Notebook> {
  const text = await readInput(path);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new InputError(`${path}: not JSON (${(error as Error).message}), expected a Jupyter notebook`);
  }
  const { nbformat, cells } = parsed as Partial<Notebook>;
  if (nbformat !== 4) throw new InputError(`${path} nbformat: ${JSON.stringify(nbformat)}, expected 4`);
  if (!Array.isArray(cells)) throw new InputError(`${path} cells: expected a list`);
  for (const [index, cell] of cells.entries()) {
    const kind: unknown = cell?.cell_type;
    if (kind !== "code" && kind !== "markdown" && kind !== "raw")
      throw new InputError(
        `${path} cell ${index + 1} cell_type: ${JSON.stringify(kind)}, expected code, markdown or raw`,
      );
    if (typeof cell.source !== "string" && !Array.isArray(cell.source))
      throw new InputError(`${path} cell ${index + 1} source: expected text or a list of lines`);
  }
  return parsed as Notebook;
}
