import * as tf from "@tensorflow/tfjs";
import {
  backendName,
  type CaptureBackend,
  captureBackend,
  graphDtype,
  type KernelCall,
  type Trace,
} from "./backend.js";
import { type Draw, DrawWatch, distributionOf, refuseRandom } from "./draws.js";
import { CaptureError, describeTensor, withLine } from "./errors.js";
import { Graph } from "./graph/graph.js";
import { laidOut } from "./graph/layout.js";
import { prune } from "./graph/prune.js";
import { type Dtype, type Value, value } from "./graph/value.js";
import { formOf, type Leaf, leavesOf, rebuild } from "./tree.js";

/** A tensor that enters or leaves the captured graph. */
interface Signature {
  readonly path: string;
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: Dtype;
}

export interface Traced {
  readonly graph: Graph;
  readonly inputs: readonly Signature[];
  /** The random numbers that the step function draws: further inputs of the graph. */
  readonly draws: readonly Draw[];
  readonly outputs: readonly Signature[];
  /** The form of the output tree, without its tensors. */
  readonly outputForm: unknown;
  /** The kernels called, in order, including those whose results are not needed. */
  readonly calls: readonly KernelCall[];
}

type Step = (...inputs: never[]) => unknown;

/**
 * Runs a step function once on tensors that have a shape but no numbers, and returns the graph of its operations.
 * Synchronous: the current backend is restored before anything else runs.
 *
 * @param block see Graph.block; 0 makes a graph that any ONNX runtime can run
 * @param options.lines whether to record the line of each call
 * @throws CaptureError for what cannot be captured and for what TensorFlow.js refuses; errors of the step itself pass
 *   through
 */
export function trace(
  step: Step,
  inputs: readonly unknown[],
  leaves: readonly Leaf[],
  block: number,
  { lines = false } = {},
): Traced {
  const backend = captureBackend();
  const graph = new Graph({ block });
  const signatures = leaves.map(({ path, tensor }) => ({
    path,
    name: path,
    shape: tensor.shape,
    dtype: graphDtype(tensor),
  }));
  const draws: Draw[] = [];
  const watch = new DrawWatch(() => {}, refuseRandom);
  const lift = (shape: readonly number[], dtype: Dtype): Value | undefined => {
    const sampler = watch.take();
    if (sampler === undefined) return undefined;
    const name = `draws[${draws.length}]`;
    draws.push({ name, shape, dtype, sampler, distribution: distributionOf(sampler) });
    graph.input(name, dtype, shape);
    return value(name, shape, dtype);
  };
  const recording: Trace = { graph, calls: [], lines, constants: new Map(), lift };
  const engine = tf.engine();
  const previous = tf.getBackend();
  const limit = Error.stackTraceLimit;
  const variables = new Set(Object.keys(engine.registeredVariables));
  backend.trace = recording;
  void engine.setBackend(backendName); // asynchronous only if the backend does not exist yet
  Error.stackTraceLimit = 200; // for withLine below
  engine.startScope("capture");
  try {
    const symbols = signatures.map(({ name, shape, dtype }) => {
      graph.input(name, dtype, shape);
      const dataId = backend.symbol(value(name, shape, dtype), recording);
      return engine.makeTensorFromDataId(dataId, [...shape], dtype, backend);
    });
    let next = 0;
    const given = rebuild(inputs, () => symbols[next++]!) as never[];
    const output: unknown = watch.run(() => step(...given));
    if (output instanceof Promise) {
      output.catch(() => {});
      throw (
        recording.failure ?? new CaptureError("the step function is asynchronous; it must return tensors")
      );
    }
    if (recording.failure) throw recording.failure;
    refuseVariables(variables);
    const outputs = leavesOf(output, "outputs").map(({ path, tensor }) =>
      close(graph, backend, path, tensor),
    );
    prune(graph);
    const { calls } = recording;
    return { graph, inputs: signatures, draws, outputs, outputForm: formOf(output), calls };
  } catch (error) {
    throw recording.failure ?? withLine(error);
  } finally {
    engine.endScope();
    for (const variable of Object.values(engine.registeredVariables))
      if (!variables.has(variable.name)) variable.dispose();
    Error.stackTraceLimit = limit;
    void engine.setBackend(previous);
    backend.trace = undefined;
  }
}

/** Makes a tensor an output of the graph, in its plain layout and under its own name. */
function close(graph: Graph, backend: CaptureBackend, path: string, tensor: tf.Tensor): Signature {
  const { shape } = tensor;
  const dtype = graphDtype(tensor);
  graph.output(path, laidOut(graph, backend.resolve(tensor)), dtype, shape);
  return { path, name: path, shape, dtype };
}

function refuseVariables(before: ReadonlySet<string>): void {
  const engine = tf.engine();
  const backend = captureBackend();
  const made = Object.values(engine.registeredVariables).filter((one) => !before.has(one.name));
  const assigned = Object.values(engine.registeredVariables).filter(
    (one) => before.has(one.name) && backend.isSymbol(one.dataId),
  );
  const culprit = assigned[0] ?? made[0];
  if (culprit)
    throw new CaptureError(
      `variable ${culprit.name} ${describeTensor(culprit)} is ${assigned.length > 0 ? "assigned" : "made"} inside a captured function: take its value as an input and return the new one`,
    );
}
