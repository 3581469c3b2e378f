import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { inPackage } from "../../../lib/base/files.js";
import { parseSpec, type RunSpecInput, specHash } from "../../../lib/training/train/spec.js";

// `robustness sweep` as processes of their own, on drawn shapes, to be ended from outside.

/** Run number `seed`: a few tenths of a second of training once its process has started. */
export function seededSpec(seed: number, steps = 200): RunSpecInput {
  return {
    model: { kind: "cnn", widths: [8, 16] },
    objective: { kind: "crossEntropy" },
    data: { train: [{ pool: "shapes", images: 240 }], size: 16, seed },
    budget: { steps, batchSize: 16 },
    augment: "none",
    seed,
  };
}

export const hashOfSeed = (seed: number, steps?: number) => specHash(parseSpec(seededSpec(seed, steps)));

/** What a process that began a run has written: see reportingShapes.ts. */
export interface Load {
  readonly seed: number;
  readonly pid: number;
}

/** A folder with a grid of runs, and the sweeps of it. */
export class SweepFolder {
  readonly records: string;
  readonly checkpoints: string;
  readonly #grid: string;
  readonly #loads: string;

  constructor(folder: string) {
    this.records = join(folder, "records");
    this.checkpoints = join(folder, "checkpoints");
    this.#grid = join(folder, "grid.json");
    this.#loads = join(folder, "loads.txt");
  }

  async writeGrid(specs: readonly RunSpecInput[]): Promise<void> {
    await writeFile(this.#grid, JSON.stringify(specs));
  }

  /** Begins a sweep in a process group of its own, as a terminal does. */
  start(workers: number): SweepProcess {
    const args = [
      inPackage("dist", "lib", "cli", "main.js"),
      ...["sweep", this.#grid, "--workers", String(workers), "--json"],
      ...["--data", inPackage("dist", "test", "training", "sweep", "reportingShapes.js")],
      ...["--records", this.records, "--checkpoints", this.checkpoints],
    ];
    const child = spawn(process.execPath, args, {
      detached: true,
      env: { ...process.env, LOADS: this.#loads },
      stdio: ["ignore", "pipe", "pipe"],
    });
    return new SweepProcess(child);
  }

  /** Every run begun so far, in order. */
  loads(): Load[] {
    if (!existsSync(this.#loads)) return [];
    return readFileSync(this.#loads, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => {
        const [seed, pid] = line.split(" ").map(Number) as [number, number];
        return { seed, pid };
      });
  }
}

export interface SweepEnd {
  readonly code: number | null;
  readonly stderr: string;
  readonly summary: {
    finished: number;
    elsewhere: number;
    skipped: number;
    failed: { hash: string; reason: string }[];
  };
}

export class SweepProcess {
  readonly ended: Promise<SweepEnd>;

  constructor(private readonly child: ChildProcess) {
    let [stdout, stderr] = ["", ""];
    child.stdout!.on("data", (text: Buffer) => {
      stdout += text.toString();
    });
    child.stderr!.on("data", (text: Buffer) => {
      stderr += text.toString();
    });
    this.ended = new Promise((resolve) => {
      child.once("close", (code) =>
        resolve({ code, stderr, summary: stdout === "" ? undefined : JSON.parse(stdout) }),
      );
    });
  }

  /** To the process alone. */
  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** To the process and its workers, as Ctrl-C in a terminal. */
  killGroup(signal: NodeJS.Signals): void {
    process.kill(-this.child.pid!, signal);
  }
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits until something holds. @throws Error after `seconds` */
export async function until(what: string, holds: () => boolean, seconds = 60): Promise<void> {
  const end = performance.now() + 1000 * seconds;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`${what}: not within ${seconds} s`);
    await sleep(10);
  }
}
