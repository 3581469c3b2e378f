import { basename, dirname, join } from "node:path";
import { InputError } from "../base/errors.js";
import { writeAtomically } from "../base/files.js";
import { provenanceRows } from "../base/provenance.js";
import { type Failure, loadExporter, type Neighbours, type Notebook } from "../notebook/index.js";
import { widgetModules } from "../widgets/modules.js";

/** What a report is written as. */
export const reportForms = ["html", "pdf", "markdown", "slides"] as const;
export type ReportForm = (typeof reportForms)[number];

interface ReportOptions {
  readonly source: string;
  readonly seconds?: number;
  readonly failure?: Failure;
  readonly neighbours?: Neighbours;
  /** Where the page hears that it is to load again. */
  readonly live?: { readonly events: string };
}

/** A notebook's report as HTML, with this clone's provenance. Pictures in the notebook's folder are embedded. */
export async function reportHtml(
  notebook: Notebook,
  options: ReportOptions,
  form: "html" | "slides" = "html",
): Promise<string> {
  const { exportHtml, exportSlides, folderPictures, readAnnotations } = await loadExporter();
  const { source, seconds, failure, neighbours, live } = options;
  const failedCell = notebook.cells.findIndex((cell) => cell.id === failure?.cellId) + 1;
  return (form === "slides" ? exportSlides : exportHtml)(notebook, {
    sourceName: basename(source),
    provenance: Object.fromEntries(provenanceRows().map(({ what, value }) => [what, value])),
    date: new Date().toISOString().slice(0, 16).replace("T", " "),
    findPicture: folderPictures(dirname(source)),
    annotations: await readAnnotations(dirname(source)),
    widgets: widgetModules,
    ...(live && { live }),
    ...(neighbours && { neighbours }),
    ...(seconds !== undefined && { seconds }),
    ...(failure && { failure: { cell: failedCell, message: `${failure.ename}: ${failure.evalue}` } }),
  });
}

/**
 * Writes a notebook's report. Markdown comes with a folder of its pictures, `NAME_files`.
 * @returns its size in bytes, pictures included. @throws InputError if a file cannot be written
 */
export async function writeReport(
  notebook: Notebook,
  { target, form = "html", ...options }: ReportOptions & { target: string; form?: ReportForm },
): Promise<number> {
  if (form === "markdown") {
    const { exportMarkdown } = await loadExporter();
    const { text, files } = exportMarkdown(notebook, `${basename(target).replace(/\.[^.]*$/, "")}_files`);
    let bytes = 0;
    for (const [path, content] of files) bytes += await writeFile(join(dirname(target), path), content);
    return bytes + (await writeFile(target, text)); // last: what it refers to is there
  }
  const html = await reportHtml(notebook, options, form === "slides" ? "slides" : "html");
  return writeFile(target, form === "pdf" ? await (await loadExporter()).printPdf(html) : html);
}

async function writeFile(target: string, content: string | Uint8Array): Promise<number> {
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
