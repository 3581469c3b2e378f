// The public exports of lib/notebook. Other folders import from this file only. It opens in a moment: what runs
// notebooks and what writes reports is loaded when it is asked for.
export { fillText } from "../base/fillText.js";
export { type CellProcess, describeProcess } from "./cellProcesses.js";
export { displayFigure, displayGallery, displayMarkdown, displayTable, displayWidget } from "./display.js";
export type { ExecutedNotebook, ExecuteOptions } from "./execute.js";
export { plotlyMime } from "./export/figures.js";
export type { ExportOptions, Neighbours } from "./export/page.js";
export type { OtherLanguage, PageLanguage } from "./export/pageLanguage.js";
export { listReports, type ReportEntry, readEntry } from "./export/reportEntry.js";
export type { FrontPage } from "./export/reportIndex.js";
export type { GalleryItem, GalleryOptions, GalleryRow } from "./gallery.js";
export { notebookHead } from "./head.js";
export { figureImage } from "./image.js";
export { findShadow, installKernelSpec, kernelName } from "./kernelspec.js";
export { kernelOf } from "./language.js";
export { type Json, type Notebook, readNotebook, tagsOf, writeNotebook } from "./nbformat.js";
export type { Parameters } from "./parameters.js";
export type { FigureSpec } from "./plotlySvg.js";
export type { Failure } from "./runCells.js";
export type { TableOptions, TableRow } from "./table.js";
export type { Edition, LanguageCode } from "./translation/edition.js";
export { type MountWidget, type WidgetHost, type WidgetSpec, widgetMime } from "./widget.js";

/** Loads what runs and checks notebooks: `executeNotebook`, `checkNotebooks`, parameters, progress. */
export const loadRunner = (): Promise<typeof import("./running.js")> => import("./running.js");

/** Loads what writes reports: `exportHtml`, `printPdf`, the list of reports and what they are made with. */
export const loadExporter = (): Promise<typeof import("./exporting.js")> => import("./exporting.js");
