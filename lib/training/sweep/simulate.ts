import TinyQueue from "tinyqueue";

/** A run in a simulation. */
export interface SimulatedRun {
  readonly hash: string;
  readonly seconds: number;
  /** Hash of the run it starts from. */
  readonly after?: string;
}

export interface SimulatedSchedule {
  readonly workers: number;
  /** From the start of the first run to the end of the last. */
  readonly seconds: number;
  /** Share of the workers' time in which they train. */
  readonly efficiency: number;
  /** The least possible time with any number of workers: the longest chain of runs that start from one another. */
  readonly longestChain: number;
  /** Number of runs that end within the busiest second. */
  readonly mostEndsPerSecond: number;
}

/**
 * Simulates the schedule of a sweep. A free worker takes the first run of the list that is ready: it starts from no
 * run, or that run has ended.
 * @param runs in the order in which they are queued
 * @param overhead seconds that every run costs besides its own time
 */
export function simulateSchedule(
  runs: readonly SimulatedRun[],
  workers: number,
  overhead: number = 0,
): SimulatedSchedule {
  const known = new Set(runs.map(({ hash }) => hash));
  const followers = new Map<string, number[]>();
  const ready = new TinyQueue<number>([], (a, b) => a - b);
  for (const [at, { after }] of runs.entries())
    if (after === undefined || !known.has(after)) ready.push(at);
    else followers.set(after, [...(followers.get(after) ?? []), at]);
  const running = new TinyQueue<{ end: number; at: number }>([], (a, b) => a.end - b.end || a.at - b.at);
  const ends: number[] = [];
  const chain = new Map<string, number>();
  let now = 0;
  let work = 0;
  while (ready.length > 0 || running.length > 0) {
    while (ready.length > 0 && running.length < workers) {
      const at = ready.pop()!;
      const { hash, seconds, after } = runs[at]!;
      work += seconds;
      chain.set(hash, seconds + overhead + (after === undefined ? 0 : (chain.get(after) ?? 0)));
      running.push({ end: now + seconds + overhead, at });
    }
    const { end, at } = running.pop()!;
    now = end;
    ends.push(end);
    for (const next of followers.get(runs[at]!.hash) ?? []) ready.push(next);
  }
  return {
    workers,
    seconds: now,
    efficiency: now === 0 ? 1 : work / (workers * now),
    longestChain: Math.max(0, ...chain.values()),
    mostEndsPerSecond: mostWithin(ends, 1),
  };
}

/** The largest number of sorted moments within a span of time. */
function mostWithin(moments: readonly number[], span: number): number {
  let [most, first] = [0, 0];
  for (const [at, moment] of moments.entries()) {
    while (moments[first]! <= moment - span) first++;
    most = Math.max(most, at - first + 1);
  }
  return most;
}

/**
 * Orders runs as a sweep queues them: those that others start from first, and the longest first within each group. A
 * run counts with the longest chain of runs that wait for it.
 */
export function longestFirst<R extends SimulatedRun>(runs: readonly R[]): R[] {
  const followers = new Map<string, R[]>();
  for (const run of runs)
    if (run.after !== undefined) followers.set(run.after, [...(followers.get(run.after) ?? []), run]);
  const tail = (run: R): number =>
    run.seconds + Math.max(0, ...(followers.get(run.hash) ?? []).map((next) => tail(next)));
  const length = new Map(runs.map((run) => [run.hash, tail(run)]));
  return [...runs].sort((a, b) => length.get(b.hash)! - length.get(a.hash)! || (a.hash < b.hash ? -1 : 1));
}
