import { dirname, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Kernel, KernelDied } from "./kernel.js";
import type { Message } from "./message.js";
import { type Cell, type CodeCell, hasTag, joinText, type Notebook, type Output } from "./nbformat.js";
import { type Displays, OutputCollector, parseError } from "./outputs.js";
import { injectParameters, type Parameters } from "./parameters.js";
import { readNotebook } from "./readNotebook.js";

export interface CellProgress {
  /** Number among the notebook's code cells, from 1. */
  readonly codeCell: number;
  readonly codeCells: number;
  /** First line of the cell that says something. */
  readonly firstLine: string;
  /** Seconds since the notebook started. */
  readonly elapsed: number;
}

export interface ExecuteOptions {
  readonly parameters?: Parameters;
  /** Working directory of the cells, default the notebook's folder, as in Jupyter. */
  readonly cwd?: string;
  /** Longest time for one cell, default 10 minutes. */
  readonly cellTimeoutMs?: number;
  /** Longest time for the whole notebook, default none. */
  readonly timeoutMs?: number;
  /** Called before each code cell runs. */
  readonly onCell?: (progress: CellProgress) => void;
}

/** Why a notebook stopped. */
export interface Failure {
  /** Number among all cells, from 1; what an editor counts. */
  readonly cell: number;
  readonly errorName: string;
  readonly message: string;
}

export interface ExecutedNotebook {
  /** With outputs as far as it came. */
  readonly notebook: Notebook;
  readonly seconds: number;
  readonly failure?: Failure;
}

/** Where tslab says that something failed outside any cell. */
const lateThrow = /^(?:UncaughtException|UnhandledPromiseRejection): ?/;

/** Time for throws of timers of 0 ms and of unawaited promises to come up, before the next cell. */
const lateThrowMs = 20;

/**
 * Runs a notebook from top to bottom on a fresh tslab kernel. The first failing cell stops it: a throw, a
 * compiler error, a timeout, a dead kernel, or a throw that comes late, out of a timer or an unawaited promise. Cells
 * tagged `raises-exception` may fail.
 * @throws InputError if the file is no notebook or a parameter is unknown; a failing cell is no throw but `failure`
 */
export async function executeNotebook(path: string, options: ExecuteOptions = {}): Promise<ExecutedNotebook> {
  const notebook = injectParameters(await readNotebook(path), options.parameters ?? {});
  const started = performance.now();
  const run = new Run(options, started);
  const kernel = await Kernel.start({ cwd: options.cwd ?? dirname(resolve(path)) });
  let cells: Cell[];
  try {
    cells = await run.cells(kernel, notebook);
  } finally {
    await kernel.shutdown();
  }
  return {
    notebook: { ...notebook, cells },
    seconds: (performance.now() - started) / 1000,
    ...(run.failure && { failure: run.failure }),
  };
}

/** The state of one execution. */
class Run {
  failure: Failure | undefined;
  readonly #displays: Displays = new Map();
  #late: string[] = [];

  constructor(
    readonly options: ExecuteOptions,
    readonly started: number,
  ) {}

  async cells(kernel: Kernel, notebook: Notebook): Promise<Cell[]> {
    kernel.onLateMessage = (message) => this.#watch(message);
    const codeCells = notebook.cells.filter((cell) => cell.cell_type === "code").length;
    const done: Cell[] = [];
    let codeCell = 0;
    for (const [index, cell] of notebook.cells.entries()) {
      if (cell.cell_type !== "code") done.push(cell);
      else if (this.failure || joinText(cell.source).trim() === "")
        done.push({ ...cell, outputs: [], execution_count: null });
      else {
        codeCell++;
        const firstLine = firstLineOf(joinText(cell.source));
        const elapsed = (performance.now() - this.started) / 1000;
        this.options.onCell?.({ codeCell, codeCells, firstLine, elapsed });
        done.push(await this.#cell(kernel, cell, index + 1));
      }
    }
    return done;
  }

  async #cell(kernel: Kernel, cell: CodeCell, number: number): Promise<CodeCell> {
    const collector = new OutputCollector(this.#displays);
    const busy = new Date();
    let executionCount: number | null = null;
    const fail = (error: Output & { output_type: "error" }) => {
      if (hasTag(cell, "raises-exception") && kernel.alive) return;
      this.failure = { cell: number, errorName: error.ename, message: error.evalue };
    };
    try {
      const reply = await kernel.execute(joinText(cell.source), {
        onMessage: (message) => {
          this.#watch(message);
          collector.add(message);
        },
        timeoutMs: this.#timeLeft(),
      });
      executionCount = reply.executionCount;
      if (reply.status === "timeout") fail(timeoutError(collector.outputs, this.#timeLeft()));
      else {
        if (reply.status === "error") {
          fail(collector.takeError());
          await sleep(300); // tslab refuses what arrives within 200 ms after an error
        } else await sleep(lateThrowMs);
        await kernel.settle();
        const [late] = this.#late.splice(0);
        if (late !== undefined && !this.failure) {
          const error = parseError(late.replace(lateThrow, ""));
          collector.outputs.push(error);
          fail(error);
        }
      }
    } catch (error) {
      if (!(error instanceof KernelDied)) throw error;
      const output = parseError(`${error.name}: ${error.message}`);
      collector.outputs.push(output);
      fail(output);
    }
    const times = { "iopub.status.busy": busy.toISOString(), "iopub.status.idle": new Date().toISOString() };
    return {
      ...cell,
      metadata: { ...cell.metadata, execution: times },
      execution_count: executionCount,
      outputs: collector.outputs,
    };
  }

  /** Notes throws that tslab reports on stderr, whichever cell they come up in. */
  #watch({ header, content }: Message): void {
    if (header.msg_type !== "stream" || content.name !== "stderr") return;
    const text = content.text as string;
    if (lateThrow.test(text)) this.#late.push(text);
  }

  #timeLeft(): number {
    const { cellTimeoutMs = 600_000, timeoutMs = Number.POSITIVE_INFINITY } = this.options;
    const whole = timeoutMs - (performance.now() - this.started);
    return Math.max(1, Math.min(cellTimeoutMs, whole));
  }
}

function timeoutError(outputs: Output[], limitMs: number) {
  const evalue = `the cell ran longer than ${(limitMs / 1000).toFixed(1)} s and was interrupted`;
  const error = {
    output_type: "error" as const,
    ename: "Timeout",
    evalue,
    traceback: [`Timeout: ${evalue}`],
  };
  outputs.push(error);
  return error;
}

/** The first line that is code, for progress; comments and imports say less. */
function firstLineOf(source: string): string {
  const lines = source.split("\n").map((line) => line.trim());
  return lines.find((line) => line !== "" && !/^(?:\/\/|import\b|})/.test(line)) ?? lines[0] ?? "";
}
