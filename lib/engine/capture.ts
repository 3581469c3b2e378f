import * as tf from "@tensorflow/tfjs";
import { writeAtomically } from "../base/files.js";
import { captureBackend, type Trace } from "./backend.js";
import { type EngineName, silenceAdvice, useEngine } from "./choose.js";
import { Compiled, type GraphSummary, hold } from "./compiled.js";
import { CaptureError, callerLine, describeTensor } from "./errors.js";
import "./kernels/all.js";
import { onnxModel } from "./onnx/model.js";
import type { Content, SessionOptions } from "./session.js";
import { trace } from "./trace.js";
import { formOf, type Leaf, leavesOf } from "./tree.js";

silenceAdvice();

export interface CaptureOptions {
  /** Which engine runs the step (default "captured"); the others call the step function directly. */
  readonly engine?: EngineName;
  /** Threads within one operation (default 1). */
  readonly threads?: number;
  /**
   * How many sets of input shapes may be captured, each as its own graph (default 8). One more is an error, because a
   * shape that changes at every call would be captured at every call.
   */
  readonly maxGraphs?: number;
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

/** A captured step function. The caller owns its results and must dispose of them. */
export interface Captured<Inputs extends readonly unknown[], Output> {
  (...inputs: Inputs): Promise<Output>;
  /** The graphs made so far. */
  readonly graphs: readonly GraphSummary[];
  /** Writes the graph for inputs of these shapes as an .onnx file that any ONNX runtime can open. */
  save(path: string, ...inputs: Inputs): Promise<void>;
  /** Releases the graphs and their memory once pending calls have finished. Later calls throw. */
  dispose(): Promise<void>;
}

/**
 * Returns a function that does what `step` does, but runs in onnxruntime's native CPU library. `step` is plain
 * TensorFlow.js: it takes and returns tensors, or nested records and lists of tensors. It is called once per set of
 * input shapes to record its operations, gradients included, as one ONNX graph. After that only the graph runs.
 *
 * Everything except the inputs is fixed when the graph is made: other tensors that the function uses become constants.
 * Variables, random numbers and reading a value are refused, and so is any operation that has no counterpart in ONNX
 * (KERNELS.md lists them).
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
  const compiled = new Map<string, Promise<Compiled>>();
  const graphs: GraphSummary[] = [];
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
    let found = compiled.get(signature);
    if (found === undefined) {
      if (compiled.size >= maxGraphs) throw new CaptureError(tooMany(maxGraphs, leaves, graphs));
      found = Compiled.make(step as (...inputs: never[]) => unknown, inputs, leaves, {
        signature,
        threads,
        session,
        verify,
      });
      compiled.set(signature, found);
      found.then(
        (made) => graphs.push(made.summary),
        () => compiled.delete(signature),
      );
    }
    return found;
  }

  async function call(...inputs: Inputs): Promise<Output> {
    const { trace } = captureBackend();
    if (trace) return refuseNested(trace);
    if (engine !== "captured") return eager(step, inputs, engine);
    const { leaves, signature } = described(inputs);
    const { contents, release } = hold(leaves);
    const running = run(inputs, leaves, signature, contents).finally(release);
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
  ): Promise<Output> {
    const known = compiled.has(signature);
    const graph = await graphFor(inputs, leaves, signature);
    if (verify && known) graph.verify(inputs, leaves);
    return (await graph.run(contents)) as Output;
  }

  return Object.assign(call, {
    graphs,
    async save(path: string, ...inputs: Inputs): Promise<void> {
      const { leaves } = described(inputs);
      await useEngine("captured");
      const { graph } = trace(step as (...inputs: never[]) => unknown, inputs, leaves, 0);
      await writeAtomically(path, onnxModel(graph, step.name || "step"));
    },
    async dispose(): Promise<void> {
      disposed = true;
      await Promise.allSettled(inFlight);
      const made = await Promise.allSettled(compiled.values());
      compiled.clear();
      for (const one of made) if (one.status === "fulfilled") await one.value.dispose();
    },
  });
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
): Promise<Output> {
  await useEngine(engine);
  return tf.tidy(() => step(...inputs) as tf.TensorContainer) as Output;
}

function tooMany(limit: number, leaves: readonly Leaf[], graphs: readonly GraphSummary[]): string {
  const now = leaves.map(({ path, tensor }) => `${path} ${describeTensor(tensor)}`).join(", ");
  return `the inputs' shapes changed again: ${limit} sets of shapes are captured already (${graphs.length > 0 ? `the last with ${graphs[graphs.length - 1]!.signature}` : "none finished"}), now come ${now}; pad to a common shape, or raise maxGraphs`;
}
