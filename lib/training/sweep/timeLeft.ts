import type { RunSpec } from "../train/spec.js";

/** The seconds a run took before, perhaps on another machine; undefined if unknown. */
export type EarlierTime = (spec: RunSpec) => number | undefined;

/** Estimates how long a run takes, from runs that have ended and from earlier times of the same runs. */
export class RunTimes {
  /** By model and objective, and by model and kind of objective. */
  readonly #byKind = new Map<string, { seconds: number; samples: number }>();
  readonly #earlier: EarlierTime;
  #seconds = 0;
  #runs = 0;
  /** Total seconds, now and earlier, of finished runs whose earlier time is known. */
  readonly #both = { now: 0, earlier: 0 };

  constructor(earlier: EarlierTime = () => undefined) {
    this.#earlier = earlier;
  }

  add(spec: RunSpec, seconds: number): void {
    this.#seconds += seconds;
    this.#runs++;
    const before = this.#earlier(spec);
    if (before !== undefined) {
      this.#both.now += seconds;
      this.#both.earlier += before;
    }
    const samples = samplesOf(spec);
    if (samples === undefined) return;
    for (const kind of kindsOf(spec)) {
      const sum = this.#byKind.get(kind) ?? { seconds: 0, samples: 0 };
      this.#byKind.set(kind, { seconds: sum.seconds + seconds, samples: sum.samples + samples });
    }
  }

  /**
   * The expected seconds of a run: its earlier time, scaled to the speed of this machine. If that is unknown, an
   * estimate from its number of samples, if a run with the same model and objective, or the same kind of objective, has
   * ended. Otherwise the mean of all runs.
   */
  expected(spec: RunSpec): number | undefined {
    const before = this.#earlier(spec);
    if (before !== undefined) {
      const { now, earlier } = this.#both;
      return before * (earlier === 0 ? 1 : now / earlier);
    }
    const samples = samplesOf(spec);
    const alike = kindsOf(spec)
      .map((kind) => this.#byKind.get(kind))
      .find((found) => found !== undefined);
    if (samples !== undefined && alike !== undefined) return (alike.seconds / alike.samples) * samples;
    return this.#runs === 0 ? undefined : this.#seconds / this.#runs;
  }
}

/** A run in progress. */
interface RunningTime {
  readonly spec: RunSpec;
  /** Seconds since it began. */
  readonly elapsed: number;
  /** The run's own estimate of the seconds left, once it has one. */
  readonly left?: number;
}

/**
 * Estimated seconds until a sweep ends: the remaining time divided by the workers, but at least the longest single run.
 * Undefined while a run has no estimate.
 */
export function secondsLeft(
  times: RunTimes,
  {
    waiting,
    running,
    workers,
  }: { waiting: readonly RunSpec[]; running: readonly RunningTime[]; workers: number },
): number | undefined {
  const told = running.filter(({ left }) => left !== undefined);
  const total = told.reduce((sum, { elapsed, left }) => sum + elapsed + left!, 0);
  const typical = told.length > 0 ? total / told.length : undefined;
  const guess = (spec: RunSpec) => times.expected(spec) ?? typical;
  const seconds = [
    ...waiting.map(guess),
    ...running.map(({ spec, elapsed, left }) => {
      const whole = guess(spec);
      return left ?? (whole === undefined ? undefined : Math.max(0, whole - elapsed));
    }),
  ];
  const known = seconds.filter((each) => each !== undefined);
  if (known.length < seconds.length) return undefined;
  return Math.max(0, ...known, known.reduce((sum, each) => sum + each, 0) / workers);
}

/** Groups of runs that take about as long for each sample, the closest first. What is locked is not trained. */
function kindsOf({ model, objective, locked }: RunSpec): string[] {
  return [objective, objective.kind].map((kind) => JSON.stringify([model, kind, locked]));
}

/** The number of samples of a run, if its spec alone determines it. */
function samplesOf({ budget, data }: RunSpec): number | undefined {
  if (budget.steps !== undefined) return budget.steps * budget.batchSize;
  const images = data.train.reduce((sum, draw) => sum + (draw.images ?? Number.NaN), 0);
  return Number.isNaN(images) ? undefined : budget.epochs! * images;
}
