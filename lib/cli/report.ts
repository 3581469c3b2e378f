import { basename } from "node:path";
import { writeAtomically } from "../base/files.js";
import { provenanceRows } from "../base/provenance.js";
import type { Failure } from "../notebook/execute.js";
import { exportHtml } from "../notebook/export/page.js";
import type { Notebook } from "../notebook/nbformat.js";

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
  const html = await exportHtml(notebook, {
    sourceName: basename(source),
    provenance: Object.fromEntries(provenanceRows().map(({ what, value }) => [what, value])),
    ...(seconds !== undefined && { seconds }),
    ...(failure && { failure: { cell: failure.cell, message: `${failure.errorName}: ${failure.message}` } }),
  });
  await writeAtomically(target, html);
  return Buffer.byteLength(html);
}

/** `3.21 MB` */
export function sizeText(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
