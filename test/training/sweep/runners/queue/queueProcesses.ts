import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inPackage } from "../../../../../lib/base/files.js";
import type { RunSpecInput } from "../../../../../lib/training/train/spec.js";

// `robustness sweep` and `robustness worker` as processes of their own.

/** A run of a few dozen steps on 60 drawn shapes. */
export function tinySpec(seed: number, steps = 20): RunSpecInput {
  return {
    model: { kind: "cnn", widths: [4, 8] },
    objective: { kind: "crossEntropy" },
    data: { train: [{ pool: "shapes", images: 60 }], size: 16, seed },
    budget: { steps, batchSize: 16 },
    augment: "none",
    seed,
  };
}

/** Twenty runs; six of them start from one of the others, or from one that is not in the grid. */
export function twentySpecs(): RunSpecInput[] {
  const plain = Array.from({ length: 14 }, (_, seed) => tinySpec(seed));
  const later = Array.from(
    { length: 6 },
    (_, at): RunSpecInput => ({
      ...tinySpec(100 + at),
      start: { from: tinySpec(at < 3 ? 0 : 200), parts: "all" },
    }),
  );
  return [...plain, ...later];
}

export class CommandLine {
  stdout = "";
  stderr = "";
  readonly ended: Promise<number | null>;

  constructor(readonly child: ChildProcess) {
    child.stdout!.on("data", (text: Buffer) => {
      this.stdout += text.toString();
    });
    child.stderr!.on("data", (text: Buffer) => {
      this.stderr += text.toString();
    });
    this.ended = new Promise((resolve) => child.once("close", (code) => resolve(code)));
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** To the process and its children, as Ctrl-C in a terminal. */
  killGroup(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.child.pid!, signal);
    } catch {
      // It has ended.
    }
  }
}

/** A grid, folders for results, and the commands that work on them. */
export class QueueFolder {
  readonly grid: string;
  readonly loads: string;

  constructor(
    readonly folder: string,
    readonly data: string = inPackage("dist", "test", "training", "sweep", "reportingShapes.js"),
  ) {
    this.grid = join(folder, "grid.json");
    this.loads = join(folder, "loads.txt");
  }

  records(name = "records"): string {
    return join(this.folder, name);
  }

  async writeGrid(specs: readonly RunSpecInput[]): Promise<void> {
    await writeFile(this.grid, JSON.stringify(specs));
  }

  /** @param limits commands of the shell that starts the process, e.g. `ulimit -f 1` */
  #start(args: readonly string[], env: NodeJS.ProcessEnv, limits = ""): CommandLine {
    const command = [process.execPath, inPackage("dist", "lib", "cli", "main.js"), ...args];
    const child = spawn("bash", ["-c", `${limits}\nexec "$@"`, "bash", ...command], {
      detached: true,
      env: { ...process.env, LOADS: this.loads, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    return new CommandLine(child);
  }

  /** `robustness sweep` of the grid. Results go to folder `name`. */
  sweep(name: string, args: readonly string[] = [], limits?: string): CommandLine {
    return this.#start(
      [
        ...["sweep", this.grid, "--json", "--data", this.data],
        ...["--records", this.records(name), "--checkpoints", join(this.folder, `${name}-checkpoints`)],
        ...args,
      ],
      {},
      limits,
    );
  }

  worker(queue: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): CommandLine {
    const fixed = args.includes("--data") ? [] : ["--data", this.data];
    return this.#start(["worker", "--queue", queue, "--workers", "1", ...fixed, ...args], env);
  }

  merge(...args: readonly string[]): CommandLine {
    return this.#start(["records", "merge", "--json", "--grid", this.grid, ...args], {});
  }

  /** Seeds of the runs begun so far, in order. */
  begun(): { seed: number; pid: number }[] {
    if (!existsSync(this.loads)) return [];
    return readFileSync(this.loads, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => {
        const [seed, pid] = line.split(" ").map(Number) as [number, number];
        return { seed, pid };
      });
  }
}
