import type { RunSpec } from "../train/spec.js";

/** Seconds that a run took before, perhaps on another machine; undefined if it is not known. */
export type EarlierTime = (spec: RunSpec) => number | undefined;

/** A guess at the seconds a run takes, from runs that have ended and from what the same runs took before. */
export class RunTimes {
  readonly #byKind = new Map<string, { seconds: number; samples: number }>();
  readonly #earlier: EarlierTime;
  #seconds = 0;
  #runs = 0;
  /** Of runs that have ended and whose earlier time is known: the time of both. */
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
    const kind = kindOf(spec);
    const sum = this.#byKind.get(kind) ?? { seconds: 0, samples: 0 };
    this.#byKind.set(kind, { seconds: sum.seconds + seconds, samples: sum.samples + samples });
  }

  /**
   * What it took before, at the speed of this machine. If that is not known: by its samples, if a run of the same
   * kind of model and objective has ended; else the mean of all.
   */
  expected(spec: RunSpec): number | undefined {
    const before = this.#earlier(spec);
    if (before !== undefined) {
      const { now, earlier } = this.#both;
      return before * (earlier === 0 ? 1 : now / earlier);
    }
    const samples = samplesOf(spec);
    const alike = this.#byKind.get(kindOf(spec));
    if (samples !== undefined && alike !== undefined) return (alike.seconds / alike.samples) * samples;
    return this.#runs === 0 ? undefined : this.#seconds / this.#runs;
  }
}

/** A run under way. */
export interface RunningTime {
  readonly spec: RunSpec;
  /** Seconds since it began. */
  readonly elapsed: number;
  /** Its own guess at what is left, once it has one. */
  readonly left?: number;
}

/**
 * Seconds a sweep still takes: all that is left, shared by the workers, and at least the longest single run.
 * Undefined while nothing is known.
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

function kindOf({ model, objective }: RunSpec): string {
  return JSON.stringify([model, objective]);
}

/** Samples of a run, where its spec alone tells. */
function samplesOf({ budget, data }: RunSpec): number | undefined {
  if (budget.steps !== undefined) return budget.steps * budget.batchSize;
  const images = data.train.reduce((sum, draw) => sum + (draw.images ?? Number.NaN), 0);
  return Number.isNaN(images) ? undefined : budget.epochs! * images;
}
