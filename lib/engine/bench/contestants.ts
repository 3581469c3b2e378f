import { type ChildProcess, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import * as tf from "@tensorflow/tfjs";
import { inPackage } from "../../base/files.js";
import { Random } from "../../base/random.js";
import { type Captured, capture } from "../capture.js";
import { chooseEngine, type EngineName } from "../choose.js";
import type { Tensors } from "./layers.js";
import { initialState, type TrainState, trainStep } from "./steps.js";
import { benchTasks, tasksPath } from "./tasks.js";

/** Something that can train the benchmark's tasks, one step after the other. */
export interface Contestant {
  readonly name: string;
  /** What it is, for the report: versions, libraries. */
  readonly about: string;
  /** Milliseconds of each of `count` steps of a task, which goes on where it was left. */
  steps(task: string, count: number): Promise<number[]>;
  /** What making a task ready took, if it is known. */
  preparation(task: string): { traceMs: number; sessionMs: number; nodes: number } | undefined;
  close(): Promise<void>;
}

type Step = Captured<[TrainState, Tensors], { state: TrainState; loss: tf.Tensor }>;

/** One of this package's engines. */
export async function engineContestant(engine: EngineName, threads: number): Promise<Contestant> {
  await chooseEngine(engine);
  const tasks = benchTasks();
  const running = new Map<string, { train: Step; state: TrainState; batch: Tensors }>();
  return {
    name: engine,
    about: engine === "captured" ? "onnxruntime-node" : `TensorFlow.js ${tf.version_core}`,
    async steps(name, count) {
      await chooseEngine(engine);
      const task = tasks[name]!;
      const found = running.get(name);
      const run = found ?? {
        train: capture(trainStep(task), { engine, threads }),
        state: initialState(task, new Random(1)),
        batch: task.batch(new Random(2)),
      };
      running.set(name, run);
      const times: number[] = [];
      for (let at = 0; at < count; at++) {
        const started = performance.now();
        const { state, loss } = await run.train(run.state, run.batch);
        times.push(performance.now() - started);
        tf.dispose([run.state, loss]);
        run.state = state;
      }
      return times;
    },
    preparation: (name) => running.get(name)?.train.graphs[0],
    async close() {
      for (const { train, state, batch } of running.values()) {
        await train.dispose();
        tf.dispose([state, batch]);
      }
    },
  };
}

/**
 * PyTorch in another process, in one memory layout; undefined where `python` has no PyTorch. It waits while
 * others run.
 */
export async function pytorchContestants(python: string, threads: number): Promise<Contestant[]> {
  const script = inPackage("lib", "engine", "bench", "pytorch.py");
  const child = spawn(python, [script, tasksPath], {
    stdio: ["pipe", "pipe", "ignore"],
    env: { ...process.env, OMP_NUM_THREADS: String(threads), OPENBLAS_NUM_THREADS: String(threads) },
  });
  const lines = createInterface({ input: child.stdout! });
  const hello = await nextLine(child, lines);
  if (hello === undefined) return [];
  const { version, blas } = JSON.parse(hello) as { version: string; blas: string };
  const made = (["nchw", "nhwc"] as const).map(
    (layout): Contestant => ({
      name: `pytorch ${layout}`,
      about: `PyTorch ${version}, ${blas}`,
      async steps(task, count) {
        child.stdin!.write(`${JSON.stringify({ task, layout, steps: count, threads })}\n`);
        const answer = await nextLine(child, lines);
        if (answer === undefined) throw new Error(`PyTorch ended while it ran ${task}`);
        return (JSON.parse(answer) as { ms: number[] }).ms;
      },
      preparation: () => undefined,
      async close() {
        child.stdin!.end();
      },
    }),
  );
  return made;
}

function nextLine(child: ChildProcess, lines: Interface): Promise<string | undefined> {
  return new Promise((resolve) => {
    const ended = () => resolve(undefined);
    child.once("error", ended);
    child.once("exit", ended);
    lines.once("line", (line) => {
      child.off("error", ended);
      child.off("exit", ended);
      resolve(line);
    });
  });
}
