import { type Command, InvalidArgumentError } from "commander";
import { InputError, oneOf } from "../base/errors.js";
import type { BenchReport } from "../engine/bench/run.js";
import type { EngineName } from "../engine/choose.js";

interface BenchFlags {
  engine?: string[];
  python: string;
  threads: number;
  rounds: number;
  json?: boolean;
}

/** Adds `bench`: whole training steps by every engine, and by PyTorch where it is installed. */
export function registerBench(program: Command): void {
  program
    .command("bench")
    .description(
      "time whole training steps (forward, gradients, AdamW) on every engine, and on PyTorch if it is there",
    )
    .argument("[tasks...]", "which tasks (default: all; an unknown name prints the list)")
    .option("--engine <names...>", "which engines (default: captured, and native if it is installed)")
    .option("--python <path>", "the Python to look for PyTorch in", "/usr/bin/python3")
    .option("--threads <n>", "threads each may use", positive, 1)
    .option("--rounds <n>", "rounds; each contestant does two steps a round", positive, 10)
    .option("--json", "print the report as JSON")
    .action(async (tasks: string[], flags: BenchFlags) => {
      // Loaded here: TensorFlow.js and onnxruntime take a second that no other command should wait for.
      const { runBench } = await import("../engine/bench/run.js");
      const { benchTasks } = await import("../engine/bench/tasks.js");
      const { engineNames } = await import("../engine/choose.js");
      const known = Object.keys(benchTasks());
      for (const task of tasks)
        if (!known.includes(task))
          throw new InputError(`bench: "${task}" is not a task, expected ${oneOf(known)}`);
      for (const engine of flags.engine ?? [])
        if (!engineNames.includes(engine as EngineName))
          throw new InputError(`--engine: "${engine}" is not an engine, expected ${oneOf(engineNames)}`);
      const report = await runBench({
        tasks: tasks.length > 0 ? tasks : known,
        ...(flags.engine ? { engines: flags.engine as EngineName[] } : {}),
        python: flags.python,
        threads: flags.threads,
        rounds: flags.rounds,
        progress: (text) => process.stderr.write(`${text}\n`),
      });
      process.stdout.write(flags.json ? `${JSON.stringify(report)}\n` : table(report));
    });
}

function positive(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError("expected a whole number of at least 1");
  return number;
}

function table({ threads, contestants, rows }: BenchReport): string {
  const lines = contestants.map(({ name, about }) => `${name}: ${about}`);
  lines.push(`milliseconds a training step, median; threads: ${threads}`, "");
  const names = contestants.map(({ name }) => name);
  lines.push(row(["", ...names, ...ratioNames(names)]));
  for (const task of new Set(rows.map((one) => one.task))) {
    const median = (name: string) =>
      rows.find((one) => one.task === task && one.contestant === name)!.medianMs;
    const ratios = ratioNames(names).map((name) => (median("captured") / median(name.slice(2))).toFixed(2));
    lines.push(row([task, ...names.map((name) => median(name).toFixed(1)), ...ratios]));
  }
  return `${lines.join("\n")}\n`;
}

/** Columns of the captured engine's time divided by PyTorch's. */
const ratioNames = (names: readonly string[]): string[] =>
  names.includes("captured")
    ? names.filter((name) => name.startsWith("pytorch")).map((name) => `÷ ${name}`)
    : [];

const row = (cells: readonly string[]): string =>
  cells
    .map((cell, at) => (at === 0 ? cell.padEnd(8) : cell.padStart(16)))
    .join("")
    .trimEnd();
