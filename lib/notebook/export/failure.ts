import { type CodeCell, type Notebook, tagsOf } from "../nbformat.js";
import { stripAnsi } from "./ansi.js";

/** Where a run stopped: position of the cell, counted from 1 over all cells, and its error. */
export interface ReportedFailure {
  readonly cell: number;
  readonly message: string;
}

/**
 * The first error among a notebook's outputs, so that a notebook executed elsewhere is marked as failed too.
 * Cells tagged `raises-exception` are meant to fail.
 */
export function findFailure(notebook: Notebook): ReportedFailure | undefined {
  for (const [index, cell] of notebook.cells.entries()) {
    if (cell.cell_type !== "code" || tagsOf(cell).includes("raises-exception")) continue;
    for (const output of cell.outputs)
      if (output.output_type === "error")
        return { cell: index + 1, message: stripAnsi(`${output.ename}: ${output.evalue}`) };
  }
  return undefined;
}

/** Whether any code cell was executed; a notebook without code has nothing to run. */
export function wasRun(notebook: Notebook): boolean {
  const code = notebook.cells.filter((cell): cell is CodeCell => cell.cell_type === "code");
  return code.length === 0 || code.some((cell) => cell.execution_count !== null || cell.outputs.length > 0);
}
