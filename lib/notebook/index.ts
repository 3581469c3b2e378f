// The door of the package: everything that other folders may use. What loads TypeScript, a DOM or a highlighter is
// loaded when it is first called.
import type { executeNotebook as execute } from "./execute.js";
import type { exportHtml as toHtml } from "./export/page.js";
import type { printPdf as toPdf } from "./export/pdf.js";
import type { exportIndex as toIndex } from "./export/reportIndex.js";

export { type CellProcess, describeProcess } from "./cellProcesses.js";
export type { CellDiagnostic } from "./check.js";
export { displayFigure, displayGallery, displayMarkdown, displayTable } from "./display.js";
export type { ExecutedNotebook, ExecuteOptions } from "./execute.js";
export { type Annotations, type Reference, readAnnotations, type Term } from "./export/annotations.js";
export { folderPictures } from "./export/folderPictures.js";
export type { ExportOptions, Neighbours } from "./export/page.js";
export { listReports, type ReportEntry, readEntry } from "./export/reportEntry.js";
export type { FrontPage } from "./export/reportIndex.js";
export type { GalleryItem, GalleryOptions, GalleryRow } from "./gallery.js";
export { type NotebookHead, notebookHead } from "./head.js";
export { findShadow, installKernelSpec, kernelName, type Shadow } from "./kernelspec.js";
export { type KernelKind, kernelOf } from "./language.js";
export {
  type Cell,
  type CodeCell,
  type Json,
  type Notebook,
  type Output,
  parseNotebook,
  readNotebook,
  tagsOf,
  writeNotebook,
} from "./nbformat.js";
export type { ParameterHelp, Parameters } from "./parameters.js";
export { type Progress, progressReporter } from "./progress.js";
export type { Failure } from "./runCells.js";
export type { TableOptions, TableRow } from "./table.js";

/** See `execute.ts`. */
export const executeNotebook: typeof execute = async (...given) =>
  (await import("./execute.js")).executeNotebook(...given);

/** See `export/page.ts`. */
export const exportHtml: typeof toHtml = async (...given) =>
  (await import("./export/page.js")).exportHtml(...given);

/** See `export/reportIndex.ts`. */
export const exportIndex: typeof toIndex = async (...given) =>
  (await import("./export/reportIndex.js")).exportIndex(...given);

/** See `export/pdf.ts`. */
export const printPdf: typeof toPdf = async (...given) =>
  (await import("./export/pdf.js")).printPdf(...given);

/** The functions of `check.ts`, which check types. */
export const loadChecks = (): Promise<typeof import("./check.js")> => import("./check.js");

/** The functions of `parameters.ts`, which read TypeScript. */
export const loadParameters = (): Promise<typeof import("./parameters.js")> => import("./parameters.js");
