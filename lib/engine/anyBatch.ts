import { CaptureError } from "./errors.js";
import { elementCode } from "./graph/elementwise.js";
import { type Attribute, type Constant, Float, type Graph, type Node } from "./graph/graph.js";
import { prune } from "./graph/prune.js";
import type { Traced } from "./trace.js";

/** How a number follows from the batch size B: slope · B + offset, or slope / B + offset. */
interface Rule {
  readonly slope: number;
  readonly offset: number;
  readonly inverse: boolean;
}

/**
 * Turns three traces of a step function, which differ only in the batch size of their inputs, into one graph for any
 * batch size. Numbers that differ between the traces, such as the shape in a Reshape or the factor 1/B of a mean, are
 * computed from the first dimension of an input. The third trace checks the rule that the first two give.
 *
 * @param sizes the batch size of each trace
 * @returns the first trace's graph, changed; a free dimension has the length NaN
 * @throws CaptureError if the traces differ in anything else, such as the number of nodes
 */
export function forAnyBatch(
  traces: readonly [Traced, Traced, Traced],
  sizes: readonly [number, number, number],
): Graph {
  const [graph, ...others] = traces.map((traced) => traced.graph) as [Graph, Graph, Graph];
  const all = [graph, ...others];
  if (others.some((other) => other.nodes.length !== graph.nodes.length))
    throw differs("the number of operations");
  const ports = (which: "inputs" | "outputs") =>
    graph[which].map((port, at) => ({
      ...port,
      dims: port.dims.map((length, axis) => {
        const lengths = all.map((one) => one[which][at]!.dims[axis]!);
        if (lengths.every((other) => other === length)) return length;
        if (lengths.every((other, which) => other === sizes[which])) return Number.NaN;
        throw differs(`dimension ${axis} of ${port.name}, which is not the batch size,`);
      }),
    }));
  const inputs = ports("inputs");
  const outputs = ports("outputs");
  const source = inputs.find(({ dims }) => Number.isNaN(dims[0]!));
  if (source === undefined) throw new CaptureError("no input has the batch as its first dimension");

  const before: Node[] = [];
  const add = (op: string, given: readonly string[], attributes: Node["attributes"] = {}): string => {
    const name = `batch/${op}_${before.length}`;
    before.push({ name, domain: "", op, inputs: given, outputs: [name], attributes });
    return name;
  };
  const size = add("Shape", [source.name], { start: 0, end: 1 }); // a vector of one 64-bit integer
  const converted = new Map([["int64", size]]);
  const sizeAs = (type: Constant["type"]): string => {
    let name = converted.get(type);
    if (name === undefined) {
      name = add("Cast", [size], { to: elementCode[type] });
      converted.set(type, name);
    }
    return name;
  };

  const replaced = new Map<string, string>();
  const byName = all.map((one) => new Map(one.constants.map((constant) => [constant.name, constant])));
  /** The name of a constant of the first trace, or of what computes it from the batch size. */
  const constantFor = (names: readonly [string, string, string], op: string): string => {
    const found = names.map((name, at) => byName[at]!.get(name));
    const [first] = found;
    if (found.every((one) => one === undefined)) {
      if (names.some((name) => name !== names[0])) throw differs(`what ${op} reads`);
      return names[0];
    }
    if (first === undefined || found.some((one) => one === undefined || one.type !== first.type))
      throw differs(`a constant of ${op}`);
    const [a, b, c] = found as [Constant, Constant, Constant];
    if (sameNumbers(a, b) && sameNumbers(a, c)) return names[0];
    const key = names.join();
    let made = replaced.get(key);
    if (made === undefined) {
      if (a.data.length !== b.data.length || a.data.length !== c.data.length || `${a.dims}` !== `${b.dims}`)
        throw differs(`the size of a constant of ${op}`);
      made = computed(graph, a, rules([a, b, c], sizes, op), add, sizeAs);
      replaced.set(key, made);
    }
    return made;
  };

  const nodes = graph.nodes.map((node, at): Node => {
    const twins = all.map((one) => one.nodes[at]!) as [Node, Node, Node];
    if (twins.some((twin) => twin.op !== node.op || twin.inputs.length !== node.inputs.length))
      throw differs(`operation ${node.op}`);
    if (twins.some((twin) => attributesOf(twin) !== attributesOf(node)))
      throw differs(`a setting of ${node.op}`);
    const names = node.inputs.map((_, place) =>
      constantFor(twins.map((twin) => twin.inputs[place]!) as [string, string, string], node.op),
    );
    return { ...node, inputs: names };
  });
  graph.inputs.splice(0, graph.inputs.length, ...inputs);
  graph.outputs.splice(0, graph.outputs.length, ...outputs);
  graph.nodes.splice(0, graph.nodes.length, ...before, ...nodes);
  prune(graph);
  return graph;
}

const differs = (what: string): CaptureError =>
  new CaptureError(
    `the graph cannot be saved for any batch size: ${what} depends on the batch size in a way that has no formula; save it for one size`,
  );

const attributesOf = ({ attributes }: Node): string =>
  JSON.stringify(
    Object.entries(attributes).map(([key, value]: [string, Attribute]) => [
      key,
      value instanceof Float ? value.value : value,
    ]),
  );

const numbersIn = ({ data }: Constant): number[] => Array.from(data as ArrayLike<number | bigint>, Number);

function sameNumbers(a: Constant, b: Constant): boolean {
  const [x, y] = [numbersIn(a), numbersIn(b)];
  return (
    `${a.dims}` === `${b.dims}` && x.length === y.length && x.every((value, at) => Object.is(value, y[at]))
  );
}

/** The rule of each element. Floats are 32 bits, so they agree to a part in a million. */
function rules(
  constants: readonly [Constant, Constant, Constant],
  sizes: readonly [number, number, number],
  op: string,
): Rule[] {
  const [a, b, c] = constants.map(numbersIn) as [number[], number[], number[]];
  const exact = constants[0].type === "int64" || constants[0].type === "int32";
  const rule = (at: number, inverse: boolean): Rule | undefined => {
    const [x, y, z] = sizes.map((size) => (inverse ? 1 / size : size)) as [number, number, number];
    const slope = (b[at]! - a[at]!) / (y - x);
    const offset = a[at]! - slope * x;
    const error = Math.abs(slope * z + offset - c[at]!);
    if (!(error <= (exact ? 1e-9 : 1e-6) * Math.abs(c[at]!))) return undefined;
    // An offset that is only rounding would spoil sizes far from those seen.
    const small = Math.abs(offset) <= 1e-5 * Math.abs(a[at]!);
    return { slope: small ? a[at]! / x : slope, offset: small ? 0 : offset, inverse };
  };
  return a.map((_, at) => {
    const found = rule(at, false) ?? (exact ? undefined : rule(at, true));
    if (found === undefined) throw differs(`a number in ${op}`);
    return found;
  });
}

/** Nodes that compute a constant from the batch size. */
function computed(
  graph: Graph,
  like: Constant,
  given: readonly Rule[],
  add: (op: string, inputs: readonly string[]) => string,
  sizeAs: (type: Constant["type"]) => string,
): string {
  const { type, dims } = like;
  if (type === "bool") throw differs("a truth value");
  // Named apart, since the graph numbers its constants and has lost some by pruning.
  const constant = (values: readonly number[], as: Exclude<Constant["type"], "bool"> = type) => {
    const name = `batch/constant_${graph.constants.length}`;
    graph.constants.push({ name, type: as, dims: [values.length], data: array(as, values) });
    return name;
  };
  const size = sizeAs(type);
  const part = (inverse: boolean) => given.map((rule) => (rule.inverse === inverse ? rule.slope : 0));
  const terms: string[] = [];
  if (given.some(({ inverse }) => !inverse)) terms.push(add("Mul", [size, constant(part(false))]));
  if (given.some(({ inverse }) => inverse)) terms.push(add("Div", [constant(part(true)), size]));
  if (given.some(({ offset }) => offset !== 0)) terms.push(constant(given.map(({ offset }) => offset)));
  const sum = terms.reduce((total, term) => add("Add", [total, term]));
  return dims.length === 1 ? sum : add("Reshape", [sum, constant(dims, "int64")]);
}

function array(type: Exclude<Constant["type"], "bool">, values: readonly number[]): Constant["data"] {
  if (type === "int64") return BigInt64Array.from(values, (value) => BigInt(Math.round(value)));
  if (type === "int32") return Int32Array.from(values, Math.round);
  return type === "float32" ? Float32Array.from(values) : Float64Array.from(values);
}
