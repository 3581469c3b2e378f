import type { Command } from "commander";
import type { RunRecord } from "../record/schema.js";
import { catchInterrupt, tellInterrupt } from "./interrupt.js";
import { wholeNumberOption } from "./options.js";
import { countText, ProgressLine, say, secondsText } from "./progress.js";
import { addRunOptions, type RunFlags } from "./runOptions.js";

interface TrainFlags extends RunFlags {
  readonly threads: string;
  readonly again?: true;
}

/** `robustness train SPEC`: trains one run and prints its record. */
export function registerTrain(program: Command): void {
  const train = program
    .command("train")
    .description("train one model from a run spec, evaluate it on every test set, and save the record")
    .argument("<spec>", "a run spec: a JSON file")
    .option("--threads <n>", "threads of the engine; sweeps use one", "1")
    .option("--again", "train even if there is a record, and replace the record");
  addRunOptions(train, { keep: "also keep the trained model" }).option("--json", "print the record as JSON");
  train.action(run);
}

async function run(file: string, flags: TrainFlags): Promise<void> {
  const threads = wholeNumberOption("--threads", flags.threads, 1, 256);
  // Loaded here: TensorFlow.js takes a second to load, and other commands do not need it.
  const { chooseEngine } = await import("../engine/index.js");
  const { openDataSource } = await import("../examples/openSource.js");
  const { readInput } = await import("../base/files.js");
  const { readRecord } = await import("../record/store.js");
  const { checkpointsFolder, recordsFolder } = await import("../training/train/folders.js");
  const { parseSpecText, specHash } = await import("../training/train/spec.js");
  const { storedRun } = await import("../training/train/stored.js");

  const spec = parseSpecText(await readInput(file), file);
  const { records = recordsFolder, checkpoints = checkpointsFolder, keep = false, again = false } = flags;
  const name = await chooseEngine(flags.engine, threads);
  const hash = specHash(spec);
  if (!again && (await readRecord(records, hash)) !== undefined)
    say(`run ${hash} has a record${keep ? "" : "; --again retrains it"}`);

  const interrupt = catchInterrupt();
  const line = new ProgressLine(5);
  let trained = false;
  try {
    const record = await storedRun(spec, {
      data: await openDataSource(flags.data),
      engine: { name, threads },
      records,
      checkpoints,
      keep,
      again,
      signal: interrupt.signal,
      onWait: (holder) => line.say(`waiting for ${holder}, which is training this run`),
      onProgress: ({ step, steps, loss, samplesPerSecond, secondsLeft }) => {
        trained = true;
        line.update(
          () =>
            `step ${step}/${steps}  loss ${loss.toPrecision(4)}  ${countText(samplesPerSecond)} samples/s  ` +
            `${secondsText(secondsLeft)} left`,
        );
      },
    });
    line.clear();
    if (trained) say(`trained in ${secondsText(record.seconds.training)}; record in ${records}`);
    process.stdout.write(flags.json ? `${JSON.stringify(record)}\n` : recordText(record));
    if (record.status === "diverged") process.exitCode = 1;
  } catch (error) {
    line.clear();
    if (!tellInterrupt(interrupt, "interrupted: nothing of this run was kept")) throw error;
  } finally {
    interrupt.end();
  }
}

/** A record as text. */
function recordText(record: RunRecord): string {
  const { hash, status, reason, parameters, trainImages, steps, samples, seconds, engine, results } = record;
  const lines = [
    `run ${hash} ${status}${reason === undefined ? "" : `: ${reason}`}`,
    `${countText(parameters)} parameters, ${countText(trainImages)} training images, ${countText(steps)} steps, ` +
      `${countText(samples)} samples in ${secondsText(seconds.training)} (${countText(samples / seconds.training)} per second, ` +
      `engine ${engine.name}, threads: ${engine.threads})`,
  ];
  const width = Math.max(0, ...results.map(({ readout, testset }) => readout.length + testset.length));
  for (const { readout, testset, step, correct, total } of results)
    lines.push(
      `${`${readout} on ${testset}`.padEnd(width + 4)}  step ${String(step).padStart(String(steps).length)}  ` +
        `${((100 * correct) / total).toFixed(1).padStart(5)}%  ${correct} of ${total}`,
    );
  return `${lines.join("\n")}\n`;
}
