import type { Command } from "commander";
import { InputError } from "../base/errors.js";
import { catchInterrupt, tellInterrupt } from "./interrupt.js";
import { say, secondsText } from "./progress.js";

interface NativeFlags {
  tensorflow?: string;
  from?: string;
  python?: string;
  headers?: string;
  undo?: boolean;
  status?: boolean;
  json?: boolean;
}

/** Exit code if pip, npm or the network fail to deliver what the engine is built from. */
const notFetched = 3;

/** `robustness engine-native`: installs @tensorflow/tfjs-node where its own installer's download fails. */
export function registerEngineNative(program: Command): void {
  program
    .command("engine-native")
    .description(
      "build the native engine: @tensorflow/tfjs-node against libtensorflow from the wheel tensorflow-cpu, into .native",
    )
    .option("--tensorflow <version>", "release of the wheel (default: the tested one)")
    .option(
      "--from <folder>",
      "take libtensorflow from this folder: an installed tensorflow, libtensorflow-cpu, or a wheel",
    )
    .option("--python <program>", "the Python to use, with pip (default: python3)")
    .option("--headers <folder>", "folder with Node's include/node (default: next to the running node)")
    .option("--status", "report whether the native engine runs here; exit code 2 if not")
    .option("--undo", "remove what was built")
    .option("--json", "print the result of the build as JSON")
    .action(run);
}

async function run(flags: NativeFlags): Promise<void> {
  if (flags.undo) return undo();
  if (flags.status) return status();
  const { buildNative, megabytes, NotFetched } = await import("../engine/index.js");
  const { undo: _, status: __, json, ...options } = flags;
  const interrupt = catchInterrupt();
  try {
    const built = await buildNative({
      ...options,
      signal: interrupt.signal,
      onWait: (holder) => say(`waiting for ${holder}, which is building the native engine`),
      onStep: (what, seconds) => say(`${what}: ${secondsText(seconds)}`),
    });
    process.stdout.write(
      json
        ? `${JSON.stringify(built)}\n`
        : `The native engine is ready: tfjs-node ${built.tfjsNode} on TensorFlow ${built.tensorflow}, ${megabytes(built.bytes)} in .native, ${secondsText(built.seconds)}.\n` +
            "Use it with --engine native; the default engine has not changed. `npm run engine:native -- --undo` removes it.\n",
    );
  } catch (error) {
    if (tellInterrupt(interrupt, "interrupted: nothing was changed; the default engine works as before"))
      return;
    if (!(error instanceof InputError)) throw error;
    const message = `engine-native: ${error.message}. Nothing was changed; the default engine works as before`;
    if (!(error instanceof NotFetched)) throw new InputError(message);
    say(`error: ${message}`);
    process.exitCode = notFetched;
  } finally {
    interrupt.end();
  }
}

async function undo(): Promise<void> {
  const { megabytes, undoNative } = await import("../engine/index.js");
  const { bytes, underWay } = await undoNative();
  process.stdout.write(
    bytes === undefined ? "There is no .native to remove.\n" : `Removed .native, ${megabytes(bytes)}.\n`,
  );
  if (underWay !== undefined) say(`${underWay} is building the native engine now; its files are not removed`);
}

async function status(): Promise<void> {
  const { builtNative, listEngines } = await import("../engine/index.js");
  const { available, reason } = (await listEngines()).find(({ name }) => name === "native")!;
  if (!available)
    throw new InputError(`the native engine does not run here: ${reason}; npm run engine:native builds it`);
  const built = await builtNative();
  process.stdout.write(
    built
      ? `The native engine runs: tfjs-node ${built.tfjsNode} on TensorFlow ${built.tensorflow}, built in .native.\n`
      : "The native engine runs: tfjs-node as npm installed it.\n",
  );
}
