import type { InferenceSession } from "onnxruntime-node";
import { CaptureError } from "./errors.js";
import { nchwc } from "./graph/blocked.js";
import type { Numbers } from "./graph/graph.js";
import { Graph } from "./graph/graph.js";
import type { Dtype } from "./graph/value.js";
import { onnxModel } from "./onnx/model.js";
import { loadRuntime } from "./runtime.js";

type Runtime = typeof import("onnxruntime-node");
export type SessionOptions = InferenceSession.SessionOptions;

let block: Promise<number> | undefined;

/**
 * The number of channels per block in onnxruntime's own layout for convolutions on this machine; 0 if it has no such
 * layout. Found by running an image of two pixels with the values 0, 1, … through the conversion.
 */
export function blockSize(): Promise<number> {
  block ??= findBlockSize();
  return block;
}

async function findBlockSize(): Promise<number> {
  const channels = 64;
  const graph = new Graph();
  const dims = [1, channels, 1, 2];
  const input = graph.input("x", "float32", dims);
  graph.output("y", graph.emit("ReorderInput", [input], {}, nchwc), "float32", dims);
  try {
    const session = await Session.create(onnxModel(graph, "probe"), 1, {});
    const [x, y] = [
      Float32Array.from({ length: 2 * channels }, (_, at) => at),
      new Float32Array(2 * channels),
    ];
    const common = { shape: dims, dtype: "float32" } as const;
    await session.run([{ ...common, name: "x", numbers: x }], [{ ...common, name: "y", numbers: y }]);
    await session.dispose();
    // In x a channel's two pixels are adjacent. In y the second pixel comes after the first pixels of the whole block.
    const found = y.indexOf(1) - y.indexOf(0);
    return found === 8 || found === 16 ? found : 0;
  } catch {
    return 0; // this build of onnxruntime has no such operators
  }
}

export interface Content {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: Dtype;
  readonly numbers: Numbers;
}

async function create(
  runtime: Runtime,
  model: Uint8Array,
  options: SessionOptions,
): Promise<InferenceSession> {
  try {
    return await runtime.InferenceSession.create(model, options);
  } catch (error) {
    throw new CaptureError(`onnxruntime refuses the graph: ${(error as Error).message}`, { cause: error });
  }
}

/** One graph, loaded and optimised by onnxruntime. */
export class Session {
  readonly #runtime: Runtime;
  readonly #session: InferenceSession;

  private constructor(runtime: Runtime, session: InferenceSession) {
    this.#runtime = runtime;
    this.#session = session;
  }

  /** @param threads threads within one operation */
  static async create(model: Uint8Array, threads: number, options: SessionOptions): Promise<Session> {
    const runtime = await loadRuntime();
    const session = await create(runtime, model, {
      executionProviders: ["cpu"],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: "sequential",
      graphOptimizationLevel: "all",
      logSeverityLevel: 3,
      ...options,
    });
    return new Session(runtime, session);
  }

  /**
   * Runs the graph. Inputs are read in place and outputs are written into the given arrays; nothing is copied.
   */
  async run(inputs: readonly Content[], outputs: readonly Content[]): Promise<void> {
    const tensors = (list: readonly Content[]) =>
      Object.fromEntries(list.map((one) => [one.name, this.#tensor(one)]));
    try {
      await this.#session.run(tensors(inputs), tensors(outputs));
    } catch (error) {
      throw new CaptureError(`onnxruntime: ${(error as Error).message}`, { cause: error });
    }
  }

  #tensor({ numbers, dtype, shape }: Content) {
    const { Tensor } = this.#runtime;
    if (dtype === "float32") return new Tensor(dtype, numbers as Float32Array, shape);
    if (dtype === "int32") return new Tensor(dtype, numbers as Int32Array, shape);
    return new Tensor(dtype, numbers as Uint8Array, shape);
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }
}
