import type { GridRun } from "../training/sweep/grid.js";
import type { Outcome } from "../training/sweep/schedule.js";
import type { SweepOptions, SweepProgress, SweepSummary } from "../training/sweep/sweep.js";
import { catchInterrupt, type Interrupt } from "./interrupt.js";
import { ProgressLine, secondsText } from "./progress.js";

type Shown = Omit<SweepOptions, "signal" | "onProgress" | "onOutcome" | "onRetry" | "onElsewhere">;

interface ShownSweep {
  readonly summary: SweepSummary;
  readonly interrupt: Interrupt;
  /** Number of runs in progress at the last update. */
  readonly running: number;
}

/**
 * Runs a sweep and shows its progress. It prints a line for each run that did not finish or was retried. Ctrl-C stops
 * it cleanly.
 * @param label prefix of the progress line
 */
export async function shownSweep(runs: readonly GridRun[], options: Shown, label = ""): Promise<ShownSweep> {
  // Loaded here: TensorFlow.js takes a second to load, and other commands do not need it.
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
            `${holder} is also training runs of this grid, such as ${place} (${hash}); each run is trained only once`,
          );
        told = true;
      },
      onRetry: ({ place, hash }, { message }) => line.say(`${place} (${hash}): ${message}; retrying once`),
    });
    return { summary, interrupt, running };
  } finally {
    line.clear();
    interrupt.end();
  }
}

/** The largest number of runs in progress that are listed one by one. */
const mostListed = 16;

/** The progress of a sweep as one line. */
function progressText({ tasks, ended, running, secondsLeft }: SweepProgress): string {
  const shares =
    running.length > mostListed
      ? [`${running.length} runs`]
      : running.map(({ progress }) =>
          progress === undefined ? "…" : `${Math.round((100 * progress.step) / progress.steps)}%`,
        );
  const left = secondsLeft === undefined ? "" : `, ${secondsText(secondsLeft)} left`;
  return `${ended}/${tasks} runs${shares.length > 0 ? `, in progress: ${shares.join(" ")}` : ""}${left}`;
}

/** The outcome of a run that did not finish, as one line. */
export function outcomeText({ task, status, ...rest }: Outcome): string {
  return `${task.place} (${task.hash}) ${status}: ${"reason" in rest ? rest.reason : ""}`;
}
