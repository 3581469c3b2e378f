import { basename } from "node:path";
import { writeAtomically } from "../base/files.js";
import { provenanceRows } from "../base/provenance.js";
import type { Notebook } from "../notebook/nbformat.js";
import type { Failure } from "../notebook/runCells.js";

/** Writes a notebook's HTML report with this clone's provenance. @returns its size in bytes */
export async function writeReport(
  notebook: Notebook,
  {
    source,
    target,
    seconds,
    failure,
  }: { source: string; target: string; seconds?: number; failure?: Failure },
): Promise<number> {
  const { exportHtml } = await import("../notebook/export/page.js"); // loads a DOM and a highlighter
  const failedCell = notebook.cells.findIndex((cell) => cell.id === failure?.cellId) + 1;
  const html = await exportHtml(notebook, {
    sourceName: basename(source),
    provenance: Object.fromEntries(provenanceRows().map(({ what, value }) => [what, value])),
    date: new Date().toISOString().slice(0, 16).replace("T", " "),
    ...(seconds !== undefined && { seconds }),
    ...(failure && { failure: { cell: failedCell, message: `${failure.ename}: ${failure.evalue}` } }),
  });
  await writeAtomically(target, html);
  return Buffer.byteLength(html);
}

/** `3.21 MB` */
export function sizeText(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
