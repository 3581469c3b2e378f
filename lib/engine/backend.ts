import * as tf from "@tensorflow/tfjs";
import { CaptureError, callerLine, describeTensor } from "./errors.js";
import type { Graph, Numbers } from "./graph/graph.js";
import { reshaped } from "./graph/layout.js";
import { constant, type Dtype, typed, type Value } from "./graph/value.js";
import { BufferPool } from "./pool.js";

/** The name under which this backend is registered with TensorFlow.js. */
export const backendName = "captured";

type DataId = object;

/** The data of a tensor: numbers, or a value of the graph under construction. */
type Entry = { references: number } & ({ numbers: Numbers; ours: boolean } | { value: Value; trace: Trace });

/** A kernel that the step function called, with the shapes of its tensors. */
export interface KernelCall {
  readonly name: string;
  readonly inputs: readonly (readonly number[])[];
  readonly outputs: readonly (readonly number[])[];
  /** The line of the step function, if the trace records lines. */
  readonly line?: string;
  /** How many nodes the graph had after the call. */
  readonly nodes: number;
}

/** One recorded run of a step function. */
export interface Trace {
  readonly graph: Graph;
  readonly calls: KernelCall[];
  /** Whether to record the line of each call, which takes longer than everything else. */
  readonly lines: boolean;
  /** Constants made from tensors that existed before the trace, by the identity of their data. */
  readonly constants: Map<object, Value>;
  /** Makes a tensor of random numbers that is being written an input of the graph; undefined for any other tensor. */
  readonly lift: (shape: readonly number[], dtype: Dtype) => Value | undefined;
  /** The first error of the trace, e.g. from reading a value. Kept because the step might swallow it. */
  failure?: CaptureError;
}

/**
 * The TensorFlow.js backend whose kernels record instead of computing. Between traces it only stores the results of
 * captured functions. Reading a result copies it, disposing of it returns its buffer to the pool, and an eager
 * operation moves it to the current backend.
 */
export class CaptureBackend extends tf.KernelBackend {
  readonly pool = new BufferPool();
  trace: Trace | undefined;
  readonly #entries = new Map<DataId, Entry>();

  /** Registers numbers, in a buffer from the pool, as the content of a new tensor. */
  hold(numbers: Numbers): DataId {
    const dataId = {};
    this.#entries.set(dataId, { references: 1, numbers, ours: true });
    return dataId;
  }

  /** Registers a value of the graph as the content of a new tensor. */
  symbol(value: Value, trace: Trace): DataId {
    const dataId = {};
    this.#entries.set(dataId, { references: 1, value, trace });
    return dataId;
  }

  /** The numbers, not copied, of a tensor that a captured function returned; undefined for any other tensor. */
  numbers(dataId: DataId): Numbers | undefined {
    const entry = this.#entries.get(dataId);
    return entry && "numbers" in entry ? entry.numbers : undefined;
  }

  /** Whether a tensor represents a value of a graph, during the trace or after it. */
  isSymbol(dataId: DataId): boolean {
    const entry = this.#entries.get(dataId);
    return entry !== undefined && "value" in entry;
  }

  /**
   * The graph's value for a tensor that the step function uses. Tensors from outside the trace cannot change, so their
   * numbers become constants. Variables can change, so they are refused.
   */
  resolve(tensor: tf.TensorInfo): Value {
    const trace = this.trace!;
    const entry = this.#entries.get(tensor.dataId);
    if (entry && "value" in entry) {
      if (entry.trace === trace) return entry.value;
      throw new CaptureError(
        `${describeTensor(tensor)} at ${callerLine()} was made while another graph was captured; return it from that step function instead of keeping it`,
      );
    }
    const dtype = graphDtype(tensor);
    if (entry === undefined && !isAlive(tensor))
      throw new CaptureError(
        `${describeTensor(tensor)} at ${callerLine()} was disposed of: tf.tidy, tf.grad and similar functions dispose of tensors made inside them; return it from there, or compute it outside`,
      );
    refuseVariable(tensor);
    let known = trace.constants.get(tensor.dataId);
    if (known === undefined) {
      const numbers = entry ? entry.numbers : typed(tf.engine().readSync(tensor.dataId) as Numbers, dtype);
      known = constant(trace.graph, numbers, tensor.shape, dtype);
      trace.constants.set(tensor.dataId, known);
    }
    return reshaped(trace.graph, known, tensor.shape);
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): DataId {
    if (dtype === "string" || (values.length > 0 && typeof values[0] !== "number"))
      throw new CaptureError(
        `a tensor of dtype ${dtype} at ${callerLine()}: only float32, int32 and bool can be captured`,
      );
    const drawn = this.trace?.lift(shape, dtype as Dtype);
    if (drawn) return this.symbol(drawn, this.trace!);
    const dataId = {};
    this.#entries.set(dataId, { references: 1, numbers: values as Numbers, ours: false });
    return dataId;
  }

  override move(
    dataId: DataId,
    values: tf.BackendValues,
    _shape: number[],
    _dtype: tf.DataType,
    references: number,
  ): void {
    this.#entries.set(dataId, { references, numbers: values as Numbers, ours: false });
  }

  override read(dataId: DataId): Promise<tf.BackendValues> {
    try {
      return Promise.resolve(this.readSync(dataId));
    } catch (error) {
      // The trace reports the error. A rejected promise that nobody awaits would end the process.
      if (this.trace?.failure === error) return new Promise(() => {});
      throw error;
    }
  }

  override readSync(dataId: DataId): tf.BackendValues {
    const entry = this.#entries.get(dataId);
    if (entry === undefined) throw new CaptureError("the tensor was disposed");
    if ("numbers" in entry) return entry.numbers.slice();
    const { value, trace } = entry;
    const what = `the value of ${describeTensor(value)}, made by ${maker(trace.graph, value)},`;
    if (trace !== this.trace)
      throw new CaptureError(
        `${what} was never computed: the tensor was kept from a step function; return it from there`,
      );
    const error = new CaptureError(
      `${what} is read at ${callerLine()}, but while a step function is captured nothing is computed: no data(), dataSync(), array() or print(), and no branch or loop that depends on a value; use tf.where for a choice, and return what you want to read`,
    );
    trace.failure ??= error;
    throw error;
  }

  override refCount(dataId: DataId): number {
    return this.#entries.get(dataId)?.references ?? 0;
  }

  override incRef(dataId: DataId): void {
    const entry = this.#entries.get(dataId);
    if (entry) entry.references += 1;
  }

  override disposeData(dataId: DataId, force = false): boolean {
    const entry = this.#entries.get(dataId);
    if (entry === undefined) return true;
    entry.references -= 1;
    if (!force && entry.references > 0) return false;
    this.#entries.delete(dataId);
    if ("numbers" in entry && entry.ours) this.pool.give(entry.numbers);
    return true;
  }

  override numDataIds(): number {
    return this.#entries.size;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override timerAvailable(): boolean {
    return false;
  }

  override dispose(): void {
    this.#entries.clear();
    this.pool.clear();
  }
}

function maker(graph: Graph, value: Value): string {
  const node = graph.producer(value.stored.name);
  return node ? (node.name.split("/")[0] ?? node.op) : `input ${value.stored.name}`;
}

/** @throws CaptureError for string and complex64 */
export function graphDtype(tensor: { shape: readonly number[]; dtype: string }): Dtype {
  const { dtype } = tensor;
  if (dtype === "float32" || dtype === "int32" || dtype === "bool") return dtype;
  throw new CaptureError(
    `${describeTensor(tensor)} at ${callerLine()}: only float32, int32 and bool can be captured`,
  );
}

/** Whether TensorFlow.js still has the data of a tensor. */
function isAlive({ dataId }: tf.TensorInfo): boolean {
  const { state } = tf.engine() as unknown as { state: { tensorInfo: { has(dataId: object): boolean } } };
  return state.tensorInfo.has(dataId);
}

function refuseVariable(tensor: tf.TensorInfo): void {
  for (const variable of Object.values(tf.engine().registeredVariables))
    if (variable.dataId === tensor.dataId)
      throw new CaptureError(
        `variable ${variable.name} ${describeTensor(variable)} is used at ${callerLine()}, but a captured function would not see it change: pass its value as an input, return the new one`,
      );
}

const instance = new CaptureBackend();
tf.registerBackend(backendName, () => instance, 0);

/** The one instance, registered with TensorFlow.js at the first call. */
export function captureBackend(): CaptureBackend {
  return tf.findBackend(backendName) as CaptureBackend;
}
