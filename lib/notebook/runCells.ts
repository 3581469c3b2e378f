// The cells of a notebook, one after the other, until one fails.
import { setTimeout as sleep } from "node:timers/promises";
import type { Kernel } from "./kernel.js";
import { type Cell, type CodeCell, type ErrorOutput, type Json, tagsOf } from "./nbformat.js";
import { CellOutputs, type Displays } from "./outputs.js";
import type { Progress } from "./progress.js";
import { type CellEnd, runCell, type StopReason } from "./runCell.js";

export interface Limits {
  readonly cellSeconds: number;
  /** Time in ms since 1970 at which the notebook is stopped. */
  readonly deadline: number;
  readonly graceSeconds: number;
  readonly signal: AbortSignal | undefined;
}

/** Why a notebook failed. */
export interface Failure {
  readonly kind: "error" | "kernelEnded" | StopReason;
  /** Place of the cell among the code cells that ran, from 1: Jupyter's number in brackets. */
  readonly cell: number;
  readonly cellId: string;
  readonly ename: string;
  readonly evalue: string;
  /** One line that names notebook, cell and error. */
  readonly message: string;
}

interface Context {
  readonly path: string;
  readonly limits: Limits;
  readonly report: (progress: Progress) => void;
  /** Cells that are not run but keep the outputs given here. */
  readonly kept?: ReadonlyMap<Cell, KeptOutputs>;
  /** Gets all cells before each cell that runs and after it; the next one waits for it. */
  readonly onCells?: ((cells: Cell[]) => Promise<void>) | undefined;
  /** Gets printed text as it comes. */
  readonly onText?: ((name: "stdout" | "stderr", text: string) => void) | undefined;
}

/** Outputs of a cell from an earlier run. */
export type KeptOutputs = Pick<CodeCell, "outputs" | "execution_count" | "metadata">;

interface Ran {
  readonly outputs: CellOutputs;
  executionCount: number | null;
  execution: Json;
}

// After an error tslab refuses, for 200 ms, whatever comes.
export const afterErrorMs = 300;
// What the last cell left behind in a timer may still throw; longer than this nobody waits for it.
const lastThrowsMs = 250;

/** Cells that are sent to the kernel: code that is not blank. */
export function runnable(cells: readonly Cell[]): CodeCell[] {
  return cells.filter((cell): cell is CodeCell => cell.cell_type === "code" && cell.source.trim() !== "");
}

/** Runs the cells and returns all of them with their outputs, and the failure that stopped them, if any. */
export async function runCells(
  kernel: Kernel,
  cells: readonly Cell[],
  context: Context,
): Promise<{ cells: Cell[]; failure: Failure | undefined }> {
  const displays: Displays = new Map();
  const ran = new Map<Cell, Ran>();
  const code = runnable(cells);
  const withAllOutputs = () =>
    cells.map((cell) => {
      const kept = context.kept?.get(cell);
      return kept ? ({ ...cell, ...kept } as CodeCell) : withOutputs(cell, ran.get(cell));
    });
  let failure: Failure | undefined;
  for (const [index, cell] of code.entries()) {
    if (context.kept?.has(cell)) continue;
    const firstLine = firstLineOf(cell);
    const place = { cell: index + 1, cells: code.length, firstLine };
    context.report({ kind: "cellStarted", ...place });
    const one: Ran = { outputs: new CellOutputs(displays), executionCount: null, execution: {} };
    one.outputs.onText = context.onText;
    ran.set(cell, one);
    await context.onCells?.(withAllOutputs());
    const started = Date.now();
    const ended = await runOne(kernel, cell, one, { ...context, isLast: index === code.length - 1 });
    const seconds = (Date.now() - started) / 1000;
    // nbformat's schema takes only texts here.
    one.execution = {
      "iopub.status.busy": new Date(started).toISOString(),
      "iopub.status.idle": new Date().toISOString(),
    };
    context.report({ kind: "cellEnded", ...place, seconds, failed: ended !== undefined });
    await context.onCells?.(withAllOutputs());
    if (!ended) continue;
    const { ename, evalue } = ended.error;
    const where = `${context.path}: code cell ${place.cell} of ${place.cells} ("${firstLine}")`;
    const message = `${where}: ${ename}: ${evalue.split("\n", 1)[0]}`;
    failure = { kind: ended.kind, cell: place.cell, cellId: cell.id, ename, evalue, message };
    break;
  }
  return { cells: withAllOutputs(), failure };
}

interface CellFailure {
  readonly kind: Failure["kind"];
  readonly error: ErrorOutput;
}

async function runOne(
  kernel: Kernel,
  cell: CodeCell,
  ran: Ran,
  context: Context & { readonly isLast: boolean },
): Promise<CellFailure | undefined> {
  const { limits } = context;
  const allowed = tagsOf(cell).includes("raises-exception");
  const stop = new AbortController();
  const stopFor = (reason: StopReason) => () => stop.abort(reason);
  const timers = [
    after(limits.cellSeconds * 1000, stopFor("cellTimeout")),
    after(limits.deadline - Date.now(), stopFor("timeout")),
  ];
  const aborted = stopFor("aborted");
  if (limits.signal?.aborted) aborted();
  limits.signal?.addEventListener("abort", aborted);
  // A cell may wait for ever for what a late throw has prevented.
  if (!allowed) ran.outputs.onLateThrow = () => timers.push(after(1000, stopFor("lateThrow")));
  try {
    const end = await runCell(kernel, cell.source, ran.outputs, {
      stop: stop.signal,
      graceSeconds: limits.graceSeconds,
    });
    ran.executionCount = end.reply?.executionCount ?? null;
    if (context.isLast && end.reply && !stop.signal.aborted) await settleLast(kernel);
    const failure = judge(
      end,
      ran.outputs,
      stop.signal.aborted ? (stop.signal.reason as StopReason) : undefined,
      limits,
    );
    if (!failure || !allowed || (failure.kind !== "error" && failure.kind !== "lateThrow")) return failure;
    if (end.reply?.status !== "ok") await sleep(afterErrorMs);
    return undefined;
  } finally {
    for (const timer of timers) clearTimeout(timer);
    limits.signal?.removeEventListener("abort", aborted);
  }
}

/** A timer that takes Infinity for an answer: node's fires at once beyond 2³¹ ms. */
function after(ms: number, action: () => void): NodeJS.Timeout {
  return setTimeout(action, Math.min(Math.max(ms, 0), 2 ** 31 - 1));
}

async function settleLast(kernel: Kernel): Promise<void> {
  await sleep(lastThrowsMs);
  const settled = kernel.settle().catch(() => {}); // a kernel that ends now has done its work
  await Promise.race([settled, sleep(1000, undefined, { ref: false })]);
}

/** Whether and why a cell failed; what tslab printed about it becomes an error output. */
function judge(
  end: CellEnd,
  outputs: CellOutputs,
  stopped: StopReason | undefined,
  limits: Limits,
): CellFailure | undefined {
  if (stopped !== undefined && end.reply && end.reply.status !== "ok") outputs.removeError(); // of the interrupt
  if (outputs.hasLateThrow && (stopped === undefined || stopped === "lateThrow"))
    return { kind: "lateThrow", error: outputs.takeLateThrow() };
  if (stopped !== undefined) {
    const killed = end.kernelEnded !== undefined;
    return { kind: stopped, error: outputs.addError(stopError(stopped, killed, limits)) };
  }
  if (end.kernelEnded !== undefined)
    return { kind: "kernelEnded", error: outputs.addError(makeError("KernelEnded", end.kernelEnded)) };
  if (end.reply?.status !== "ok") return { kind: "error", error: outputs.takeError() };
  return undefined;
}

function stopError(reason: StopReason, killed: boolean, limits: Limits): ErrorOutput {
  const how = killed
    ? `it did not end within ${limits.graceSeconds} s of an interrupt, so the kernel was killed`
    : "it was interrupted";
  if (reason === "cellTimeout")
    return makeError("CellTimeout", `the cell ran longer than ${limits.cellSeconds} s; ${how}`);
  if (reason === "timeout") return makeError("NotebookTimeout", `the notebook's time was up; ${how}`);
  return makeError("Aborted", `the run was stopped from outside; ${how}`);
}

function makeError(ename: string, evalue: string): ErrorOutput {
  return { output_type: "error", ename, evalue, traceback: [`${ename}: ${evalue}`] };
}

function withOutputs(cell: Cell, ran: Ran | undefined): Cell {
  if (cell.cell_type !== "code") return cell;
  const { execution: _old, ...metadata } = cell.metadata;
  if (!ran) return { ...cell, metadata, execution_count: null, outputs: [] };
  return {
    ...cell,
    metadata: { ...metadata, execution: ran.execution },
    execution_count: ran.executionCount,
    outputs: ran.outputs.all,
  };
}

function firstLineOf(cell: CodeCell): string {
  return cell.source
    .split("\n")
    .find((line) => line.trim() !== "")!
    .trim()
    .slice(0, 60);
}
