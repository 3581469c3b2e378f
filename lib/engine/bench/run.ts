import { type EngineName, listEngines } from "../choose.js";
import { type Contestant, engineContestant, pytorchContestants } from "./contestants.js";

export interface BenchOptions {
  readonly tasks: readonly string[];
  readonly engines?: readonly EngineName[];
  readonly python: string;
  readonly threads: number;
  readonly rounds: number;
  readonly progress?: (text: string) => void;
}

/** One contestant's result on one task. */
export interface BenchRow {
  readonly task: string;
  readonly contestant: string;
  readonly medianMs: number;
  readonly lowestMs: number;
  readonly steps: number;
  /** Milliseconds to trace the step and to make onnxruntime's session, and the graph's nodes, where that applies. */
  readonly preparation?: { traceMs: number; sessionMs: number; nodes: number };
}

export interface BenchReport {
  readonly threads: number;
  readonly contestants: readonly { name: string; about: string }[];
  readonly rows: readonly BenchRow[];
}

/**
 * Whole training steps of every task by every engine that is there, and by PyTorch where `python` has it. Contestants
 * take turns within each round, so that what else the machine does hits all of them alike; the result is the median.
 */
export async function runBench(options: BenchOptions): Promise<BenchReport> {
  const { tasks, python, threads, rounds, progress = () => {} } = options;
  const contestants: Contestant[] = [];
  for (const { name, available } of await listEngines())
    if (available && (options.engines ?? ["captured", "native"]).includes(name))
      contestants.push(await engineContestant(name, threads));
  contestants.push(...(await pytorchContestants(python, threads)));
  const rows: BenchRow[] = [];
  for (const task of tasks) {
    progress(`${task}: warming up`);
    for (const contestant of contestants) await contestant.steps(task, 2);
    const times = new Map(contestants.map((contestant) => [contestant, [] as number[]]));
    for (let round = 1; round <= rounds; round++) {
      progress(`${task}: round ${round} of ${rounds}`);
      for (const [contestant, list] of times) list.push(...(await contestant.steps(task, 2)));
    }
    for (const [contestant, list] of times) {
      const preparation = contestant.preparation(task);
      rows.push({
        task,
        contestant: contestant.name,
        medianMs: median(list),
        lowestMs: Math.min(...list),
        steps: list.length,
        ...(preparation ? { preparation } : {}),
      });
    }
  }
  for (const contestant of contestants) await contestant.close();
  return { threads, contestants: contestants.map(({ name, about }) => ({ name, about })), rows };
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle) - 1]!) / 2;
}
