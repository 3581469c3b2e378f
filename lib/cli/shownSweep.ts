import type { GridRun } from "../training/sweep/grid.js";
import type { Outcome } from "../training/sweep/schedule.js";
import type { SweepOptions, SweepProgress, SweepSummary } from "../training/sweep/sweep.js";
import { catchInterrupt, type Interrupt } from "./interrupt.js";
import { ProgressLine, secondsText } from "./progress.js";

type Shown = Omit<SweepOptions, "signal" | "onProgress" | "onOutcome" | "onRetry" | "onElsewhere">;

export interface ShownSweep {
  readonly summary: SweepSummary;
  readonly interrupt: Interrupt;
  /** Runs that were under way at the last word of progress. */
  readonly running: number;
}

/**
 * A sweep with a line of progress, a line for each run that did not finish or was tried twice, and Ctrl-C, which
 * ends it in order.
 * @param label begins each line of progress
 */
export async function shownSweep(runs: readonly GridRun[], options: Shown, label = ""): Promise<ShownSweep> {
  // Loaded here: TensorFlow.js takes a second that no other command should wait for.
  const { sweep } = await import("../training/sweep/sweep.js");
  const interrupt = catchInterrupt();
  const line = new ProgressLine(30);
  let running = 0;
  let told = false;
  try {
    const summary = await sweep(runs, {
      ...options,
      signal: interrupt.signal,
      onProgress: (progress) => {
        running = progress.running.length;
        line.update(() => `${label}${progressText(progress)}`);
      },
      onOutcome: (outcome) => {
        if (outcome.status !== "finished") line.say(outcomeText(outcome));
      },
      onElsewhere: ({ place, hash }, holder) => {
        if (!told)
          line.say(
            `${holder} trains runs of this grid too, ${place} (${hash}) among them; each run is trained once`,
          );
        told = true;
      },
      onRetry: ({ place, hash }, { message }) => line.say(`${place} (${hash}): ${message}; tried once more`),
    });
    return { summary, interrupt, running };
  } finally {
    line.clear();
    interrupt.end();
  }
}

/** Where a sweep is, as one line. */
function progressText({ tasks, ended, running, secondsLeft }: SweepProgress): string {
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
