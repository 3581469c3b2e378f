import { type ChildProcess, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";
import { inPackage } from "../base/files.js";
import type { EngineName } from "../engine/index.js";
import { kernelsPath } from "./kernels.js";
import { benchSpecs } from "./tasks.js";

/** A contestant's answer to a request for some steps. */
export interface Measurement {
  /** Milliseconds per step: wall time, and processor time of the whole process. */
  readonly wallMs: readonly number[];
  readonly cpuMs: readonly number[];
  /** Peak memory of the process so far. */
  readonly peakMiB: number;
  /** Floating-point operations per step, if the contestant counts them. */
  readonly flops?: number;
  /** The cost of preparing the step, if there is a preparation. */
  readonly preparation?: { traceMs: number; sessionMs: number; nodes: number };
}

/** Thrown if a contestant exceeds its time limit. It is stopped, and restarts at the next request. */
export class OutOfTime extends Error {}

/**
 * A process that does the benchmark's work, one step after the other. It reads requests as lines of JSON from stdin and
 * answers on stdout. It waits while others run.
 */
export class Contestant {
  #child: ChildProcess | undefined;
  #lines: Interface | undefined;
  #said = "";
  #complaint = "";

  private constructor(
    readonly name: string,
    private readonly command: readonly string[],
    private readonly threads: number,
  ) {}

  /** Starts a contestant. Returns undefined if its program does not run here. */
  static async start(
    name: string,
    command: readonly string[],
    threads: number,
  ): Promise<Contestant | undefined> {
    const contestant = new Contestant(name, command, threads);
    return (await contestant.#begin()) ? contestant : undefined;
  }

  /** A description for the report: versions, libraries. */
  get about(): string {
    return this.#said;
  }

  async #begin(): Promise<boolean> {
    const [program, ...rest] = this.command as [string, ...string[]];
    const threads = String(this.threads);
    this.#child = spawn(program, rest, {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, OMP_NUM_THREADS: threads, OPENBLAS_NUM_THREADS: threads },
    });
    this.#child.stdin!.on("error", () => {}); // the program may not exist, which is detected below
    this.#complaint = "";
    this.#child.stderr!.on("data", (text: Buffer) => {
      this.#complaint = (this.#complaint + text.toString()).slice(-2000);
    });
    this.#lines = createInterface({ input: this.#child.stdout! });
    const hello = await this.#answer();
    if (hello === undefined) return false;
    this.#said = (JSON.parse(hello) as { about: string }).about;
    return true;
  }

  /**
   * Runs `steps` steps of a task. The task continues where it stopped, or starts again if `fresh`.
   *
   * @throws OutOfTime after `limitMs`; Error if the program ends
   */
  async run(
    task: string,
    steps: number,
    { limitMs = Number.POSITIVE_INFINITY, fresh = false } = {},
  ): Promise<Measurement> {
    if (this.#child === undefined) await this.#begin();
    this.#child!.stdin!.write(`${JSON.stringify({ task, steps, fresh })}\n`);
    let late = false;
    const timer = Number.isFinite(limitMs) ? setTimeout(() => stop(), limitMs) : undefined;
    const stop = () => {
      late = true;
      this.close();
    };
    const answer = await this.#answer();
    clearTimeout(timer);
    if (late) throw new OutOfTime(`${this.name}: ${task}`);
    if (answer === undefined)
      throw new Error(`bench: ${this.name} ended while it ran ${task}: ${this.#complaint}`);
    return JSON.parse(answer) as Measurement;
  }

  close(): void {
    this.#child?.kill("SIGKILL");
    this.#child = undefined;
  }

  #answer(): Promise<string | undefined> {
    const [child, lines] = [this.#child!, this.#lines!];
    return new Promise((resolve) => {
      const ended = () => resolve(undefined);
      child.once("error", ended);
      child.once("exit", ended);
      lines.once("line", (line) => {
        child.off("error", ended);
        child.off("exit", ended);
        resolve(line);
      });
    });
  }
}

/** A contestant that runs one of this package's engines. */
export function engineContestant(engine: EngineName, threads: number): Promise<Contestant | undefined> {
  const worker = fileURLToPath(new URL("./worker.js", import.meta.url));
  return Contestant.start(engine, [process.execPath, worker, engine, String(threads)], threads);
}

/** How PyTorch can run: channels first or last, in float32 or with automatic casts to bfloat16. */
export const pytorchKinds = ["nchw", "nhwc", "nhwc bf16"] as const;

/** PyTorch of one kind (see `pytorchKinds`); undefined if `python` has no PyTorch. */
export function pytorchContestant(
  python: string,
  kind: string,
  threads: number,
): Promise<Contestant | undefined> {
  const script = inPackage("lib", "bench", "pytorch.py");
  const command = [python, script, JSON.stringify(benchSpecs()), kernelsPath, kind, String(threads)];
  return Contestant.start(`pytorch ${kind}`, command, threads);
}

/** PyTorch of every kind. */
export async function pytorchContestants(python: string, threads: number): Promise<Contestant[]> {
  const made: Contestant[] = [];
  for (const kind of pytorchKinds) {
    const contestant = await pytorchContestant(python, kind, threads);
    if (contestant) made.push(contestant);
  }
  return made;
}
