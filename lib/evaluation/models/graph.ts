import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { InferenceSession, Tensor } from "onnxruntime-node";
import { InputError, oneOf, systemFault } from "../../base/errors.js";
import { loadRuntime } from "../../engine/index.js";

export interface GraphOptions {
  /** onnxruntime's execution provider, default `cpu`. */
  readonly provider?: string;
  /** Threads of one run, default 1. */
  readonly threads?: number;
}

/** An ONNX graph that has been loaded. */
export interface OnnxGraph {
  readonly file: string;
  /** SHA-256 of the file, and of the files beside it that hold its weights. */
  readonly digest: string;
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
  /** Runs the graph and returns one output as float32. @throws InputError if the graph refuses its inputs */
  run(
    feeds: Readonly<Record<string, Tensor>>,
    output: string,
  ): Promise<{ dims: readonly number[]; data: Float32Array }>;
}

/** An input or output: its name, element type and shape. Sizes that are not fixed are undefined. */
export interface GraphValue {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | undefined)[];
  /** What the graph calls its first size, if it is not fixed. Values with the same name need equal sizes. */
  readonly batchName: string | undefined;
}

/** onnxruntime prints only what ends the process. Its other errors are thrown, and become one line here. */
const quiet = 4;

/** Loads a graph. @throws InputError if there is no such file, or onnxruntime cannot load it */
export async function openGraph(file: string, options: GraphOptions = {}): Promise<OnnxGraph> {
  const { provider = "cpu", threads = 1 } = options;
  const digest = await graphDigest(file);
  const runtime = await loadRuntime();
  const known = [...new Set(runtime.listSupportedBackends().map(({ name }) => name))];
  if (!known.includes(provider))
    throw new InputError(`--provider: "${provider}" is not known, expected ${oneOf(known)}`);
  let session: InferenceSession;
  try {
    session = await runtime.InferenceSession.create(file, {
      executionProviders: [provider],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      logSeverityLevel: quiet,
    });
  } catch (error) {
    throw new InputError(
      provider === "cpu"
        ? `${file}: onnxruntime cannot load it (${oneLine(error)}), expected an ONNX graph`
        : `--provider: "${provider}" cannot run ${file} here (${oneLine(error)}), expected its device and libraries; cpu runs everywhere`,
    );
  }
  return {
    file,
    digest,
    inputs: session.inputMetadata.map(describedValue),
    outputs: session.outputMetadata.map(describedValue),
    async run(feeds, output) {
      try {
        const { [output]: tensor } = await session.run(feeds, [output], { logSeverityLevel: quiet });
        return { dims: tensor!.dims, data: asFloat32(tensor!, file) };
      } catch (error) {
        if (error instanceof InputError) throw error;
        throw new InputError(`${file}: the graph cannot be run on these inputs (${oneLine(error)})`);
      }
    },
  };
}

/** Large graphs keep their weights in files beside them: `NAME.onnx_data`, `NAME.onnx_data_1`, `NAME.onnx.data`. */
async function graphDigest(file: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    for await (const part of createReadStream(file)) hash.update(part as Uint8Array);
    const beside = (await readdir(dirname(file))).filter((name) =>
      /^[._]data(_\d+)?$/.test(name.startsWith(basename(file)) ? name.slice(basename(file).length) : ""),
    );
    for (const name of beside.sort())
      for await (const part of createReadStream(join(dirname(file), name))) hash.update(part as Uint8Array);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw new InputError(`${file}: no such file`);
    throw systemFault(error, file) ?? error;
  }
  return hash.digest("hex");
}

function oneLine(error: unknown): string {
  const [line] = (error instanceof Error ? error.message : String(error)).split("\n");
  // Without the place in onnxruntime's source.
  return line!
    .replace(/^Non-zero status code returned while running (\S+) node.*? Status Message: /, "$1: ")
    .replace(/\/onnxruntime_src\/\S+:\d+ (.*?\) )?/, "")
    .slice(0, 200);
}

function describedValue(value: InferenceSession.ValueMetadata): GraphValue {
  if (!value.isTensor) return { name: value.name, type: "no tensor", shape: [], batchName: undefined };
  const [batch] = value.shape;
  return {
    name: value.name,
    type: value.type,
    shape: value.shape.map((size) => (typeof size === "number" && size > 0 ? size : undefined)),
    batchName: typeof batch === "string" && batch !== "" ? batch : undefined,
  };
}

/** An input or output in words, for messages. */
export function valueText({ name, type, shape }: GraphValue): string {
  return `${name} (${type} ${shape.map((size) => size ?? "?").join(" × ")})`;
}

/** Token numbers as the graph wants them: int32 or int64. @throws InputError for another type */
export async function tokenTensor(
  graph: OnnxGraph,
  input: GraphValue,
  tokens: Int32Array,
  dims: readonly number[],
): Promise<Tensor> {
  const { Tensor } = await loadRuntime();
  if (input.type === "int32") return new Tensor("int32", tokens, dims);
  if (input.type === "int64") return new Tensor("int64", BigInt64Array.from(tokens, BigInt), dims);
  throw new InputError(`${graph.file}: input "${input.name}" is ${input.type}, expected int32 or int64`);
}

/** Pixels as the graph wants them: float32 or float16. @throws InputError for another type */
export async function pixelTensor(
  graph: OnnxGraph,
  input: GraphValue,
  pixels: Float32Array,
  dims: readonly number[],
): Promise<Tensor> {
  const { Tensor } = await loadRuntime();
  if (input.type === "float32") return new Tensor("float32", pixels, dims);
  if (input.type === "float16") return new Tensor("float16", Uint16Array.from(pixels, toHalf), dims);
  throw new InputError(`${graph.file}: input "${input.name}" is ${input.type}, expected float32 or float16`);
}

function asFloat32(tensor: Tensor, file: string): Float32Array {
  if (tensor.type === "float32") return tensor.data as Float32Array;
  if (tensor.type === "float16") {
    const { data } = tensor;
    // Newer versions of Node.js have Float16Array, and onnxruntime then returns it.
    return data instanceof Uint16Array
      ? Float32Array.from(data, fromHalf)
      : Float32Array.from(data as unknown as ArrayLike<number>);
  }
  throw new InputError(`${file}: an output of ${tensor.type}, expected float32 or float16`);
}

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** The nearest number of half precision, ties to even, as its 16 bits. */
export function toHalf(value: number): number {
  float[0] = value;
  const all = bits[0]!;
  const sign = (all >>> 16) & 0x8000;
  const magnitude = all & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00; // not a number
  if (magnitude >= 0x477ff000) return sign | 0x7c00; // rounds to infinity
  if (magnitude < 0x38800000) {
    // Below the smallest normal number: a multiple of 2^-24.
    const steps = Math.abs(value) * 2 ** 24;
    const whole = Math.floor(steps);
    const rest = steps - whole;
    return sign | (rest > 0.5 || (rest === 0.5 && whole % 2 === 1) ? whole + 1 : whole);
  }
  const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
  return sign | ((rounded - 0x38000000) >>> 13);
}

/** The number that 16 bits of half precision mean. */
export function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
