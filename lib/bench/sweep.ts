import { median } from "../stats/index.js";
import type { Contestant, Measurement } from "./contestants.js";
import { benchSpecs } from "./tasks.js";

// Measures the runs per hour of a sweep: many training runs on all cores, by one process per core or by one process
// whose operations use all cores. A run here is short; the time at full length is extrapolated from its steps.

const task = "cnn";
/** The number of runs of a sweep, the steps each takes here, and the steps of a full-length run. */
const runs = 20;
const stepsHere = 12;
const stepsOfRun = benchSpecs()[task]!.budget.steps!;

/** A sweep of 20 runs by one contestant. */
export interface SweepRow {
  readonly contestant: string;
  /** Number of processes at once, and of threads within one operation of each. */
  readonly workers: number;
  readonly threads: number;
  readonly runs: number;
  /** Full-length runs per hour by wall time, which includes other load on the machine. */
  readonly runsPerHour: number;
  /** The same from processor time, as if all cores were available all the time. */
  readonly runsPerHourCpu: number;
  /** The peak memory of any of its processes. */
  readonly peakMiB: number;
}

interface Team {
  readonly contestant: string;
  readonly workers: readonly Contestant[];
  readonly threads: number;
  /** Seconds per full-length run, wall time and processor time. */
  readonly wall: number[];
  readonly cpu: number[];
  peakMiB: number;
}

/**
 * Measures sweeps for every contestant and every way to divide the cores. They take turns run by run, so that other
 * load on the machine affects all of them alike.
 */
export async function measureSweeps(
  contestants: readonly Contestant[],
  { cores, progress }: { cores: number; progress: (text: string) => void },
): Promise<SweepRow[]> {
  const divisions =
    cores === 1
      ? [[1, 1]]
      : [
          [cores, 1],
          [1, cores],
        ];
  const teams: Team[] = [];
  try {
    for (const contestant of contestants.filter(({ name }) => name !== "reference" && !name.endsWith("bf16")))
      for (const [workers, threads] of divisions) teams.push(await gather(contestant, workers!, threads!));
    for (let done = 0; done < runs; done += cores) {
      progress(`sweep: ${done} of ${runs} runs`);
      for (const team of teams) await takeTurn(team, Math.min(cores, runs - done));
    }
    return teams.map(({ contestant, workers, threads, wall, cpu, peakMiB }) => ({
      contestant,
      workers: workers.length,
      threads,
      runs: wall.length,
      runsPerHour: (3600 * workers.length) / median(Float64Array.from(wall)),
      runsPerHourCpu: (3600 * cores) / median(Float64Array.from(cpu)),
      peakMiB,
    }));
  } finally {
    for (const { workers } of teams) for (const worker of workers) worker.close();
  }
}

async function gather(contestant: Contestant, count: number, threads: number): Promise<Team> {
  const workers: Contestant[] = [];
  for (let at = 0; at < count; at++) {
    const worker = await contestant.another(threads);
    if (!worker) throw new Error(`bench: ${contestant.name} does not start a second time`);
    workers.push(worker);
  }
  return { contestant: contestant.name, workers, threads, wall: [], cpu: [], peakMiB: 0 };
}

/** Does `count` runs, one per worker at a time. */
async function takeTurn(team: Team, count: number): Promise<void> {
  for (let left = count; left > 0; left -= team.workers.length)
    await Promise.all(
      team.workers.slice(0, left).map(async (worker) => {
        const [measured, seconds] = await fresh(worker);
        const more = (stepsOfRun - stepsHere) / 1000;
        // The first steps are slower. They are counted once, as measured; only the median step is extrapolated.
        team.wall.push(seconds + more * median(Float64Array.from(measured.wallMs)));
        team.cpu.push(sum(measured.cpuMs) / 1000 + more * median(Float64Array.from(measured.cpuMs)));
        team.peakMiB = Math.max(team.peakMiB, measured.peakMiB);
      }),
    );
}

async function fresh(worker: Contestant): Promise<[Measurement, number]> {
  const started = performance.now();
  const measured = await worker.run(task, stepsHere, { fresh: true });
  return [measured, (performance.now() - started) / 1000];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
