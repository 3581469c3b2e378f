import { basename, dirname } from "node:path";
import { InputError } from "../base/errors.js";
import { writeAtomically } from "../base/files.js";
import { provenanceRows } from "../base/provenance.js";
import type { Neighbours } from "../notebook/export/page.js";
import type { Notebook } from "../notebook/nbformat.js";
import type { Failure } from "../notebook/runCells.js";

/** What a report is written as. */
export type ReportForm = "html" | "pdf";

/**
 * Writes a notebook's report with this clone's provenance. Pictures in the notebook's folder are embedded.
 * @returns its size in bytes. @throws InputError if the file cannot be written
 */
export async function writeReport(
  notebook: Notebook,
  {
    source,
    target,
    seconds,
    failure,
    form = "html",
    neighbours,
  }: {
    source: string;
    target: string;
    seconds?: number;
    failure?: Failure;
    form?: ReportForm;
    neighbours?: Neighbours;
  },
): Promise<number> {
  const { exportHtml } = await import("../notebook/export/page.js"); // loads a DOM and a highlighter
  const failedCell = notebook.cells.findIndex((cell) => cell.id === failure?.cellId) + 1;
  const { readAnnotations } = await import("../notebook/export/annotations.js");
  const { folderPictures } = await import("../notebook/export/folderPictures.js");
  const html = await exportHtml(notebook, {
    sourceName: basename(source),
    provenance: Object.fromEntries(provenanceRows().map(({ what, value }) => [what, value])),
    date: new Date().toISOString().slice(0, 16).replace("T", " "),
    findPicture: folderPictures(dirname(source)),
    annotations: await readAnnotations(dirname(source)),
    ...(neighbours && { neighbours }),
    ...(seconds !== undefined && { seconds }),
    ...(failure && { failure: { cell: failedCell, message: `${failure.ename}: ${failure.evalue}` } }),
  });
  const content = form === "pdf" ? await (await import("../notebook/export/pdf.js")).printPdf(html) : html;
  try {
    await writeAtomically(target, content);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new InputError(`${target}: cannot be written (${code})`);
  }
  return Buffer.byteLength(content);
}

/** `3.21 MB` */
export function sizeText(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
