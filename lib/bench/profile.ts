import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { makeTemporaryFolder } from "../base/processes.mjs";
import { Random } from "../base/random.js";
import { chooseEngine } from "../engine/index.js";
import { benchTasks } from "./tasks.js";
import { Training } from "./training.js";

/** The share of one kind of ONNX operator in a step. */
interface OperatorTime {
  readonly operator: string;
  /** Nodes per step, after onnxruntime's own fusions. */
  readonly nodes: number;
  readonly ms: number;
}

/** The time of a captured training step by operator, from onnxruntime's profiler. */
export interface StepProfile {
  readonly task: string;
  /** Milliseconds per step: wall time including the profiler, and the total of all operators. */
  readonly stepMs: number;
  readonly operatorsMs: number;
  /** Largest first. */
  readonly operators: readonly OperatorTime[];
}

interface ProfilerEvent {
  readonly cat: string;
  readonly name: string;
  /** Microseconds. */
  readonly dur: number;
  readonly args?: { readonly op_name?: string };
}

/** Number of warm-up steps, which fill caches and arenas and are not counted. */
const warmUp = 2;

/** Profiles a whole training step of the benchmark on the captured engine. */
export async function profileStep(
  task: string,
  { threads, steps = 10 }: { threads: number; steps?: number },
): Promise<StepProfile> {
  await chooseEngine("captured", threads);
  const folder = makeTemporaryFolder("profile-");
  try {
    const session = { enableProfiling: true, profileFilePrefix: join(folder, "step") };
    const own = benchTasks()[task]!;
    const batch = own.batch(new Random(2));
    const training = new Training(own, { batch, init: new Random(1), options: { threads, session } });
    let stepMs = 0;
    for (let at = 0; at < warmUp + steps; at++) {
      const started = performance.now();
      await training.step();
      if (at >= warmUp) stepMs += (performance.now() - started) / steps;
    }
    await training.dispose(); // now onnxruntime writes its file
    const events = JSON.parse(
      await readFile(join(folder, (await readdir(folder))[0]!), "utf8"),
    ) as ProfilerEvent[];
    const operators = timesByOperator(events, warmUp + steps);
    const operatorsMs = operators.reduce((sum, { ms }) => sum + ms, 0);
    return { task, stepMs, operatorsMs, operators };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param events of `steps` runs of one graph */
function timesByOperator(events: readonly ProfilerEvent[], steps: number): OperatorTime[] {
  const found = new Map<string, { nodes: number; ms: number }>();
  for (const { cat, name, dur, args } of events) {
    if (cat !== "Node" || !name.endsWith("_kernel_time")) continue;
    const operator = args?.op_name ?? name;
    const { nodes, ms } = found.get(operator) ?? { nodes: 0, ms: 0 };
    found.set(operator, { nodes: nodes + 1 / steps, ms: ms + dur / 1000 / steps });
  }
  return [...found]
    .map(([operator, { nodes, ms }]) => ({ operator, nodes: Math.round(nodes), ms }))
    .sort((a, b) => b.ms - a.ms);
}
