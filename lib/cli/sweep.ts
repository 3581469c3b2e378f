import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { InputError } from "../base/errors.js";
import type { GridRun } from "../training/sweep/grid.js";
import type { QueueRunner } from "../training/sweep/runners/queue/queueRunner.js";
import type { Outcome } from "../training/sweep/schedule.js";
import type { SweepSummary } from "../training/sweep/sweep.js";
import { earlierTimes } from "./earlierTimes.js";
import { tellInterrupt } from "./interrupt.js";
import { namedGrids } from "./namedGrids.js";
import { once, wholeNumberOption } from "./options.js";
import { countText, say, secondsText } from "./progress.js";
import { addRunOptions, type RunFlags } from "./runOptions.js";
import { outcomeText, shownSweep } from "./shownSweep.js";

interface SweepFlags extends RunFlags {
  readonly workers?: string;
  readonly shard?: string;
  readonly queue?: string;
  readonly cancel?: true;
  readonly resume?: true | string;
  readonly simulate?: string;
}

/** `robustness sweep GRID`: trains many runs, in processes of this machine, in shards, or on the workers of a queue. */
export function registerSweep(program: Command): void {
  const sweep = program
    .command("sweep")
    .description("train all runs of a grid that have no record yet, in several single-threaded processes")
    .argument(
      "<grid>",
      "name of an experiment's grid, `all`, `nativeSubset`, `otherSeeds`, or a JSON file with a list of run specs",
    )
    .option("--workers <n>", `number of processes; default: ${availableParallelism()}, one a core`)
    .option("--shard <k/n>", "only part k of n; runs that start from another stay with it", once("--shard"))
    .option(
      "--queue <address>",
      "train on the workers of this Redis server (redis://host:port), see `robustness worker`",
      once("--queue"),
    )
    .option(
      "--resume [packed]",
      "first unpack these records into the folder of records, so that only the other runs are trained; default: the committed ones",
    )
    .option("--cancel", "with --queue: take the runs of the grid out of the queue and train nothing")
    .option(
      "--simulate <n,…>",
      "train nothing; print how long the grid would take with these numbers of workers",
      once("--simulate"),
    );
  addRunOptions(sweep, {
    keep: "keep all trained models, not only those from which other runs start",
  }).option("--json", "print the summary as JSON");
  sweep.action(run);
}

async function run(name: string, flags: SweepFlags): Promise<void> {
  checkTogether(flags);
  const workers = wholeNumberOption("--workers", flags.workers ?? String(availableParallelism()), 1, 256);
  // Loaded here: TensorFlow.js takes a second to load, and other commands do not need it.
  const { chooseEngine } = await import("../engine/index.js");
  const { readGrid, withStarts } = await import("../training/sweep/grid.js");
  const { parseShard, shardRuns } = await import("../training/sweep/shards.js");
  const { checkpointsFolder, recordsFolder } = await import("../training/train/folders.js");
  const shard = flags.shard === undefined ? undefined : parseShard(flags.shard);
  const grid = await readGrid(name, await namedGrids());
  if (flags.simulate !== undefined) {
    const { simulatedSweep } = await import("./simulatedSweep.js");
    process.stdout.write(
      await await simulatedSweep(
        withStarts(grid),
        flags.simulate,
        flags.json === true,
        flags.records ?? recordsFolder,
      ),
    );
    return;
  }
  const earlier = await earlierTimes(grid);
  const runs = shard === undefined ? grid : shardRuns(grid, shard, earlier);
  if (shard !== undefined)
    say(`shard ${flags.shard}: ${countText(runs.length)} of ${countText(grid.length)} runs`);
  const { records = recordsFolder, checkpoints = checkpointsFolder, keep = false, data } = flags;
  const engine = await chooseEngine(flags.engine);
  if (flags.resume !== undefined) {
    const { unpackInto } = await import("./unpackRecords.js");
    say(await unpackInto(records, flags.resume === true ? undefined : flags.resume));
  }

  const queue =
    flags.queue === undefined
      ? undefined
      : await queueRunner(flags.queue, { engine, data, records, checkpoints });
  if (flags.cancel) return cancel(queue!, runs);
  const { summary, interrupt, running } = await shownSweep(runs, {
    workers,
    engine,
    data,
    records,
    checkpoints,
    keep,
    earlier,
    ...(queue && { runner: queue }),
  });
  const failed = summary.outcomes.filter(({ status }) => status === "failed");
  for (const outcome of failed) if ("stack" in outcome) say(`${outcome.task.place}: ${outcome.stack}`);
  process.stdout.write(
    flags.json ? `${JSON.stringify(summaryJson(summary, records))}\n` : summaryText(summary),
  );
  if (failed.length > 0) process.exitCode = 1;
  const left = summary.tasks - summary.outcomes.length;
  tellInterrupt(
    interrupt,
    queue !== undefined
      ? `interrupted: ${countText(left)} runs are still in the queue, and its workers go on with them; rerun the command to collect their results, or add --cancel to discard them`
      : `interrupted: discarded the ${countText(running)} runs in progress, ${countText(left)} are left; rerun the command to resume`,
  );
}

/** @throws InputError if options contradict each other */
function checkTogether(flags: SweepFlags): void {
  const given = (["shard", "queue", "simulate", "workers", "cancel"] as const).filter(
    (name) => flags[name] !== undefined,
  );
  const excluded = [
    ["shard", "queue"],
    ["simulate", "shard"],
    ["simulate", "queue"],
    ["queue", "workers"],
  ] as const;
  for (const [one, other] of excluded)
    if (given.includes(one) && given.includes(other))
      throw new InputError(
        `--${one}: given with --${other}, expected one of them${other === "workers" ? "; `robustness worker` takes --workers" : ""}`,
      );
  if (flags.cancel && flags.queue === undefined) throw new InputError("--cancel: expected --queue too");
}

/** Connects to a queue. Its packages are loaded only here, so that other commands start as fast as without them. */
async function queueRunner(
  queue: string,
  settings: { engine: string; data: string; records: string; checkpoints: string },
): Promise<QueueRunner> {
  const { openDataSource } = await import("../examples/openSource.js");
  const { QueueRunner } = await import("../training/sweep/runners/queue/queueRunner.js");
  const { ownTerms } = await import("../training/sweep/runners/queue/terms.js");
  const { engine, data, records, checkpoints } = settings;
  const terms = ownTerms(engine, (await openDataSource(data)).digest);
  return QueueRunner.open({ queue, terms, records, checkpoints, say });
}

async function cancel(queue: QueueRunner, runs: readonly GridRun[]): Promise<void> {
  try {
    const { withStarts } = await import("../training/sweep/grid.js");
    const { waiting, training, ended } = await queue.cancel(withStarts(runs).map(({ hash }) => hash));
    say(
      `cancelled: ${countText(waiting)} runs were waiting, ${countText(training)} were being trained, ${countText(ended)} had ended and were not collected`,
    );
  } finally {
    await queue.stop();
  }
}

function summaryJson({ outcomes, ...summary }: SweepSummary, records: string) {
  const list = (wanted: Outcome["status"]) =>
    outcomes
      .filter(({ status }) => status === wanted)
      .map(({ task: { place, hash }, ...rest }) => ({
        place,
        hash,
        ...("reason" in rest && { reason: rest.reason }),
      }));
  return {
    ...summary,
    finished: list("finished").length,
    elsewhere: elsewhere(outcomes),
    diverged: list("diverged"),
    failed: list("failed"),
    records,
  };
}

/** Number of runs trained by other sweeps of the same folder. */
const elsewhere = (outcomes: readonly Outcome[]): number =>
  outcomes.filter((outcome) => "elsewhere" in outcome).length;

function summaryText({ runs, skipped, outcomes, seconds }: SweepSummary): string {
  const of = (wanted: Outcome["status"]) => outcomes.filter(({ status }) => status === wanted);
  const others = elsewhere(outcomes);
  const counts = [
    `${countText(runs)} runs in the grid`,
    `${countText(skipped)} had a record`,
    `${countText(of("finished").length)} finished${others > 0 ? ` (${countText(others)} by another sweep)` : ""}`,
    `${countText(of("diverged").length)} diverged`,
    `${countText(of("failed").length)} failed`,
  ];
  const faults = [...of("diverged"), ...of("failed")].map((outcome) => `  ${outcomeText(outcome)}`);
  return `${[`${counts.join(", ")}; ${secondsText(seconds)}`, ...faults].join("\n")}\n`;
}
