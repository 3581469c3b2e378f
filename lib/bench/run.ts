import { cpus, loadavg } from "node:os";
import { type EngineName, listEngines } from "../engine/choose.js";
import { median } from "../stats/index.js";
import {
  type Contestant,
  engineContestant,
  type Measurement,
  pytorchContestants,
  TooSlow,
} from "./contestants.js";
import { measureSweeps, type SweepRow } from "./sweep.js";
import { benchTasks } from "./tasks.js";

export interface BenchOptions {
  /** Names of kernels and whole steps. */
  readonly tasks: readonly string[];
  /** Which engines; default all that are there. */
  readonly engines?: readonly EngineName[];
  readonly python: string;
  readonly threads: number;
  /** Rounds at most, and the minutes all of them together should take: then there are fewer, but two at least. */
  readonly rounds: number;
  readonly minutes: number;
  /** Whether to measure two processes at once too. */
  readonly pair: boolean;
  /** Whether to measure runs an hour of a sweep too, by several ways to divide the cores. */
  readonly sweep: boolean;
  readonly progress?: (text: string) => void;
}

/** One contestant's result on one task. Times are of a step, in milliseconds. */
export interface BenchRow {
  readonly task: string;
  readonly contestant: string;
  /** Steps measured; 0 where one step took longer than `limitMs`. */
  readonly steps: number;
  readonly limitMs?: number;
  readonly medianMs?: number;
  readonly lowestMs?: number;
  /** Processor time of the process: the same as by the clock on an idle machine, and steadier on another. */
  readonly medianCpuMs?: number;
  readonly flops?: number;
  /** Milliseconds to trace the step and to make onnxruntime's session, and the graph's nodes, where that applies. */
  readonly preparation?: NonNullable<Measurement["preparation"]>;
}

/** Two processes of one thread each on the same task, beside one alone. */
export interface PairResult {
  readonly task: string;
  /** Steps in a second of both together, divided by those of one alone. */
  readonly ratio: number;
  /** The same if both had a processor to themselves: from processor time. */
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

/** The cpu backend takes seconds to minutes for a step: it does one, and no more than this. */
const referenceLimitMs = 15_000;
/** About how long a contestant computes before the next takes its turn. */
const turnMs = 100;

/**
 * Kernels and whole training steps by every engine that is there, and by PyTorch where `python` has it, each in a
 * process of its own. They take turns within each round, so that what else the machine does hits all of them alike.
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
      // A whole step is given ten times the time of a kernel.
      const weight = (name: string) => (name in whole ? 10 : 1);
      const left = tasks.slice(at).reduce((sum, name) => sum + weight(name), 0);
      const until = performance.now() + ((end - performance.now()) * weight(task)) / left;
      rows.push(...(await compare(task, contestants, options.rounds, until)));
    }
    const pair = options.pair ? await measurePair(threads, progress) : undefined;
    const sweep = options.sweep
      ? await measureSweeps(
          contestants.map(({ name }) => name),
          { python: options.python, cores: cpus().length, progress },
        )
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

async function started({ engines, python, threads }: BenchOptions): Promise<Contestant[]> {
  const contestants: Contestant[] = [];
  for (const { name, available } of await listEngines()) {
    if (!available || (engines && !engines.includes(name))) continue;
    const contestant = await engineContestant(name, threads);
    if (contestant) contestants.push(contestant);
  }
  return [...contestants, ...(await pytorchContestants(python, threads))];
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
  const records = new Map(contestants.map((one) => [one, { wall: [], cpu: [] } as Record]));
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

/** One step, which makes the task ready, then a few: as many as a turn has time for. */
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
    if (!(error instanceof TooSlow)) throw error;
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

/** The trial CNN's steps: one process, then two at once, in turns. */
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
