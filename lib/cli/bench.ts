import { type Command, InvalidArgumentError } from "commander";
import { InputError, oneOf } from "../base/errors.js";
import type { StepProfile } from "../bench/profile.js";
import type { EngineName } from "../engine/index.js";
import { benchText, overheadText, profileText } from "./benchReport.js";

interface BenchFlags {
  engine?: string[];
  python?: string | false;
  threads: number;
  rounds: number;
  minutes: number;
  pair: boolean;
  sweep: boolean;
  profile?: boolean;
  evaluate?: string;
  json?: boolean;
}

/** `robustness bench`: times kernels and whole training steps on every engine, and on PyTorch and JAX if installed. */
export function registerBench(program: Command): void {
  program
    .command("bench")
    .description(
      "time kernels and whole training steps (forward, gradients, AdamW) on every engine, and on PyTorch and JAX if they are installed",
    )
    .argument(
      "[tasks...]",
      "kernels, steps, names of tasks, or sweep for the runs per hour alone (default: all; an unknown name prints the list)",
    )
    .option("--engine <names...>", "engines to time (default: all that are installed)")
    .option(
      "--python <path>",
      "Python interpreter with PyTorch or JAX (default: those with the newest of each)",
    )
    .option("--no-python", "leave PyTorch and JAX out")
    .option("--threads <n>", "threads per contestant", positive, 1)
    .option(
      "--rounds <n>",
      "maximum number of rounds; each contestant computes for about 0.1 s per round",
      positive,
      10,
    )
    .option("--minutes <n>", "approximate total time; at least two rounds run in any case", minutes, 4)
    .option("--no-pair", "skip the test with two processes at once")
    .option("--no-sweep", "skip the measurement of runs per hour in a sweep")
    .option("--profile", "instead, print the time each operator takes in whole steps of the captured engine")
    .option("--evaluate <model>", "instead, print what evaluate costs beside this ONNX classifier's own time")
    .option("--json", "print the report as JSON")
    .action(async (asked: string[], flags: BenchFlags) => {
      if (flags.evaluate !== undefined) return overhead(flags.evaluate, flags);
      // Loaded here: TensorFlow.js and onnxruntime take a second to load, and other commands do not need them.
      const { findPythons, install, libraries } = await import("../bench/pythons.js");
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
      const pythons = flags.python === false ? {} : await findPythons(flags.python);
      if (typeof flags.python === "string" && Object.keys(pythons).length === 0)
        throw new InputError(
          `--python: ${flags.python} can import neither torch nor jax, expected a Python interpreter with PyTorch or JAX; to install them: ${install(...libraries)}`,
        );
      if (flags.python !== false)
        for (const library of libraries) {
          const [found, name] = [pythons[library], { torch: "PyTorch", jax: "JAX" }[library]];
          process.stderr.write(
            found
              ? `${name} ${found.version} of ${found.python}\n`
              : `no ${name} to compare with; to install it: ${install(library)}\n`,
          );
        }
      const report = await runBench({
        tasks,
        ...(flags.engine ? { engines: flags.engine as EngineName[] } : {}),
        pythons,
        threads: flags.threads,
        rounds: flags.rounds,
        minutes: flags.minutes,
        pair: flags.pair && tasks.length > 0 && (flags.engine ?? ["captured"]).includes("captured"),
        sweep: flags.sweep,
        progress: (text) => process.stderr.write(`${text}\n`),
      });
      process.stdout.write(flags.json ? `${JSON.stringify(report)}\n` : benchText(report, kernels));
    });
}

async function overhead(model: string, { rounds, json }: Pick<BenchFlags, "rounds" | "json">): Promise<void> {
  const { measureEvaluation } = await import("../bench/evaluation.js");
  const progress = (text: string) => process.stderr.write(`${text}\n`);
  const measured = await measureEvaluation(model, { rounds, progress });
  process.stdout.write(json ? `${JSON.stringify(measured)}\n` : overheadText(measured));
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
    if (!["kernels", "steps", "sweep", ...known].includes(name))
      throw new InputError(
        `bench: "${name}" is not a task, expected kernels, steps, sweep or ${oneOf(known)}`,
      );
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
