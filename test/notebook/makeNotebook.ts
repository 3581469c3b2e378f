import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { inPackage } from "../../lib/base/files.js";
import { type CodeCell, type Notebook, type Output, writeNotebook } from "../../lib/notebook/nbformat.js";

/** A code cell: its source, its tags. */
export function codeCell(source: string, ...tags: string[]): CodeCell {
  return { cell_type: "code", id: "", metadata: { tags }, source, execution_count: null, outputs: [] };
}

/** A notebook of code cells with ids c1, c2, … */
export function makeNotebook(cells: readonly (CodeCell | string)[]): Notebook {
  return {
    cells: cells.map((cell, index) => ({
      ...(typeof cell === "string" ? codeCell(cell) : cell),
      id: `c${index + 1}`,
    })),
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  };
}

/** Writes a notebook into a folder of its own, removed after the test; with `inside` within this package. */
export async function notebookFile(
  t: TestContext,
  cells: readonly (CodeCell | string)[],
  options: { readonly inside?: boolean } = {},
): Promise<string> {
  const folder = await mkdtemp(join(options.inside ? inPackage("dist") : tmpdir(), "notebook-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "sample.ipynb");
  await writeNotebook(path, makeNotebook(cells));
  return path;
}

/** The text of a cell's streams of one name. */
export function streamText(outputs: readonly Output[], name: "stdout" | "stderr" = "stdout"): string {
  return outputs.map((one) => (one.output_type === "stream" && one.name === name ? one.text : "")).join("");
}
