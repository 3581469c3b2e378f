// Executes a notebook on the tslab kernel.
import { basename, dirname, resolve } from "node:path";
import { Kernel, type KernelOptions } from "./kernel.js";
import { type Json, type Notebook, readNotebook } from "./nbformat.js";
import { injectParameters, type Parameters } from "./parameters.js";
import type { Progress } from "./progress.js";
import { type Failure, type Limits, runCells, runnable } from "./runCells.js";

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
}

/**
 * Executes a notebook and returns it with its outputs; the file is not written. The first cell that fails stops
 * it, unless it is tagged `raises-exception`; what was executed so far is returned, with `failure` set.
 * The metadata `execution` holds, for a cell, Jupyter's time stamps and `seconds`; for the notebook `status`
 * ("ok" or "failed"), `started`, `seconds`, `parameters` and, if it failed, `failure`.
 * @throws InputError if the notebook cannot be read, or for a parameter it does not have
 * @throws Error if the kernel does not start
 */
export async function executeNotebook(path: string, options: ExecuteOptions = {}): Promise<ExecutedNotebook> {
  const started = Date.now();
  const parameters = options.parameters ?? {};
  const notebook = injectParameters(await readNotebook(path), parameters, path);
  const name = basename(path);
  const limits: Limits = {
    cellSeconds: options.cellTimeoutSeconds ?? 600,
    deadline: started + (options.timeoutSeconds ?? 3600) * 1000,
    graceSeconds: options.graceSeconds ?? 3,
    signal: options.signal,
  };
  const report = options.onProgress ?? (() => {});
  report({ kind: "started", notebook: name, cells: runnable(notebook.cells).length });
  const kernel = await Kernel.start({
    cwd: options.cwd ?? dirname(resolve(path)),
    environment: options.environment,
    transport: options.transport,
  });
  try {
    const { cells, failure } = await runCells(kernel, notebook.cells, { path, limits, report });
    const seconds = (Date.now() - started) / 1000;
    const execution: Json = {
      status: failure ? "failed" : "ok",
      started: new Date(started).toISOString(),
      seconds,
      parameters,
      ...(failure ? { failure: { ...failure } } : {}),
    };
    report({ kind: "ended", notebook: name, seconds, failed: failure !== undefined });
    const executed = { ...notebook, cells, metadata: { ...notebook.metadata, execution } };
    return { path, notebook: executed, seconds, ...(failure ? { failure } : {}) };
  } finally {
    await kernel.shutdown();
  }
}
