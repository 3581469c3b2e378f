import type { EngineName } from "../engine/choose.js";
import { median } from "../stats/index.js";
import { type Contestant, engineContestant, type Measurement, pytorchContestant } from "./contestants.js";
import { benchSpecs } from "./tasks.js";

// Runs an hour of a sweep: many trainings from the start, on all cores, by one process a core or by one process whose
// operations use all of them. A run here is short; what it would take at its full length follows from its steps.

const task = "cnn";
/** Runs of a sweep, the steps each does here, and the steps of a whole run. */
const runs = 20;
const stepsHere = 12;
const stepsOfRun = benchSpecs()[task]!.budget.steps!;

/** A sweep of 20 runs by one contestant. */
export interface SweepRow {
  readonly contestant: string;
  /** Processes at once, and threads within an operation of each. */
  readonly workers: number;
  readonly threads: number;
  readonly runs: number;
  /** Runs an hour at their whole length, by the clock: what else the machine did is in it. */
  readonly runsPerHour: number;
  /** The same from processor time, as if all cores were free and always busy. */
  readonly runsPerHourCpu: number;
  /** The most memory that any of its processes held. */
  readonly peakMiB: number;
}

interface Team {
  readonly contestant: string;
  readonly workers: readonly Contestant[];
  readonly threads: number;
  /** Seconds of each full-length run, by the clock and of processor time. */
  readonly wall: number[];
  readonly cpu: number[];
  peakMiB: number;
}

/**
 * Sweeps by every contestant and by every way to divide the cores, which take turns run by run, so that what else the
 * machine does hits all of them alike.
 */
export async function measureSweeps(
  contestants: readonly string[],
  { python, cores, progress }: { python: string; cores: number; progress: (text: string) => void },
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
    for (const contestant of contestants.filter((name) => name !== "reference"))
      for (const [workers, threads] of divisions)
        teams.push(await gather(contestant, workers!, threads!, python));
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

async function gather(contestant: string, count: number, threads: number, python: string): Promise<Team> {
  const workers: Contestant[] = [];
  for (let at = 0; at < count; at++) {
    const worker = contestant.startsWith("pytorch ")
      ? await pytorchContestant(python, contestant.slice("pytorch ".length), threads)
      : await engineContestant(contestant as EngineName, threads);
    if (!worker) throw new Error(`bench: ${contestant} does not start a second time`);
    workers.push(worker);
  }
  return { contestant, workers, threads, wall: [], cpu: [], peakMiB: 0 };
}

/** So many runs: one by each worker at once, until all are done. */
async function takeTurn(team: Team, count: number): Promise<void> {
  for (let left = count; left > 0; left -= team.workers.length)
    await Promise.all(
      team.workers.slice(0, left).map(async (worker) => {
        const [measured, seconds] = await fresh(worker);
        const more = (stepsOfRun - stepsHere) / 1000;
        // The first steps are slower, as is a run's beginning: both are counted once, in what was measured.
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
