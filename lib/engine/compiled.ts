import * as tf from "@tensorflow/tfjs";
import { captureBackend, graphDtype } from "./backend.js";
import { type Dtype, typed } from "./graph/value.js";
import { onnxModel } from "./onnx/model.js";
import { Session, type SessionOptions } from "./session.js";
import { type Traced, trace } from "./trace.js";
import { fill, type Leaf } from "./tree.js";

/** A captured graph, what it was made of and how long that took. */
export interface GraphSummary {
  /** The inputs' shapes and dtypes, as text. */
  readonly signature: string;
  readonly nodes: number;
  readonly traceMs: number;
  readonly sessionMs: number;
}

/** One step function captured for one set of input shapes. */
export class Compiled {
  readonly summary: GraphSummary;
  readonly #traced: Traced;
  readonly #session: Session;

  private constructor(traced: Traced, session: Session, summary: GraphSummary) {
    this.#traced = traced;
    this.#session = session;
    this.summary = summary;
  }

  static async make(
    step: (...inputs: never[]) => unknown,
    inputs: readonly unknown[],
    leaves: readonly Leaf[],
    { signature, threads, session }: { signature: string; threads: number; session: SessionOptions },
  ): Promise<Compiled> {
    const started = performance.now();
    const traced = trace(step, inputs, leaves);
    const model = onnxModel(traced.graph, step.name || "step");
    const between = performance.now();
    const made = await Session.create(model, threads, session);
    return new Compiled(traced, made, {
      signature,
      nodes: traced.graph.nodes.length,
      traceMs: between - started,
      sessionMs: performance.now() - between,
    });
  }

  async run(leaves: readonly Leaf[]): Promise<unknown> {
    const backend = captureBackend();
    const engine = tf.engine();
    // An input disposed of while the graph runs must keep its buffer until the end.
    const held = leaves.map(({ tensor }) => tensor.dataId).filter((dataId) => backend.numbers(dataId));
    for (const dataId of held) backend.incRef(dataId);
    try {
      const inputs = leaves.map(({ path, tensor }) => ({
        name: path,
        shape: tensor.shape,
        dtype: graphDtype(tensor),
        numbers: backend.numbers(tensor.dataId) ?? typed(tensor.dataSync(), tensor.dtype as Dtype),
      }));
      const outputs = this.#traced.outputs.map(({ name, shape, dtype }) => ({
        name,
        shape,
        dtype,
        numbers: backend.pool.take(tf.util.sizeFromShape([...shape]), dtype),
      }));
      await this.#session.run(inputs, outputs);
      const tensors = outputs.map(({ numbers, shape, dtype }) =>
        engine.makeTensorFromDataId(backend.hold(numbers), [...shape], dtype, backend),
      );
      return fill(this.#traced.outputForm, tensors);
    } finally {
      for (const dataId of held) backend.disposeData(dataId);
    }
  }

  /** Ends a profile begun by the session option enableProfiling: onnxruntime writes its file. */
  endProfiling(): void {
    this.#session.endProfiling();
  }

  dispose(): Promise<void> {
    return this.#session.dispose();
  }
}
