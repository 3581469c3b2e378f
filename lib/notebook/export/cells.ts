import { type Cell, type CodeCell, type Json, type MarkdownCell, tagsOf } from "../nbformat.js";
import { escapeHtml } from "./escape.js";
import type { Highlight } from "./highlight.js";
import { markdownSource } from "./markdown.js";
import { type OutputContext, outputsHtml } from "./outputs.js";

/** What a cell needs of its page. */
export interface CellContext extends OutputContext {
  readonly highlight: Highlight;
  /** Language of code cells, e.g. `typescript`. */
  readonly language: string;
  /** Position of the cell that failed, counted from 1. */
  readonly failedCell?: number;
}

/**
 * A cell as HTML; `position` counts from 1. Tags honoured, as in Jupyter Book: `remove-cell`, `remove-input`,
 * `remove-output`, `parameters` and `injected-parameters` (labelled). The cell that
 * failed is always shown whole.
 */
export function cellHtml(cell: Cell, position: number, context: CellContext): string {
  const failed = position === context.failedCell;
  if (tagsOf(cell).includes("remove-cell") && !failed) return "";
  const id = `cell-${position}`;
  if (cell.cell_type === "markdown") {
    return section(id, "markdown", markdownHtml(cell, context));
  }
  if (cell.cell_type !== "code") return section(id, "raw", `<pre>${escapeHtml(cell.source)}</pre>`);
  const showInput = failed || !tagsOf(cell).includes("remove-input");
  const showOutput = failed || !tagsOf(cell).includes("remove-output");
  return section(
    id,
    failed ? "code-cell failed" : "code-cell",
    (showInput ? inputHtml(cell, context, failed) : "") +
      (showOutput ? outputsHtml(cell.outputs, context) : ""),
  );
}

function markdownHtml(
  { source, attachments = {}, metadata }: MarkdownCell,
  { markdown }: CellContext,
): string {
  const headings = anchorsOf(metadata.headings);
  try {
    return markdown.render(source, { attachments, ...(headings && { headings }) });
  } catch (error) {
    return markdownSource(source, (error as Error).message);
  }
}

/** The words that a translated cell's headings are found by: those of its original. */
function anchorsOf(headings: Json | undefined): readonly string[] | undefined {
  return Array.isArray(headings) && headings.every((one) => typeof one === "string") ? headings : undefined;
}

function section(id: string, kind: string, content: string): string {
  return content.trim() === "" ? "" : `<div class="cell ${kind}" id="${id}">${content}</div>`;
}

function inputHtml(cell: CodeCell, context: CellContext, failed: boolean): string {
  const source = cell.source.trimEnd();
  if (source === "") return "";
  const label = tagsOf(cell).includes("injected-parameters")
    ? context.say("parameters of this run")
    : tagsOf(cell).includes("parameters")
      ? context.say("parameters, default values")
      : "";
  const note = label && `<p class="label">${label}</p>`;
  const code = `${note}${context.highlight(source, context.language)}`;
  return failed
    ? `<div class="code">${code}</div>`
    : `<details class="code"><summary>${escapeHtml(summaryOf(source))}</summary>${code}</details>`;
}

/** A line that says what folded code does: the comment it begins with, else its first statement after the imports. */
function summaryOf(source: string): string {
  const lines = source.split("\n").map((line) => line.trim());
  const comment = /^(?:\/\/|#)\s*(.+)$/.exec(lines[0]!)?.[1];
  const statement = lines.find((line) => line !== "" && !/^(?:import\b|\/\/|#|%|[)}\]];?$)/.test(line));
  const line = comment ?? statement ?? lines[0]!;
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
