import * as tf from "@tensorflow/tfjs";
import type { DataSource } from "../../examples/source.js";
import { run } from "../../training/train/run.js";
import type { RunSpec } from "../../training/train/spec.js";
import { graphics, onGraphics } from "./graphics.js";

/** What computes in the page: WebAssembly runs captured graphs, WebGL is the page's native engine. */
export type PageEngine = "captured" | "native";

/** Does some work while an engine's TensorFlow.js backend is current. @throws GraphicsLost as `onGraphics` */
export async function onPageEngine<T>(engine: PageEngine | "reference", work: () => Promise<T>): Promise<T> {
  if (engine === "native") return onGraphics(work);
  await tf.setBackend("cpu"); // a graphics processor that an earlier run has used would hold the graph's inputs
  return work();
}

/** Steps of a trial. The first ones are slow: they make the graph, or the programs of WebGL. */
const trial = { steps: 6, warmUp: 2 } as const;

/** Seconds after which the trial of the graphics processor is given up. */
const patience = 20;

const known = new Map<string, PageEngine>();

/** The run that a run starts from in the end, which has as many steps or more. */
const firstOf = (spec: RunSpec): RunSpec => (spec.start ? firstOf(spec.start.from) : spec);

/**
 * The faster engine for a specification here: WebAssembly if nothing but software draws WebGL, else the one whose steps
 * took less time in a trial. A trial holds for every run with the same network, objective and batch.
 * @param onTrial called before a trial, which takes some seconds
 * @param measure gives the seconds of a step; another one in tests
 */
export async function fasterEngine(
  spec: RunSpec,
  source: DataSource,
  onTrial: () => void,
  measure: typeof secondsOfStep = secondsOfStep,
): Promise<PageEngine> {
  if (graphics() !== "hardware") return "captured";
  const first = firstOf(spec);
  const { model, objective, budget } = first;
  const key = JSON.stringify([model, objective, budget.batchSize]);
  const before = known.get(key);
  if (before !== undefined) return before;
  onTrial();
  const captured = await measure("captured", first, source);
  const soon = AbortSignal.timeout(1000 * patience);
  const native = await measure("native", first, source, soon).catch(() => Number.POSITIVE_INFINITY);
  const faster = native < captured ? "native" : "captured";
  known.set(key, faster);
  return faster;
}

/**
 * The median time of a training step after the first ones.
 * @throws Error if the engine fails, or the signal's reason
 */
async function secondsOfStep(
  engine: PageEngine,
  spec: RunSpec,
  source: DataSource,
  signal?: AbortSignal,
): Promise<number> {
  const ends: number[] = [];
  const short = { ...spec, budget: { ...spec.budget, steps: trial.steps }, readouts: [], evaluateAt: [] };
  await onPageEngine(engine, () =>
    run(short, {
      data: source,
      engine: { name: engine, threads: 1 },
      ...(signal && { signal }),
      onProgress: () => ends.push(performance.now()),
    }),
  );
  const times = ends.slice(1).map((end, at) => end - ends[at]!); // without the first step's
  const counted = times.slice(trial.warmUp - 1).toSorted((a, b) => a - b);
  return counted[Math.floor(counted.length / 2)]! / 1000;
}
