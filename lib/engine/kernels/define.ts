import * as tf from "@tensorflow/tfjs";
import { backendName, type CaptureBackend } from "../backend.js";
import { CaptureError, callerLine, describeTensor } from "../errors.js";
import type { Graph } from "../graph/graph.js";
import type { Value } from "../graph/value.js";

/** Writes what one TensorFlow.js kernel does into the graph. */
export type Emit<Inputs, Attributes> = (
  graph: Graph,
  inputs: Inputs,
  attributes: Attributes,
) => Value | Value[];

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

/** A kernel cannot be captured with these attributes or inputs. */
export class Unsupported extends Error {}

/** Makes a kernel known: its emitting function is called with the graph, the inputs' values and the attributes. */
export function define<Inputs, Attributes = object>(name: string, emit: Emit<Inputs, Attributes>): void {
  defined.set(name, emit as unknown as AnyEmit);
  tf.registerKernel({
    kernelName: name,
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) =>
      record(name, inputs, attrs ?? {}, backend as CaptureBackend, emit as unknown as AnyEmit),
  });
}

/** Makes a kernel known as one that cannot be captured. */
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
    const infos = (Array.isArray(made) ? made : [made]).map((value) => ({
      dataId: backend.symbol(value, trace),
      shape: [...value.shape],
      dtype: value.dtype,
    }));
    const given = Object.values(inputs).filter((input) => input !== undefined && input !== null);
    trace.calls.push({
      name,
      inputs: given.map((input) => input!.shape),
      outputs: infos.map((info) => info.shape),
    });
    return Array.isArray(made) ? infos : infos[0]!;
  } catch (error) {
    if (error instanceof CaptureError) throw error;
    throw new CaptureError(`${describeCall(name, inputs)}: ${(error as Error).message}`, { cause: error });
  }
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
