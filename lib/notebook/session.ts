// A notebook that is run again and again while it is edited: one kernel, and each time only what changed and follows.
import { basename, dirname, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ExecutedNotebook, ExecuteOptions } from "./execute.js";
import { Kernel } from "./kernel.js";
import { type KernelKind, kernelOf, languageMetadata } from "./language.js";
import { type Cell, type CodeCell, type Notebook, readNotebook, tagsOf } from "./nbformat.js";
import { injectParameters } from "./parameters.js";
import { afterErrorMs, type KeptOutputs, runCells, runnable } from "./runCells.js";

/** What a session takes of the options of one run. */
export type RepeatedRunOptions = Pick<
  ExecuteOptions,
  | "parameters"
  | "cwd"
  | "environment"
  | "cellTimeoutSeconds"
  | "timeoutSeconds"
  | "kernel"
  | "onProgress"
  | "onNotebook"
  | "onText"
>;

/**
 * Runs a notebook as often as it changes. The kernel stays, so variables of cells that no longer exist stay too, as in
 * Jupyter; it is started anew when it has ended or the notebook asks for another one.
 */
export class NotebookSession {
  readonly #path: string;
  readonly #options: RepeatedRunOptions;
  /** When the kernel takes cells again, in ms since 1970. */
  #readyAt = 0;
  #kernel: Kernel | undefined;
  #kind: KernelKind | undefined;
  /** Code cells of the last run that finished, up to the first that did not. */
  #finished: CodeCell[] = [];

  constructor(path: string, options: RepeatedRunOptions = {}) {
    this.#path = path;
    this.#options = options;
  }

  /**
   * Reads the notebook and runs its code cells from the first that is not the same as in the last run, or that had not
   * finished. The cells before keep their outputs. Runs must not overlap.
   * @param signal stops the run: the cell is interrupted, the notebook returned as failed
   * @throws InputError as executeNotebook does
   */
  async run(signal?: AbortSignal): Promise<ExecutedNotebook> {
    const started = Date.now();
    const options = this.#options;
    const path = this.#path;
    const parameters = options.parameters ?? {};
    const original = await readNotebook(path);
    const kind = options.kernel ?? kernelOf(original, path);
    const notebook = injectParameters(original, parameters, path);
    const kernel = await this.#kernelFor(kind);
    await sleep(Math.max(0, this.#readyAt - Date.now()));
    const kept = this.#unchanged(notebook);
    const report = options.onProgress ?? (() => {});
    report({ kind: "started", notebook: basename(path), cells: runnable(notebook.cells).length - kept.size });
    const executed = (cells: readonly Cell[], status: string): Notebook => {
      const at = {
        status,
        started: new Date(started).toISOString(),
        seconds: (Date.now() - started) / 1000,
        parameters,
      };
      return {
        ...notebook,
        cells,
        metadata: { ...languageMetadata(kind, notebook.metadata), execution: at },
      };
    };
    const { onNotebook } = options;
    const { cells, failure } = await runCells(kernel, notebook.cells, {
      path,
      limits: {
        cellSeconds: options.cellTimeoutSeconds ?? 600,
        deadline: started + (options.timeoutSeconds ?? 3600) * 1000,
        graceSeconds: 3,
        signal,
      },
      report,
      kept,
      onCells: onNotebook && ((all) => onNotebook(executed(all, "running"))),
      onText: options.onText,
    });
    const code = runnable(cells);
    this.#finished = failure ? code.slice(0, failure.cell - 1) : code;
    if (failure) this.#readyAt = Date.now() + afterErrorMs;
    const seconds = (Date.now() - started) / 1000;
    report({ kind: "ended", notebook: basename(path), seconds, failed: failure !== undefined });
    return {
      path,
      notebook: executed(cells, failure ? "failed" : "ok"),
      seconds,
      leftProcesses: [],
      ...(failure && { failure }),
    };
  }

  /** Ends the kernel, with the processes its cells started. */
  async end(): Promise<void> {
    const kernel = this.#kernel;
    this.#kernel = undefined;
    this.#finished = [];
    await kernel?.shutdown();
  }

  async #kernelFor(kind: KernelKind): Promise<Kernel> {
    if (this.#kernel && (this.#kind !== kind || this.#kernel.hasEnded)) await this.end();
    this.#kind = kind;
    this.#kernel ??= await Kernel.start({
      cwd: this.#options.cwd ?? dirname(resolve(this.#path)),
      environment: this.#options.environment,
      kernel: kind,
    });
    return this.#kernel;
  }

  /** The code cells, from the first on, that are as they were when they last finished. */
  #unchanged(notebook: Notebook): Map<Cell, KeptOutputs> {
    const kept = new Map<Cell, KeptOutputs>();
    for (const [index, cell] of runnable(notebook.cells).entries()) {
      const before = this.#finished[index];
      if (
        before === undefined ||
        before.source !== cell.source ||
        tagsOf(before).join() !== tagsOf(cell).join()
      )
        break;
      const { outputs, execution_count } = before;
      const { execution } = before.metadata;
      kept.set(cell, {
        outputs,
        execution_count,
        metadata: { ...cell.metadata, ...(execution !== undefined && { execution }) },
      });
    }
    return kept;
  }
}
