import { availableParallelism } from "node:os";
import type { Command } from "commander";
import type { Outcome } from "../sweep/schedule.js";
import type { SweepProgress, SweepSummary } from "../sweep/sweep.js";
import { catchInterrupt, tellInterrupt } from "./interrupt.js";
import { namedGrids } from "./namedGrids.js";
import { wholeNumberOption } from "./options.js";
import { countText, ProgressLine, say, secondsText } from "./progress.js";
import { addRunOptions, type RunFlags } from "./runOptions.js";

interface SweepFlags extends RunFlags {
  readonly workers: string;
}

/** `robustness sweep GRID`: many runs in several processes. */
export function registerSweep(program: Command): void {
  const sweep = program
    .command("sweep")
    .description("train all runs of a grid that have no record yet, in several processes of one thread each")
    .argument(
      "<grid>",
      "name of an experiment's grid, `all`, `nativeSubset`, `otherSeeds`, or a JSON file with a list of run specs",
    )
    .option("--workers <n>", "processes", String(availableParallelism()));
  addRunOptions(sweep, { keep: "keep all trained models, not only those that other runs start from" }).option(
    "--json",
    "print the summary as JSON",
  );
  sweep.action(run);
}

async function run(name: string, flags: SweepFlags): Promise<void> {
  const workers = wholeNumberOption("--workers", flags.workers, 1, 256);
  // Loaded here: TensorFlow.js takes a second that no other command should wait for.
  const { chooseEngine } = await import("../engine/choose.js");
  const { readGrid } = await import("../sweep/grid.js");
  const { sweep } = await import("../sweep/sweep.js");
  const { checkpointsFolder, recordsFolder } = await import("../train/folders.js");
  const runs = await readGrid(name, await namedGrids());
  const { records = recordsFolder, checkpoints = checkpointsFolder, keep = false, data } = flags;
  const engine = await chooseEngine(flags.engine);

  const interrupt = catchInterrupt();
  const line = new ProgressLine(30);
  let last: SweepProgress | undefined;
  try {
    const summary = await sweep(runs, {
      workers,
      engine,
      data,
      records,
      checkpoints,
      keep,
      signal: interrupt.signal,
      onProgress: (progress) => {
        last = progress;
        line.update(() => progressText(progress));
      },
      onOutcome: (outcome) => {
        if (outcome.status !== "finished") line.say(outcomeText(outcome));
      },
      onRetry: ({ place, hash }, { message }) => line.say(`${place} (${hash}): ${message}; tried once more`),
    });
    line.clear();
    const failed = summary.outcomes.filter(({ status }) => status === "failed");
    for (const outcome of failed) if ("stack" in outcome) say(`${outcome.task.place}: ${outcome.stack}`);
    process.stdout.write(
      flags.json ? `${JSON.stringify(summaryJson(summary, records))}\n` : summaryText(summary),
    );
    if (failed.length > 0) process.exitCode = 1;
    const lost = last?.running.length ?? 0;
    const left = summary.tasks - summary.outcomes.length;
    tellInterrupt(
      interrupt,
      `interrupted: ${countText(lost)} runs under way are lost, ${countText(left)} are left; the same command goes on`,
    );
  } finally {
    line.clear();
    interrupt.end();
  }
}

/** Where a sweep is, as one line. */
export function progressText({ tasks, ended, running, secondsLeft }: SweepProgress): string {
  const shares = running.map(({ progress }) =>
    progress === undefined ? "…" : `${Math.round((100 * progress.step) / progress.steps)}%`,
  );
  const left = secondsLeft === undefined ? "" : `, ${secondsText(secondsLeft)} left`;
  return `${ended}/${tasks} runs${shares.length > 0 ? `, under way: ${shares.join(" ")}` : ""}${left}`;
}

/** What became of a run that did not finish, as one line. */
export function outcomeText({ task, status, ...rest }: Outcome): string {
  return `${task.place} (${task.hash}) ${status}: ${"reason" in rest ? rest.reason : ""}`;
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
    diverged: list("diverged"),
    failed: list("failed"),
    records,
  };
}

function summaryText({ runs, skipped, outcomes, seconds }: SweepSummary): string {
  const of = (wanted: Outcome["status"]) => outcomes.filter(({ status }) => status === wanted);
  const counts = [
    `${countText(runs)} runs in the grid`,
    `${countText(skipped)} had a record`,
    `${countText(of("finished").length)} finished`,
    `${countText(of("diverged").length)} diverged`,
    `${countText(of("failed").length)} failed`,
  ];
  const faults = [...of("diverged"), ...of("failed")].map((outcome) => `  ${outcomeText(outcome)}`);
  return `${[`${counts.join(", ")}; ${secondsText(seconds)}`, ...faults].join("\n")}\n`;
}
