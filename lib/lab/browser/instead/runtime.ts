// Stands in for engine/runtime.ts: onnxruntime-web's WebAssembly in place of the native library.
import * as ort from "onnxruntime-web/wasm";

let loaded: Promise<typeof runtime> | undefined;

/** Gives the page's WebAssembly to the runtime. Called once, before the first graph. */
export function provideWasm(wasm: ArrayBuffer): void {
  ort.env.wasm.wasmBinary = wasm;
  ort.env.wasm.numThreads = 1; // pages from disk get no shared memory, which threads need
  ort.env.wasm.proxy = false;
  ort.env.logLevel = "fatal"; // the probe for the blocked layout is refused, as it should be
}

/** The runtime, with outputs written into the given arrays as onnxruntime-node does. */
export async function loadRuntime(): Promise<typeof runtime> {
  loaded ??= Promise.resolve(runtime);
  return loaded;
}

export function loadRuntimeFile(path: string): never {
  throw new Error(`${path}: a page has no native library`);
}

type Outputs = Readonly<Record<string, ort.Tensor>>;

/** A session. Its run also lets the messages of the page in, at most every `breath` milliseconds. */
class WebSession {
  readonly #session: ort.InferenceSession;

  constructor(session: ort.InferenceSession) {
    this.#session = session;
  }

  async run(inputs: Outputs, outputs: Outputs): Promise<void> {
    const results = await this.#session.run(inputs, Object.keys(outputs));
    for (const [name, { data }] of Object.entries(outputs))
      (data as Float32Array).set(results[name]!.data as Float32Array);
    await breathe();
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}

const runtime = {
  Tensor: ort.Tensor,
  InferenceSession: {
    create: async (model: Uint8Array, options: ort.InferenceSession.SessionOptions) =>
      new WebSession(await ort.InferenceSession.create(model, { ...options, executionProviders: ["wasm"] })),
  },
};

const breath = 50;
let last = 0;
const channel = new MessageChannel();

/** Without this no message would arrive before the end of a run: WebAssembly does not return to the event loop. */
async function breathe(): Promise<void> {
  const now = performance.now();
  if (now - last < breath) return;
  last = now;
  await new Promise<void>((resume) => {
    channel.port1.onmessage = () => resume();
    channel.port2.postMessage(0);
  });
}
