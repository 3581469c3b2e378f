// A worker process of the benchmark, with one engine. The arguments are the engine and its number of threads. Each
// line of stdin is a request, {"task": name, "steps": n}; the answer on stdout has the milliseconds of every step,
// wall time and processor time. With "fresh" the task starts again from the beginning. pytorch.py uses the same
// protocol.

import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import * as tf from "@tensorflow/tfjs";
import { Random } from "../base/random.js";
import { capture, chooseEngine, type EngineName, type GraphSummary } from "../engine/index.js";
import { floatOperations } from "./flops.js";
import { benchKernels } from "./kernels.js";
import { benchTasks } from "./tasks.js";
import { Training } from "./training.js";

interface Running {
  step(): Promise<unknown>;
  dispose(): Promise<void>;
  readonly graphs: readonly GraphSummary[];
  readonly flops: number;
}

const threads = Number(process.argv[3]);
const engine = await chooseEngine(process.argv[2], threads);
const [tasks, kernels] = [benchTasks(), benchKernels()];

function about(name: EngineName): string {
  const version = (of: string) =>
    (createRequire(import.meta.url)(`${of}/package.json`) as { version: string }).version;
  const tfjs = `TensorFlow.js ${tf.version_core}`;
  if (name === "captured") return `${tfjs} captured, onnxruntime-node ${version("onnxruntime-node")}`;
  return `${tfjs}, backend ${tf.getBackend()}`;
}

function trained(name: string): Running {
  const task = tasks[name]!;
  return new Training(task, {
    batch: task.batch(new Random(2)),
    init: new Random(1),
    options: { engine, threads },
  });
}

function computed(name: string): Running {
  const kernel = kernels[name]!;
  const inputs = kernel.inputs(new Random(1));
  const run = capture(kernel.run, { engine, threads });
  return {
    get graphs() {
      return run.graphs; // known after the first call
    },
    flops: floatOperations(kernel.run, inputs),
    async step() {
      tf.dispose(await run(...inputs));
    },
    async dispose() {
      tf.dispose(inputs);
      await run.dispose();
    },
  };
}

async function timed(running: Running, steps: number): Promise<{ wallMs: number[]; cpuMs: number[] }> {
  const [wallMs, cpuMs]: [number[], number[]] = [[], []];
  for (let at = 0; at < steps; at++) {
    const [cpu, wall] = [process.cpuUsage(), performance.now()];
    await running.step();
    wallMs.push(performance.now() - wall);
    const { user, system } = process.cpuUsage(cpu);
    cpuMs.push((user + system) / 1000);
  }
  return { wallMs, cpuMs };
}

const running = new Map<string, Running>();
console.log(JSON.stringify({ about: about(engine) }));
for await (const line of createInterface({ input: process.stdin })) {
  const { task, steps, fresh } = JSON.parse(line) as { task: string; steps: number; fresh?: boolean };
  if (fresh) {
    await running.get(task)?.dispose();
    running.delete(task);
  }
  const run = running.get(task) ?? (task in tasks ? trained(task) : computed(task));
  running.set(task, run);
  const times = await timed(run, steps);
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ ...times, peakMiB, flops: run.flops, preparation: run.graphs[0] }));
}
