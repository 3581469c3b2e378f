import { type Command, InvalidArgumentError } from "commander";
import { InputError, oneOf } from "../base/errors.js";
import type { StepProfile } from "../bench/profile.js";
import type { EngineName } from "../engine/index.js";
import { benchText, profileText } from "./benchReport.js";

interface BenchFlags {
  engine?: string[];
  python: string;
  threads: number;
  rounds: number;
  minutes: number;
  pair: boolean;
  sweep: boolean;
  profile?: boolean;
  json?: boolean;
}

/** Adds `bench`: kernels and whole training steps by every engine, and by PyTorch where it is installed. */
export function registerBench(program: Command): void {
  program
    .command("bench")
    .description(
      "time kernels and whole training steps (forward, gradients, AdamW) on every engine, and on PyTorch if it is there",
    )
    .argument("[tasks...]", "which: kernels, steps, or names (default: all; an unknown name prints the list)")
    .option("--engine <names...>", "which engines (default: all that are installed)")
    .option("--python <path>", "the Python to look for PyTorch in", "/usr/bin/python3")
    .option("--threads <n>", "threads each may use", positive, 1)
    .option(
      "--rounds <n>",
      "rounds at most; in each, every contestant computes for about 0.1 s",
      positive,
      10,
    )
    .option("--minutes <n>", "about how long all of it should take; at least two rounds are done", minutes, 4)
    .option("--no-pair", "leave out two processes at once")
    .option("--no-sweep", "leave out runs an hour of a sweep")
    .option("--profile", "instead, where the time of the captured engine's whole steps goes, by operator")
    .option("--json", "print the report as JSON")
    .action(async (asked: string[], flags: BenchFlags) => {
      // Loaded here: TensorFlow.js and onnxruntime take a second that no other command should wait for.
      const { runBench } = await import("../bench/run.js");
      const { benchKernels } = await import("../bench/kernels.js");
      const { benchTasks } = await import("../bench/tasks.js");
      const { engineNames } = await import("../engine/index.js");
      const [kernels, steps] = [Object.keys(benchKernels()), Object.keys(benchTasks())];
      for (const engine of flags.engine ?? [])
        if (!engineNames.includes(engine as EngineName))
          throw new InputError(`--engine: "${engine}" is not an engine, expected ${oneOf(engineNames)}`);
      const tasks = chosen(asked, kernels, steps);
      if (flags.profile)
        return profile(
          tasks.filter((name) => steps.includes(name)),
          flags,
        );
      const report = await runBench({
        tasks,
        ...(flags.engine ? { engines: flags.engine as EngineName[] } : {}),
        python: flags.python,
        threads: flags.threads,
        rounds: flags.rounds,
        minutes: flags.minutes,
        pair: flags.pair && (flags.engine ?? ["captured"]).includes("captured"),
        sweep: flags.sweep,
        progress: (text) => process.stderr.write(`${text}\n`),
      });
      process.stdout.write(flags.json ? `${JSON.stringify(report)}\n` : benchText(report, kernels));
    });
}

async function profile(
  tasks: readonly string[],
  { threads, json }: Pick<BenchFlags, "threads" | "json">,
): Promise<void> {
  const { profileStep } = await import("../bench/profile.js");
  const profiles: StepProfile[] = [];
  for (const task of tasks) {
    process.stderr.write(`${task}\n`);
    profiles.push(await profileStep(task, { threads }));
  }
  process.stdout.write(json ? `${JSON.stringify(profiles)}\n` : profileText(profiles));
}

function chosen(asked: readonly string[], kernels: readonly string[], steps: readonly string[]): string[] {
  const known = [...kernels, ...steps];
  for (const name of asked)
    if (!["kernels", "steps", ...known].includes(name))
      throw new InputError(`bench: "${name}" is not a task, expected kernels, steps or ${oneOf(known)}`);
  if (asked.length === 0) return known;
  return known.filter(
    (name) => asked.includes(name) || asked.includes(kernels.includes(name) ? "kernels" : "steps"),
  );
}

function positive(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError("expected a whole number of at least 1");
  return number;
}

function minutes(text: string): number {
  const number = Number(text);
  if (!(number > 0 && Number.isFinite(number))) throw new InvalidArgumentError("expected a number above 0");
  return number;
}
