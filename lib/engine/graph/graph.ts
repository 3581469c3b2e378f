/**
 * Element types of the ONNX tensors this engine writes. TensorFlow.js has the first three; the others stay inside a
 * graph.
 */
type ElementType = "float32" | "int32" | "bool" | "int64" | "float64";

/** A float attribute or a list of them. Plain numbers are integers: ONNX distinguishes the two, JavaScript does not. */
export class Float {
  constructor(readonly value: number | readonly number[]) {}
}
export const float = (value: number | readonly number[]): Float => new Float(value);

export type Attribute = number | string | Float | readonly number[];
export type Attributes = Readonly<Record<string, Attribute>>;

export interface Node {
  readonly name: string;
  readonly domain: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: string[];
  readonly attributes: Attributes;
}

export interface Constant {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly number[];
  readonly data: NumericArray;
}

/** A named tensor that enters or leaves the graph. */
export interface Port {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly number[];
}

/** The numbers of a tensor of TensorFlow.js: float32, int32, bool. */
export type Numbers = Float32Array | Int32Array | Uint8Array;
export type NumericArray = Numbers | Float64Array | BigInt64Array;

interface EmitOptions {
  readonly domain?: string;
  readonly outputs?: number;
}

/**
 * An ONNX graph under construction: a list of nodes in an executable order. Nodes are pure, so a node requested twice
 * with the same inputs and attributes is emitted once.
 */
export class Graph {
  readonly inputs: Port[] = [];
  readonly outputs: Port[] = [];
  /**
   * The number of channels per block in onnxruntime's own layout for convolutions on this machine. With 0 the graph
   * uses only operators that every ONNX runtime has.
   */
  readonly block: number;
  readonly nodes: Node[] = [];
  readonly constants: Constant[] = [];
  /** Prefix of the names of new nodes: the TensorFlow.js kernel that emits them. */
  scope = "";
  readonly #known = new Map<string, Node>();
  readonly #knownConstants = new Map<string, string>();
  readonly #producers = new Map<string, Node>();

  constructor({ block = 0 }: { block?: number } = {}) {
    this.block = block;
  }

  input(name: string, type: ElementType, dims: readonly number[]): string {
    this.inputs.push({ name, type, dims });
    return name;
  }

  /** Declares the tensor `source` as the output `name`. Two outputs may have the same source. */
  output(name: string, source: string, type: ElementType, dims: readonly number[]): void {
    this.outputs.push({ name, type, dims });
    this.nodes.push({
      name: `${name}/Identity`,
      domain: "",
      op: "Identity",
      inputs: [source],
      outputs: [name],
      attributes: {},
    });
  }

  /** Adds a node with one output and returns the output's name. The name "" leaves out an optional input. */
  emit(op: string, inputs: readonly string[], attributes: Attributes = {}, domain = ""): string {
    return this.emitMany(op, inputs, attributes, { domain, outputs: 1 })[0]!;
  }

  emitMany(
    op: string,
    inputs: readonly string[],
    attributes: Attributes,
    { domain = "", outputs = 1 }: EmitOptions,
  ): string[] {
    const key = `${domain}|${op}|${inputs.join()}|${describe(attributes)}`;
    let node = this.#known.get(key);
    if (node === undefined) {
      const name = `${this.scope}${op}_${this.nodes.length}`;
      node = { name, domain, op, inputs, outputs: [], attributes };
      this.#known.set(key, node);
      this.nodes.push(node);
    }
    // A later caller may need more outputs of the same node: the gradient of max pooling needs the positions.
    while (node.outputs.length < outputs) {
      const output = node.outputs.length === 0 ? node.name : `${node.name}:${node.outputs.length}`;
      node.outputs.push(output);
      this.#producers.set(output, node);
    }
    return node.outputs.slice(0, outputs);
  }

  /** The node that makes a value, or undefined for an input or a constant. */
  producer(name: string): Node | undefined {
    return this.#producers.get(name);
  }

  constant(data: NumericArray, type: ElementType, dims: readonly number[]): string {
    const small = data.length <= 64;
    const key = small ? `${type}|${dims.join()}|${bits(data)}` : "";
    const known = this.#knownConstants.get(key);
    if (known !== undefined) return known;
    const name = `constant_${this.constants.length}`;
    this.constants.push({ name, type, dims, data });
    if (small) this.#knownConstants.set(key, name);
    return name;
  }

  /** A constant vector of 64-bit integers: axes, shapes, pads. */
  integers(values: readonly number[]): string {
    return this.constant(BigInt64Array.from(values, BigInt), "int64", [values.length]);
  }
}

function describe(attributes: Attributes): string {
  const entries = Object.entries(attributes);
  return entries.length === 0
    ? ""
    : entries
        .map(([key, value]) => `${key}=${value instanceof Float ? `f${value.value}` : value}`)
        .sort()
        .join(";");
}

/** The exact bytes as text, because 0 and −0 are different constants. */
function bits(data: NumericArray): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64");
}
