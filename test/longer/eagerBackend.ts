import * as tf from "@tensorflow/tfjs";
import { Graph, type Numbers } from "../../lib/engine/graph/graph.js";
import { laidOut } from "../../lib/engine/graph/layout.js";
import { prune } from "../../lib/engine/graph/prune.js";
import { type Dtype, typed, type Value, value } from "../../lib/engine/graph/value.js";
import { capturedKernels } from "../../lib/engine/kernels/define.js";
import "../../lib/engine/kernels/all.js";
import { refusedKernels } from "../../lib/engine/kernels/refused.js";
import { onnxModel } from "../../lib/engine/onnx/model.js";
import { loadRuntimeFile } from "../../lib/engine/runtime.js";

/**
 * A backend for tests alone: every operation becomes a graph of its own that runs at once, so that test suites
 * written for eager backends can judge the captured kernels.
 */
export const eagerName = "captured-eager";

// onnxruntime-node's public session is asynchronous; an eager kernel must return its result now.
const runtime = loadRuntimeFile("onnxruntime-node/dist/binding.js") as {
  initOrt(): void;
  binding: { InferenceSession: new () => SyncSession };
};
interface SyncSession {
  loadModel(buffer: ArrayBufferLike, offset: number, length: number, options: object): void;
  run(feeds: object, fetches: object, options: object): Record<string, { data: Numbers }>;
  dispose(): void;
}
const { Tensor } = loadRuntimeFile("onnxruntime-node") as typeof import("onnxruntime-node");

class EagerBackend extends tf.KernelBackend {
  readonly #entries = new Map<object, { values: tf.BackendValues; references: number }>();

  override write(values: tf.BackendValues): object {
    const dataId = {};
    this.#entries.set(dataId, { values, references: 1 });
    return dataId;
  }
  override move(
    dataId: object,
    values: tf.BackendValues,
    _s: number[],
    _d: string,
    references: number,
  ): void {
    this.#entries.set(dataId, { values, references });
  }
  override readSync(dataId: object): tf.BackendValues {
    return this.#entries.get(dataId)!.values;
  }
  override async read(dataId: object): Promise<tf.BackendValues> {
    return this.readSync(dataId);
  }
  holds(dataId: object): boolean {
    return this.#entries.has(dataId);
  }
  override refCount(dataId: object): number {
    return this.#entries.get(dataId)?.references ?? 0;
  }
  override incRef(dataId: object): void {
    this.#entries.get(dataId)!.references += 1;
  }
  override disposeData(dataId: object, force = false): boolean {
    const entry = this.#entries.get(dataId);
    if (entry === undefined) return true;
    entry.references -= 1;
    if (!force && entry.references > 0) return false;
    return this.#entries.delete(dataId);
  }
  override numDataIds(): number {
    return this.#entries.size;
  }
  override memory() {
    return { unreliable: false };
  }
  override floatPrecision(): 16 | 32 {
    return 32;
  }
  override epsilon(): number {
    return 1e-7;
  }
  override time(run: () => void): Promise<{ kernelMs: number }> {
    const started = performance.now();
    run();
    return Promise.resolve({ kernelMs: performance.now() - started });
  }
  override dispose(): void {}
}

function execute(graph: Graph, feeds: Record<string, Numbers>): Record<string, { data: Numbers }> {
  runtime.initOrt();
  const model = onnxModel(graph, "one");
  const session = new runtime.binding.InferenceSession();
  session.loadModel(model.buffer, model.byteOffset, model.byteLength, {
    intraOpNumThreads: 1,
    logSeverityLevel: 4,
  });
  try {
    const inputs = graph.inputs.map(({ name, type, dims }) => [
      name,
      new Tensor(type as "float32", feeds[name] as Float32Array, dims),
    ]);
    return session.run(
      Object.fromEntries(inputs),
      Object.fromEntries(graph.outputs.map((port) => [port.name, null])),
      {},
    );
  } finally {
    session.dispose();
  }
}

function runKernel(
  emit: (graph: Graph, inputs: never, attributes: Record<string, unknown>) => Value | Value[],
  { inputs, attrs, backend }: { inputs: tf.NamedTensorInfoMap; attrs?: tf.NamedAttrMap; backend: object },
): tf.TensorInfo | tf.TensorInfo[] {
  const store = backend as EagerBackend;
  const graph = new Graph();
  const feeds: Record<string, Numbers> = {};
  const values = Object.entries(inputs)
    .filter(([, tensor]) => tensor !== null && tensor !== undefined)
    .map(([key, tensor]) => {
      const { dataId, shape, dtype } = tensor!;
      if (dtype === "string" || dtype === "complex64") throw new Error(`dtype ${dtype} cannot be captured`);
      const numbers = store.holds(dataId) ? store.readSync(dataId) : tf.engine().readSync(dataId);
      feeds[key] = typed(numbers as Numbers, dtype as Dtype);
      graph.input(key, dtype as Dtype, shape);
      return [key, value(key, shape, dtype as Dtype)] as const;
    });
  const given = Array.isArray(inputs) ? values.map(([, one]) => one) : Object.fromEntries(values);
  const made = emit(graph, given as never, (attrs ?? {}) as Record<string, unknown>);
  const list = Array.isArray(made) ? made : [made];
  // As other backends do it, a tensor returned as it came shares the data.
  const same = values.find(([, one]) => one === made)?.[0];
  if (same !== undefined) {
    const { dataId, shape, dtype } = (inputs as unknown as Record<string, tf.TensorInfo>)[same]!;
    if (store.holds(dataId)) {
      store.incRef(dataId);
      return { dataId, shape: [...shape], dtype };
    }
  }
  for (const [index, one] of list.entries())
    graph.output(`result${index}`, laidOut(graph, one), one.dtype, one.shape);
  prune(graph);
  const results = execute(graph, feeds);
  const infos = list.map(({ shape, dtype }, index) => ({
    dataId: store.write(results[`result${index}`]!.data),
    shape: [...shape],
    dtype,
  }));
  return Array.isArray(made) ? infos : infos[0]!;
}

tf.registerBackend(eagerName, () => new EagerBackend(), 0);
for (const [kernelName, emit] of capturedKernels)
  tf.registerKernel({
    kernelName,
    backendName: eagerName,
    kernelFunc: (call) => runKernel(emit as never, call),
  });
for (const [kernelName, reason] of refusedKernels())
  tf.registerKernel({
    kernelName,
    backendName: eagerName,
    kernelFunc: () => {
      throw new Error(`refused: ${kernelName}: ${reason}`);
    },
  });
