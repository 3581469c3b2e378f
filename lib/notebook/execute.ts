// Executes a notebook on the tslab kernel.
import { basename, dirname, resolve } from "node:path";
import { InputError } from "../base/errors.js";
import { type CellProcess, describeProcess } from "./cellProcesses.js";
import { Kernel, type KernelOptions } from "./kernel.js";
import { type KernelKind, kernelOf, languageMetadata } from "./language.js";
import { type Cell, type CodeCell, type Json, type Notebook, readNotebook, tagsOf } from "./nbformat.js";
import { injectParameters, type Parameters } from "./parameters.js";
import type { Progress } from "./progress.js";
import { type Failure, type KeptOutputs, type Limits, runCells, runnable } from "./runCells.js";

export interface ExecuteOptions {
  /** Values for the cell tagged `parameters`. */
  readonly parameters?: Parameters;
  /** Working directory of the kernel; the notebook's folder by default, as in Jupyter. */
  readonly cwd?: string;
  /** Environment variables for the kernel, beside this process's own. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Seconds one cell may take; 600 by default. */
  readonly cellTimeoutSeconds?: number;
  /** Seconds the whole notebook may take, the kernel's start included; 3600 by default. */
  readonly timeoutSeconds?: number;
  /** Seconds an interrupted cell may take to end before the kernel is killed; 3 by default. */
  readonly graceSeconds?: number;
  /** Stops the run: the cell is interrupted, the notebook returned as failed. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Runs on this kernel, whichever one the notebook asks for. */
  readonly kernel?: KernelKind;
  /**
   * The first code cell to run: its number among those that run (as messages give it, from 1) or its id. The cells
   * before it are not run and keep their outputs, except those that hold parameters.
   */
  readonly startFrom?: string;
  /** An earlier execution, whose outputs are kept where a cell is not run. Default: the notebook's own outputs. */
  readonly earlier?: Notebook;
  /** Does not run cells with this tag that `earlier` has finished; they keep their outputs. */
  readonly keepTag?: string;
  /** Gets the notebook as it stands, before each cell and after it; the run waits for it. */
  readonly onNotebook?: (notebook: Notebook) => Promise<void>;
  /** Gets printed text as it comes. */
  readonly onText?: (name: "stdout" | "stderr", text: string) => void;
  /** How the client talks to the kernel; see Kernel. */
  readonly transport?: KernelOptions["transport"];
}

export interface ExecutedNotebook {
  /** Path of the notebook that was executed. */
  readonly path: string;
  /** The notebook with its outputs; code cells after a failure have none. */
  readonly notebook: Notebook;
  readonly seconds: number;
  /** Why it failed; absent if all cells ran. */
  readonly failure?: Failure;
  /** Processes that cells started and that still ran at the end (Linux only). */
  readonly leftProcesses: readonly CellProcess[];
}

/**
 * Executes a notebook and returns it with its outputs; the file is not written. The first cell that fails stops
 * it, unless it is tagged `raises-exception`; what was executed so far is returned, with `failure` set.
 * The metadata `execution` holds, for a cell, Jupyter's time stamps; for the notebook `status`
 * ("running", "ok" or "failed"), `started`, `seconds`, `parameters` and, if it failed, `failure`. The processes
 * its cells leave behind are named in the last output and in `execution.leftProcesses`.
 * @throws InputError if the notebook cannot be read or is for another kernel, for a parameter it does not have, and
 *   for a cell to start from that is not there
 * @throws Error if the kernel does not start
 */
export async function executeNotebook(path: string, options: ExecuteOptions = {}): Promise<ExecutedNotebook> {
  const started = Date.now();
  const parameters = options.parameters ?? {};
  const original = await readNotebook(path);
  const kind = options.kernel ?? kernelOf(original, path);
  const notebook = injectParameters(original, parameters, path);
  const kept = keptCells(notebook, options, path);
  const name = basename(path);
  const limits: Limits = {
    cellSeconds: options.cellTimeoutSeconds ?? 600,
    deadline: started + (options.timeoutSeconds ?? 3600) * 1000,
    graceSeconds: options.graceSeconds ?? 3,
    signal: options.signal,
  };
  const report = options.onProgress ?? (() => {});
  const executed = (cells: readonly Cell[], status: string, more: Record<string, Json> = {}): Notebook => {
    const seconds = (Date.now() - started) / 1000;
    const at = { status, started: new Date(started).toISOString(), seconds, parameters };
    const metadata = { ...languageMetadata(kind, notebook.metadata), execution: { ...at, ...more } };
    return { ...notebook, cells, metadata };
  };
  report({ kind: "started", notebook: name, cells: runnable(notebook.cells).length - kept.size });
  const kernel = await Kernel.start({
    cwd: options.cwd ?? dirname(resolve(path)),
    environment: options.environment,
    transport: options.transport,
    kernel: kind,
  });
  const { onNotebook } = options;
  const ran = await runCells(kernel, notebook.cells, {
    path,
    limits,
    report,
    kept,
    onCells: onNotebook && ((cells) => onNotebook(executed(cells, "running"))),
    onText: options.onText,
  }).finally(() => kernel.shutdown());
  const { failure } = ran;
  const { leftProcesses } = kernel;
  const cells = leftProcesses.length === 0 ? ran.cells : withProcesses(ran.cells, leftProcesses);
  const seconds = (Date.now() - started) / 1000;
  report({ kind: "ended", notebook: name, seconds, failed: failure !== undefined });
  return {
    path,
    notebook: executed(cells, failure ? "failed" : "ok", {
      ...(failure && { failure: { ...failure } }),
      ...(leftProcesses.length > 0 && { leftProcesses: leftProcesses.map((one) => ({ ...one })) }),
    }),
    seconds,
    leftProcesses,
    ...(failure && { failure }),
  };
}

/** The code cells that are not run, with the outputs they keep. */
function keptCells(
  notebook: Notebook,
  { startFrom, keepTag, earlier = notebook }: ExecuteOptions,
  path: string,
): Map<Cell, KeptOutputs> {
  const code = runnable(notebook.cells);
  const first = startFrom === undefined ? 0 : placeOf(code, startFrom, path);
  const kept = new Map<Cell, KeptOutputs>();
  for (const [index, cell] of code.entries()) {
    const tags = tagsOf(cell);
    if (tags.includes("parameters") || tags.includes("injected-parameters")) continue;
    const before = earlier.cells.find(
      (one): one is CodeCell => one.cell_type === "code" && one.id === cell.id && one.source === cell.source,
    );
    const finished = before !== undefined && before.execution_count !== null && !before.outputs.some(isError);
    if (index >= first && !(keepTag !== undefined && tags.includes(keepTag) && finished)) continue;
    const { outputs = [], execution_count = null, metadata = cell.metadata } = before ?? {};
    kept.set(cell, { outputs, execution_count, metadata });
  }
  return kept;
}

const isError = (output: { readonly output_type: string }) => output.output_type === "error";

function placeOf(code: readonly CodeCell[], startFrom: string, path: string): number {
  const byId = code.findIndex((cell) => cell.id === startFrom);
  if (byId >= 0) return byId;
  const number = /^\d+$/.test(startFrom) ? Number(startFrom) : 0;
  if (number >= 1 && number <= code.length) return number - 1;
  throw new InputError(
    `${path}: no code cell "${startFrom}" to start from, expected a number from 1 to ${code.length} or a cell's id`,
  );
}

/** Adds to the last cell that ran what became of the processes the cells started. */
function withProcesses(cells: readonly Cell[], processes: readonly CellProcess[]): Cell[] {
  const last = cells.findLastIndex((cell) => cell.cell_type === "code" && "execution" in cell.metadata);
  const text = processes.map((one) => `${describeProcess(one)}\n`).join("");
  return cells.map((cell, index) =>
    index === last && cell.cell_type === "code"
      ? { ...cell, outputs: [...cell.outputs, { output_type: "stream", name: "stderr", text }] }
      : cell,
  );
}
