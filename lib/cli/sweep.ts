import { availableParallelism } from "node:os";
import type { Command } from "commander";
import type { Outcome } from "../training/sweep/schedule.js";
import type { SweepSummary } from "../training/sweep/sweep.js";
import { tellInterrupt } from "./interrupt.js";
import { namedGrids } from "./namedGrids.js";
import { wholeNumberOption } from "./options.js";
import { countText, say, secondsText } from "./progress.js";
import { addRunOptions, type RunFlags } from "./runOptions.js";
import { outcomeText, shownSweep } from "./shownSweep.js";

interface SweepFlags extends RunFlags {
  readonly workers: string;
}

/** `robustness sweep GRID`: trains many runs in several processes. */
export function registerSweep(program: Command): void {
  const sweep = program
    .command("sweep")
    .description("train all runs of a grid that have no record yet, in several single-threaded processes")
    .argument(
      "<grid>",
      "name of an experiment's grid, `all`, `nativeSubset`, `otherSeeds`, or a JSON file with a list of run specs",
    )
    .option("--workers <n>", "number of processes", String(availableParallelism()));
  addRunOptions(sweep, {
    keep: "keep all trained models, not only those from which other runs start",
  }).option("--json", "print the summary as JSON");
  sweep.action(run);
}

async function run(name: string, flags: SweepFlags): Promise<void> {
  const workers = wholeNumberOption("--workers", flags.workers, 1, 256);
  // Loaded here: TensorFlow.js takes a second to load, and other commands do not need it.
  const { chooseEngine } = await import("../engine/index.js");
  const { readGrid } = await import("../training/sweep/grid.js");
  const { checkpointsFolder, recordsFolder } = await import("../training/train/folders.js");
  const runs = await readGrid(name, await namedGrids());
  const { records = recordsFolder, checkpoints = checkpointsFolder, keep = false, data } = flags;
  const engine = await chooseEngine(flags.engine);

  const { summary, interrupt, running } = await shownSweep(runs, {
    workers,
    engine,
    data,
    records,
    checkpoints,
    keep,
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
    `interrupted: discarded the ${countText(running)} runs in progress, ${countText(left)} are left; rerun the command to resume`,
  );
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
