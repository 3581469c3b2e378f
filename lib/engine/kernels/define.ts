import * as tf from "@tensorflow/tfjs";
import { backendName, type CaptureBackend } from "../backend.js";
import { CaptureError, callerLine, describeTensor } from "../errors.js";
import type { Graph } from "../graph/graph.js";
import { filled, size, type Value } from "../graph/value.js";

/** Writes the nodes of one TensorFlow.js kernel into the graph. */
type Emit<Inputs, Attributes> = (graph: Graph, inputs: Inputs, attributes: Attributes) => Value | Value[];

export interface Unary {
  readonly x: Value;
}
export interface Binary {
  readonly a: Value;
  readonly b: Value;
}

type AnyEmit = Emit<Record<string, Value> & Value[], Record<string, unknown>>;
const defined = new Map<string, AnyEmit>();

/** The kernels that can be captured, by their TensorFlow.js names. */
export const capturedKernels: ReadonlyMap<string, AnyEmit> = defined;

/** Thrown if a kernel cannot be captured with these attributes or inputs. */
export class Unsupported extends Error {}

/** Registers a kernel. @param emit is called with the graph, the inputs' values and the attributes */
export function define<Inputs, Attributes = object>(name: string, emit: Emit<Inputs, Attributes>): void {
  defined.set(name, emit as unknown as AnyEmit);
  tf.registerKernel({
    kernelName: name,
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) =>
      record(name, inputs, attrs ?? {}, backend as CaptureBackend, emit as unknown as AnyEmit),
  });
}

/** Registers a kernel as one that cannot be captured. */
export function refuse(name: string, reason: string): void {
  tf.registerKernel({
    kernelName: name,
    backendName,
    kernelFunc: ({ inputs }) => {
      throw new CaptureError(`${describeCall(name, inputs)}: ${reason}`);
    },
  });
}

function record(
  name: string,
  inputs: tf.NamedTensorInfoMap,
  attributes: Record<string, unknown>,
  backend: CaptureBackend,
  emit: AnyEmit,
): tf.TensorInfo | tf.TensorInfo[] {
  const { trace } = backend;
  if (trace === undefined)
    throw new CaptureError(
      `${describeCall(name, inputs)}: the backend "${backendName}" records only inside capture(); use tf.setBackend("cpu") for operations outside it`,
    );
  const { graph } = trace;
  graph.scope = `${name}/`;
  try {
    const made = emit(graph, valuesOf(inputs, backend) as Parameters<AnyEmit>[1], attributes);
    const given = Object.values(inputs).filter((input) => input !== undefined && input !== null);
    const ofNothing = given.some((input) => size(input!.shape) === 0);
    const values = (Array.isArray(made) ? made : [made]).map((one) => safe(graph, name, one, ofNothing));
    const infos = values.map((value) => ({
      dataId: backend.symbol(value, trace),
      shape: [...value.shape],
      dtype: value.dtype,
    }));
    trace.calls.push({
      name,
      inputs: given.map((input) => input!.shape),
      outputs: infos.map((info) => info.shape),
      ...(trace.lines ? { line: callerLine() } : {}),
      nodes: graph.nodes.length,
    });
    return Array.isArray(made) ? infos : infos[0]!;
  } catch (error) {
    if (error instanceof CaptureError) throw error;
    throw new CaptureError(`${describeCall(name, inputs)}: ${(error as Error).message}`, { cause: error });
  }
}

/** Kernels whose result is all zeros if an input has no elements, because it is a sum of no products. */
const zeroOfNothing = new Set([
  "BatchMatMul",
  "Conv2D",
  "Conv2DBackpropFilter",
  "Conv2DBackpropInput",
  "Conv3D",
  "Conv3DBackpropFilterV2",
  "Conv3DBackpropInputV2",
  "DepthwiseConv2dNative",
  "DepthwiseConv2dNativeBackpropFilter",
  "DepthwiseConv2dNativeBackpropInput",
  "AvgPoolGrad",
  "AvgPool3DGrad",
  "MaxPoolGrad",
  "MaxPool3DGrad",
  "Einsum",
  "ResizeBilinearGrad",
  "ResizeNearestNeighborGrad",
  "ScatterNd",
  "UnsortedSegmentSum",
]);

/** Kernels that never write a node that reads a tensor without elements. */
const knowsNothing = new Set([
  ...["All", "Any", "ArgMax", "ArgMin", "Max", "Mean", "Min", "Prod", "Sum"],
  ...[
    "Bincount",
    "Concat",
    "DenseBincount",
    "MirrorPad",
    "PadV2",
    "SpaceToBatchND",
    "SplitV",
    "Unpack",
    "SparseToDense",
    "TensorScatterUpdate",
    "_FusedMatMul",
  ],
]);

/**
 * Replaces a result if computing it would read or make a tensor without elements. Given one, some of onnxruntime's
 * operators divide by its length, which ends the process, or never return.
 * @throws Unsupported if the result cannot be known
 */
function safe(graph: Graph, kernel: string, made: Value, ofNothing: boolean): Value {
  if (size(made.shape) === 0) return filled(graph, 0, made.shape, made.dtype);
  if (!ofNothing || knowsNothing.has(kernel)) return made;
  if (zeroOfNothing.has(kernel)) return filled(graph, 0, made.shape, made.dtype);
  throw new Unsupported("it cannot be captured on a tensor without elements");
}

function valuesOf(
  inputs: tf.NamedTensorInfoMap | tf.TensorInfo[],
  backend: CaptureBackend,
): Record<string, Value> | Value[] {
  if (Array.isArray(inputs)) return inputs.map((input) => backend.resolve(input));
  const entries = Object.entries(inputs).filter(([, input]) => input !== undefined && input !== null);
  return Object.fromEntries(entries.map(([key, input]) => [key, backend.resolve(input!)]));
}

function describeCall(name: string, inputs: tf.NamedTensorInfoMap): string {
  const tensors = Object.values(inputs).filter((input) => input !== undefined && input !== null);
  return `${name}(${tensors.map((input) => describeTensor(input!)).join(", ")}) at ${callerLine()}`;
}
