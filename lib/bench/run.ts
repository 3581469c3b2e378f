import { cpus, loadavg } from "node:os";
import { type EngineName, listEngines } from "../engine/index.js";
import { median } from "../stats/index.js";
import {
  type Contestant,
  engineContestant,
  type Measurement,
  OutOfTime,
  pythonContestants,
} from "./contestants.js";
import type { Pythons } from "./pythons.js";
import { measureSweeps, type SweepRow } from "./sweep.js";
import { benchTasks } from "./tasks.js";

interface BenchOptions {
  /** Names of kernels and whole steps. */
  readonly tasks: readonly string[];
  /** The engines to measure; by default all available ones. */
  readonly engines?: readonly EngineName[];
  /** The interpreters with PyTorch and JAX; empty to leave both out. */
  readonly pythons: Pythons;
  readonly threads: number;
  /** The largest number of rounds, and the minutes they should take in total. At least two rounds are run. */
  readonly rounds: number;
  readonly minutes: number;
  /** Whether to measure two processes at once as well. */
  readonly pair: boolean;
  /** Whether to measure the runs per hour of a sweep as well, for several ways to divide the cores. */
  readonly sweep: boolean;
  readonly progress?: (text: string) => void;
}

/** One contestant's result on one task. Times are milliseconds per step. */
export interface BenchRow {
  readonly task: string;
  readonly contestant: string;
  /** Number of steps measured; 0 if one step took longer than `limitMs`. */
  readonly steps: number;
  readonly limitMs?: number;
  readonly medianMs?: number;
  readonly lowestMs?: number;
  /** Processor time of the process. On an idle machine it equals wall time; on a busy one it is steadier. */
  readonly medianCpuMs?: number;
  readonly flops?: number;
  /**
   * Milliseconds to trace the step and to create onnxruntime's session, and the graph's nodes; captured engine only.
   */
  readonly preparation?: NonNullable<Measurement["preparation"]>;
}

/** Two processes with one thread each on the same task, compared with one process. */
interface PairResult {
  readonly task: string;
  /** Steps per second of both together, divided by those of one process. */
  readonly ratio: number;
  /** The same ratio from processor time, as if each had its own processor. */
  readonly cpuRatio: number;
}

export interface BenchReport {
  readonly machine: { cpu: string; cores: number; node: string; loadBefore: number; loadAfter: number };
  readonly threads: number;
  readonly contestants: readonly { name: string; about: string }[];
  readonly rows: readonly BenchRow[];
  readonly pair?: PairResult;
  readonly sweep?: readonly SweepRow[];
}

/** Limit for one step in milliseconds. The cpu backend takes seconds to minutes per step. */
const referenceLimitMs = 15_000;
/** Approximate time a contestant computes before the next one's turn. */
const turnMs = 100;

/**
 * Times kernels and whole training steps on every available engine, and on PyTorch and JAX as far as `pythons` has
 * them, each in a separate process. They take turns within each round, so that other load on the machine affects all of them alike.
 */
export async function runBench(options: BenchOptions): Promise<BenchReport> {
  const { tasks, threads, progress = () => {} } = options;
  const loadBefore = loadavg()[0]!;
  const whole = benchTasks();
  const contestants = await started(options);
  const rows: BenchRow[] = [];
  const end = performance.now() + options.minutes * 60_000;
  try {
    for (const [at, task] of tasks.entries()) {
      progress(`${at + 1} of ${tasks.length}: ${task}`);
      // A whole step gets ten times the time of a kernel.
      const weight = (name: string) => (name in whole ? 10 : 1);
      const left = tasks.slice(at).reduce((sum, name) => sum + weight(name), 0);
      const until = performance.now() + ((end - performance.now()) * weight(task)) / left;
      rows.push(...(await compare(task, contestants, options.rounds, until)));
    }
    const pair = options.pair ? await measurePair(threads, progress) : undefined;
    const sweep = options.sweep
      ? await measureSweeps(contestants, { cores: cpus().length, progress })
      : undefined;
    return {
      machine: {
        cpu: cpus()[0]?.model ?? "unknown",
        cores: cpus().length,
        node: process.version,
        loadBefore,
        loadAfter: loadavg()[0]!,
      },
      threads,
      contestants: contestants.map(({ name, about }) => ({ name, about })),
      rows,
      ...(pair ? { pair } : {}),
      ...(sweep ? { sweep } : {}),
    };
  } finally {
    for (const contestant of contestants) contestant.close();
  }
}

async function started({ engines, pythons, threads }: BenchOptions): Promise<Contestant[]> {
  const contestants: Contestant[] = [];
  for (const { name, available } of await listEngines()) {
    if (!available || (engines && !engines.includes(name))) continue;
    const contestant = await engineContestant(name, threads);
    if (contestant) contestants.push(contestant);
  }
  return [...contestants, ...(await pythonContestants(pythons, threads))];
}

interface Record {
  readonly wall: number[];
  readonly cpu: number[];
  last?: Measurement;
}

async function compare(
  task: string,
  contestants: readonly Contestant[],
  rounds: number,
  until: number,
): Promise<BenchRow[]> {
  const taking = contestants.filter((one) => one.knows(task));
  const records = new Map(taking.map((one) => [one, { wall: [], cpu: [] } as Record]));
  const turns = new Map<Contestant, number>();
  for (const [contestant, record] of records) {
    if (contestant.name === "reference") await once(task, contestant, record);
    else turns.set(contestant, await warm(task, contestant));
  }
  for (let round = 0; round < rounds && (round < 2 || performance.now() < until); round++)
    for (const [contestant, steps] of turns) {
      const measured = await contestant.run(task, steps);
      const record = records.get(contestant)!;
      record.wall.push(...measured.wallMs);
      record.cpu.push(...measured.cpuMs);
      record.last = measured;
    }
  return [...records].map(([{ name }, record]) => rowOf(task, name, record));
}

/** Runs one step, which prepares the task, then as many as fit into a turn. */
async function warm(task: string, contestant: Contestant): Promise<number> {
  await contestant.run(task, 1);
  const { cpuMs } = await contestant.run(task, 1);
  const steps = Math.min(50, Math.max(1, Math.round(turnMs / Math.max(cpuMs[0]!, 0.1))));
  if (steps > 2) await contestant.run(task, Math.ceil(steps / 4));
  return steps;
}

async function once(task: string, contestant: Contestant, record: Record): Promise<void> {
  try {
    const measured = await contestant.run(task, 1, { limitMs: referenceLimitMs });
    record.wall.push(...measured.wallMs);
    record.cpu.push(...measured.cpuMs);
    record.last = measured;
  } catch (error) {
    if (!(error instanceof OutOfTime)) throw error;
  }
}

function rowOf(task: string, contestant: string, { wall, cpu, last }: Record): BenchRow {
  if (wall.length === 0) return { task, contestant, steps: 0, limitMs: referenceLimitMs };
  return {
    task,
    contestant,
    steps: wall.length,
    medianMs: median(Float64Array.from(wall)),
    lowestMs: Math.min(...wall),
    medianCpuMs: median(Float64Array.from(cpu)),
    ...(last?.flops ? { flops: last.flops } : {}),
    ...(last?.preparation ? { preparation: last.preparation } : {}),
  };
}

/** Times the CNN's steps alternately in one process and in two at once. */
async function measurePair(threads: number, progress: (text: string) => void): Promise<PairResult> {
  const task = "cnn";
  const [rounds, steps] = [6, 12];
  progress("two processes at once");
  const made = [await engineContestant("captured", threads), await engineContestant("captured", threads)];
  const both = made.filter((one) => one !== undefined);
  try {
    const run = (one: Contestant) => one.run(task, steps);
    for (const one of both) await run(one);
    const [alone, together]: Measurement[][] = [[], []];
    for (let round = 0; round < rounds; round++) {
      alone!.push(await run(both[round % both.length]!));
      together!.push(...(await Promise.all(both.map(run))));
    }
    const rate = (list: Measurement[], of: "wallMs" | "cpuMs") =>
      1 / median(Float64Array.from(list.flatMap((one) => [...one[of]])));
    const ratio = (of: "wallMs" | "cpuMs") => (2 * rate(together!, of)) / rate(alone!, of);
    return { task, ratio: ratio("wallMs"), cpuRatio: ratio("cpuMs") };
  } finally {
    for (const one of both) one.close();
  }
}
