import * as tf from "@tensorflow/tfjs";
import { captureBackend, graphDtype } from "./backend.js";
import { type DrawsOfCall, fillDraw } from "./draws.js";
import { typed } from "./graph/value.js";
import { onnxModel } from "./onnx/model.js";
import { blockSize, type Content, Session, type SessionOptions } from "./session.js";
import { type Traced, trace } from "./trace.js";
import { fill, type Leaf } from "./tree.js";
import { refuseDifference } from "./verify.js";

/** A captured graph: its inputs, its size and how long it took to make. */
export interface GraphSummary {
  /** The inputs' shapes and dtypes, as text. */
  readonly signature: string;
  readonly nodes: number;
  readonly traceMs: number;
  readonly sessionMs: number;
}

type Recorder = (inputs: readonly unknown[], leaves: readonly Leaf[]) => Traced;

/** One step function captured for one set of input shapes. */
export class Compiled {
  readonly summary: GraphSummary;
  readonly #traced: Traced;
  readonly #session: Session;
  readonly #record: Recorder;
  readonly #running = new Set<Promise<void>>();

  private constructor(traced: Traced, record: Recorder, session: Session, summary: GraphSummary) {
    this.#traced = traced;
    this.#record = record;
    this.#session = session;
    this.summary = summary;
  }

  static async make(
    step: (...inputs: never[]) => unknown,
    inputs: readonly unknown[],
    leaves: readonly Leaf[],
    {
      signature,
      threads,
      session,
      verify,
    }: { signature: string; threads: number; session: SessionOptions; verify: boolean },
  ): Promise<Compiled> {
    const block = await blockSize();
    const started = performance.now();
    const record: Recorder = (...given) => trace(step, ...given, block, { lines: verify });
    const traced = record(inputs, leaves);
    if (verify) refuseDifference(traced, record(inputs, leaves));
    const model = onnxModel(traced.graph, step.name || "step");
    const between = performance.now();
    const made = await Session.create(model, threads, session);
    return new Compiled(traced, record, made, {
      signature,
      nodes: traced.graph.nodes.length,
      traceMs: between - started,
      sessionMs: performance.now() - between,
    });
  }

  /** Traces the step function again. @throws CaptureError if the new trace differs */
  verify(inputs: readonly unknown[], leaves: readonly Leaf[]): void {
    refuseDifference(this.#traced, this.#record(inputs, leaves));
  }

  /**
   * Runs the graph.
   * @param inputs the contents of its inputs, in the order of the leaves
   * @param random the generators of the random numbers that the step function draws
   */
  async run(inputs: readonly Content[], random: DrawsOfCall): Promise<unknown> {
    const backend = captureBackend();
    const { pool } = backend;
    const taken = ({ name, shape, dtype }: Omit<Content, "numbers">): Content => ({
      name,
      shape,
      dtype,
      numbers: pool.take(tf.util.sizeFromShape([...shape]), dtype),
    });
    const drawn = this.#traced.draws.map((draw, at) => {
      const content = taken(draw);
      fillDraw(draw, content.numbers, random(at));
      return content;
    });
    const outputs = this.#traced.outputs.map(taken);
    const running = this.#session.run([...inputs, ...drawn], outputs);
    this.#running.add(running);
    try {
      await running;
    } catch (error) {
      for (const { numbers } of outputs) pool.give(numbers);
      throw error;
    } finally {
      this.#running.delete(running);
      for (const { numbers } of drawn) pool.give(numbers);
    }
    const tensors = outputs.map(({ numbers, shape, dtype }) =>
      tf.engine().makeTensorFromDataId(backend.hold(numbers), [...shape], dtype, backend),
    );
    return fill(this.#traced.outputForm, tensors);
  }

  /** Releases the graph once its pending runs have finished. */
  async dispose(): Promise<void> {
    await Promise.allSettled(this.#running);
    await this.#session.dispose();
  }
}

/**
 * The current contents of the inputs. A result of a captured function is not copied: its buffer is pinned until
 * `release` is called, even if the tensor is disposed of in the meantime. Everything else is copied, so that the
 * caller may refill an array as soon as the captured function has been called.
 */
export function hold(leaves: readonly Leaf[]): { contents: Content[]; release: () => void } {
  const backend = captureBackend();
  const { pool } = backend;
  const dtypes = leaves.map(({ tensor }) => graphDtype(tensor)); // throws before any buffer is taken
  const ends: (() => void)[] = [];
  const contents = leaves.map(({ path, tensor }, index): Content => {
    const dtype = dtypes[index]!;
    const ours = backend.numbers(tensor.dataId);
    const numbers = ours ?? pool.take(tensor.size, dtype);
    if (ours) {
      pool.pin(ours);
      ends.push(() => pool.unpin(ours));
    } else {
      numbers.set(typed(tensor.dataSync(), dtype));
      ends.push(() => pool.give(numbers));
    }
    return { name: path, shape: tensor.shape, dtype, numbers };
  });
  return { contents, release: () => ends.forEach((end) => void end()) };
}
