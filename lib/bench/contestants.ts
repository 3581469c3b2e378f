import { type ChildProcess, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";
import { inPackage } from "../base/files.js";
import type { EngineName } from "../engine/index.js";
import { kernelsPath } from "./kernels.js";
import type { Pythons } from "./pythons.js";
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

/** A contestant's first line. */
interface Hello {
  readonly about: string;
  /** The tasks it knows; by default all. */
  readonly only?: readonly string[];
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
  #said: Hello = { about: "" };
  #complaint = "";

  private constructor(
    readonly name: string,
    private readonly command: readonly string[],
    private readonly threads: number,
  ) {}

  /**
   * Starts a contestant. Returns undefined if its program does not run here.
   * @param command a program and its arguments; the number of threads is added as the last one
   */
  static async start(
    name: string,
    command: readonly string[],
    threads: number,
  ): Promise<Contestant | undefined> {
    const contestant = new Contestant(name, command, threads);
    return (await contestant.#begin()) ? contestant : undefined;
  }

  /** Starts the same program once more. */
  another(threads: number): Promise<Contestant | undefined> {
    return Contestant.start(this.name, this.command, threads);
  }

  /** A description for the report: versions, libraries. */
  get about(): string {
    return this.#said.about;
  }

  /** Whether it can do a task. */
  knows(task: string): boolean {
    return this.#said.only?.includes(task) ?? true;
  }

  async #begin(): Promise<boolean> {
    const threads = String(this.threads);
    const [program, ...rest] = this.command as [string, ...string[]];
    this.#child = spawn(program, [...rest, threads], {
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
    this.#said = JSON.parse(hello) as Hello;
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
  return Contestant.start(engine, [process.execPath, worker, engine], threads);
}

/** How PyTorch can run: channels first or last, in float32 or with automatic casts to bfloat16. */
const pytorchKinds = ["nchw", "nhwc", "nhwc bf16"] as const;

/** The programs for PyTorch of every kind and for JAX by name, as far as there are interpreters that have them. */
export function pythonCommands({ torch, jax }: Pythons): [name: string, command: string[]][] {
  const tasks = JSON.stringify(benchSpecs());
  const script = (name: string) => inPackage("lib", "bench", name);
  const ofTorch = torch ? [torch.python, script("pytorch.py"), tasks, kernelsPath] : [];
  return [
    ...(torch ? pytorchKinds : []).map((kind): [string, string[]] => [`pytorch ${kind}`, [...ofTorch, kind]]),
    ...(jax ? [["jax", [jax.python, script("jaxSteps.py"), tasks]] satisfies [string, string[]]] : []),
  ];
}

/** Starts PyTorch of every kind and JAX. */
export async function pythonContestants(pythons: Pythons, threads: number): Promise<Contestant[]> {
  const made: Contestant[] = [];
  for (const [name, command] of pythonCommands(pythons)) {
    const contestant = await Contestant.start(name, command, threads);
    if (contestant) made.push(contestant);
  }
  return made;
}
