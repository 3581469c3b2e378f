import { randomUUID } from "node:crypto";
import * as tf from "@tensorflow/tfjs";
import { writeAtomically } from "../base/files.js";
import { forAnyBatch } from "./anyBatch.js";
import { captureBackend, type Trace } from "./backend.js";
import { type EngineName, silenceAdvice, useEngine } from "./choose.js";
import { Compiled, type GraphSummary, hold } from "./compiled.js";
import { DrawSource, type DrawsOfCall, runWithDraws } from "./draws.js";
import { CaptureError, callerLine, describeTensor } from "./errors.js";
import type { Graph } from "./graph/graph.js";
import { renamePorts, type SavedPort } from "./graph/ports.js";
import { GraphCache } from "./graphCache.js";
import "./kernels/all.js";
import { onnxModel } from "./onnx/model.js";
import type { Content, SessionOptions } from "./session.js";
import { type Traced, trace } from "./trace.js";
import { formOf, type Leaf, leavesOf, rebuild } from "./tree.js";

silenceAdvice();

export interface CaptureOptions {
  /** Which engine runs the step (default "captured"); the others call the step function directly. */
  readonly engine?: EngineName;
  /** Threads within one operation (default 1). */
  readonly threads?: number;
  /**
   * How many graphs are kept, one for each set of input shapes (default 8). One more takes the place of the graph that
   * has not been used for longest, which is captured again if its shapes return.
   */
  readonly maxGraphs?: number;
  /**
   * The seed of the random numbers that the step function draws (default: another one each time). With the same seed
   * the same calls get the same numbers, on every engine.
   */
  readonly seed?: number | string;
  /**
   * Whether every call traces the step function again and compares the traces (default false). Whatever a step
   * function takes from outside is fixed when its graph is made: a learning rate that it closes over silently keeps
   * its first value. With `verify` a change is an error that names the line. Tracing takes longer than most steps, so
   * use this only while you write a step.
   */
  readonly verify?: boolean;
  /** Options for onnxruntime's InferenceSession. */
  readonly session?: SessionOptions;
}

/**
 * The path of an .onnx file, or the path together with names for the graph's inputs and outputs. By default they are
 * called by their paths among the arguments and results: `inputs[0]`, `outputs`, `outputs.loss`.
 */
export type SaveTarget =
  | string
  | { readonly path: string; readonly ports: Readonly<Record<string, SavedPort>> };

/** A captured step function. The caller owns its results and must dispose of them. */
export interface Captured<Inputs extends readonly unknown[], Output> {
  (...inputs: Inputs): Promise<Output>;
  /** The graphs that are kept, the least recently used first. */
  readonly graphs: readonly GraphSummary[];
  /** Writes the graph for inputs of these shapes as an .onnx file that any ONNX runtime can open. */
  save(target: SaveTarget, ...inputs: Inputs): Promise<void>;
  /**
   * Writes one graph for every batch size.
   * @param batched the positions of the arguments whose tensors have the batch as their first dimension
   * @throws CaptureError if the graph depends on the batch size in a way that has no formula
   */
  saveForAnyBatch(target: SaveTarget, batched: readonly number[], ...inputs: Inputs): Promise<void>;
  /** Releases the graphs and their memory once pending calls have finished. Later calls throw. */
  dispose(): Promise<void>;
}

/**
 * Returns a function that does what `step` does, but runs in onnxruntime's native CPU library. `step` is plain
 * TensorFlow.js: it takes and returns tensors, or nested records and lists of tensors. It is called once per set of
 * input shapes to record its operations, gradients included, as one ONNX graph. After that only the graph runs.
 *
 * Everything except the inputs is fixed when the graph is made: other tensors that the function uses become constants.
 * Random numbers from TensorFlow.js's operations (`tf.randomNormal`, `tf.dropout`) are drawn anew at every call.
 * Variables and reading a value are refused, and so is any operation that has no counterpart in ONNX (KERNELS.md lists
 * them).
 *
 * @throws CaptureError from the returned function, naming the operation, its shapes and the line
 * @example
 * const double = capture((x: tf.Tensor) => x.mul(2));
 * const y = await double(tf.tensor1d([1, 2, 3]));
 */
export function capture<Inputs extends readonly unknown[], Output>(
  step: (...inputs: Inputs) => Output,
  options: CaptureOptions = {},
): Captured<Inputs, Output> {
  const { engine = "captured", threads = 1, maxGraphs = 8, verify = false, session = {} } = options;
  if (!Number.isInteger(maxGraphs) || maxGraphs < 1)
    throw new CaptureError(`maxGraphs is ${maxGraphs}, expected a whole number from 1`);
  const draws = new DrawSource(options.seed ?? randomUUID());
  const cache = new GraphCache(maxGraphs);
  const inFlight = new Set<Promise<unknown>>();
  let disposed = false;

  function described(inputs: Inputs): { leaves: Leaf[]; signature: string } {
    if (disposed) throw new CaptureError("the captured function was disposed of");
    const leaves = leavesOf(inputs, "inputs");
    const tensors = leaves.map(({ path, tensor }) => {
      if (tensor.isDisposed) throw new CaptureError(`${path} is a tensor that was disposed of`);
      return describeTensor(tensor);
    });
    return { leaves, signature: `${JSON.stringify(formOf(inputs))} ${tensors.join(" ")}` };
  }

  function graphFor(inputs: Inputs, leaves: Leaf[], signature: string): Promise<Compiled> {
    return cache.get(signature, () =>
      Compiled.make(step as (...inputs: never[]) => unknown, inputs, leaves, {
        signature,
        threads,
        session,
        verify,
      }),
    );
  }

  async function call(...inputs: Inputs): Promise<Output> {
    const { trace } = captureBackend();
    if (trace) return refuseNested(trace);
    const random = draws.nextCall();
    if (engine !== "captured") return eager(step, inputs, engine, random);
    const { leaves, signature } = described(inputs);
    const { contents, release } = hold(leaves);
    const running = run(inputs, leaves, signature, contents, random).finally(release);
    inFlight.add(running);
    try {
      return await running;
    } finally {
      inFlight.delete(running);
    }
  }

  async function run(
    inputs: Inputs,
    leaves: Leaf[],
    signature: string,
    contents: readonly Content[],
    random: DrawsOfCall,
  ): Promise<Output> {
    const known = cache.has(signature);
    const graph = await graphFor(inputs, leaves, signature);
    if (verify && known) graph.verify(inputs, leaves);
    return (await graph.run(contents, random)) as Output;
  }

  async function write(graph: Graph, target: SaveTarget): Promise<void> {
    const { path, ports } = typeof target === "string" ? { path: target, ports: {} } : target;
    renamePorts(graph, ports);
    await writeAtomically(path, onnxModel(graph, step.name || "step"));
  }

  const captured = {
    get graphs(): readonly GraphSummary[] {
      return cache.summaries;
    },
    async save(target: SaveTarget, ...inputs: Inputs): Promise<void> {
      const { leaves } = described(inputs);
      await useEngine("captured");
      const { graph } = trace(step as (...inputs: never[]) => unknown, inputs, leaves, 0);
      await write(graph, target);
    },
    async saveForAnyBatch(target: SaveTarget, batched: readonly number[], ...inputs: Inputs): Promise<void> {
      described(inputs);
      for (const position of batched)
        if (!(position in inputs))
          throw new CaptureError(
            `there is no argument ${position}, expected a position below ${inputs.length}`,
          );
      await useEngine("captured");
      const traces = batchSizes.map((size) => {
        const resized = inputs.map((input, at) => (batched.includes(at) ? ofBatch(input, size) : input));
        const leaves = leavesOf(resized, "inputs");
        try {
          return trace(step as (...inputs: never[]) => unknown, resized, leaves, 0);
        } finally {
          for (const at of batched) tf.dispose(resized[at] as tf.TensorContainer);
        }
      });
      await write(forAnyBatch(traces as [Traced, Traced, Traced], batchSizes), target);
    },
    async dispose(): Promise<void> {
      disposed = true;
      await Promise.allSettled(inFlight);
      await cache.dispose();
    },
  };
  return Object.defineProperties(call, Object.getOwnPropertyDescriptors(captured)) as Captured<
    Inputs,
    Output
  >;
}

/** Batch sizes that a graph for any batch is traced with: primes, which are hardly the length of anything else. */
const batchSizes = [101, 103, 107] as const;

/** A tree of the same form with another first dimension. @throws CaptureError for a tensor that has none */
function ofBatch(tree: unknown, size: number): unknown {
  const tensors = leavesOf(tree, "").map(({ path, tensor }) => {
    if (tensor.rank === 0) throw new CaptureError(`${path || "a scalar"} has no dimension for the batch`);
    return tf.zeros([size, ...tensor.shape.slice(1)], tensor.dtype);
  });
  let next = 0;
  return rebuild(tree, () => tensors[next++]!);
}

/** The outer step cannot await the inner result, so the outer trace reports the error and the promise stays pending. */
function refuseNested(trace: Trace): Promise<never> {
  trace.failure ??= new CaptureError(
    `a captured function is called inside another, at ${callerLine()}: call the step function itself`,
  );
  return new Promise(() => {});
}

async function eager<Inputs extends readonly unknown[], Output>(
  step: (...inputs: Inputs) => Output,
  inputs: Inputs,
  engine: EngineName,
  random: DrawsOfCall,
): Promise<Output> {
  await useEngine(engine);
  const given = new Set(leavesOf(inputs, "inputs").map(({ tensor }) => tensor));
  return tf.tidy(() => {
    const output: unknown = runWithDraws(random, () => step(...inputs));
    const tensors = leavesOf(output, "outputs").map(({ tensor }) => tensor);
    let next = 0;
    // The caller owns the results, so a result is never one of the inputs.
    return rebuild(output, () => {
      const tensor = tensors[next++]!;
      return given.has(tensor) ? tf.clone(tensor) : tensor;
    }) as tf.TensorContainer;
  }) as Output;
}
