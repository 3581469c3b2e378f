import { add, mul } from "./elementwise.js";
import type { Attributes, Graph } from "./graph.js";
import { halved, isBounded } from "./halfRange.js";
import { broadcastTo, laidOut, reshaped } from "./layout.js";
import { emitReduce, longest, partOf } from "./stages.js";
import { filled, isBlocked, type Stored, sameNumbers, setBlocked, size, type Value, value } from "./value.js";

// onnxruntime has its own layout for convolutions, [batch, channels / b, height, width, b], with b = 8 or 16 channels
// in one vector register. Its operators on that layout (domain com.microsoft.nchwc) are two to three times as fast as
// those on the usual layouts. onnxruntime's optimizer uses them only if weights are constant, which they are not in
// training. The operators still state a tensor's dimensions as [batch, channels, height, width].
//
// The values here are in that layout: images [batch, height, width, channels], or rows of features [..., channels], which
// count as one image with one line. A reshape that keeps the channels keeps the layout. A scale and an offset per channel, or per channel of every image, and sums of
// such values are kept as a formula until another operation needs the result. A normalisation, its ReLU and a residual
// connection then take one pass over memory instead of six.

export const nchwc = "com.microsoft.nchwc";

/** One tensor in a sum, times a factor per channel or per channel of every image. */
interface Term {
  readonly base: string;
  readonly scale?: Value | undefined;
}

/** Σ scale · base + offset. Scales and offset are scalars, [channels] or [batch, channels]. */
interface Formula {
  readonly terms: readonly Term[];
  readonly offset?: Value | undefined;
}

interface Blocked {
  readonly formula: Formula;
  /** The images that are stored, [batch, height, width, channels]. The value may have another shape. */
  readonly image: Image;
  name?: string;
}

type Image = readonly [batch: number, height: number, width: number, channels: number];

const known = new WeakMap<Value, Blocked>();
const mostTerms = 3;

/** The value of a named tensor that is in onnxruntime's own layout. @param image the images that the tensor stores */
export function blockedValue(
  graph: Graph,
  name: string,
  shape: readonly number[],
  image = imageOf(shape),
): Value {
  return formulaValue(graph, { terms: [{ base: name }] }, { shape, image });
}

function formulaValue(
  graph: Graph,
  formula: Formula,
  { shape, image }: { shape: readonly number[]; image: Image },
): Value {
  return storedAs(graph, { formula, image }, shape);
}

function storedAs(graph: Graph, blocked: Blocked, shape: readonly number[]): Value {
  const { image } = blocked;
  const made: Value = {
    shape,
    dtype: "float32",
    // Read only by operations that cannot use the layout.
    get stored(): Stored {
      if (!sameNumbers(shape, image)) return value(channelsLastName(graph, made), shape, "float32").stored;
      const channels = channelsOf(shape);
      const name = graph.emit("ReorderOutput", [nameOf(graph, blocked)], { channels }, nchwc);
      return value(name, shape, "float32", [0, 3, 1, 2]).stored;
    },
  };
  known.set(made, blocked);
  setBlocked(made, {
    channelsLast: channelsLastName,
    combine,
    elementwise: blockedElementwise,
    reshaped: renamed,
  });
  return made;
}

/** A blocked value with another shape, if its channels stay as they are. */
function renamed(graph: Graph, x: Value, shape: readonly number[]): Value | undefined {
  const isSame = shape.length > 1 && channelsOf(shape) === channelsOf(x.shape);
  return isSame ? storedAs(graph, known.get(x)!, shape) : undefined;
}

const channelsOf = (shape: readonly number[]): number => shape[shape.length - 1]!;

/** The images of a shape: itself if it has four axes, otherwise one image with one line. */
const imageOf = (shape: readonly number[]): Image =>
  shape.length === 4 ? (shape as unknown as Image) : [1, 1, size(shape.slice(0, -1)), channelsOf(shape)];

/** Whether a value is stored as the rows of one image with one line. */
export const isRows = (x: Value): boolean => {
  const image = known.get(x)?.image;
  return image !== undefined && image[0] === 1;
};

/** Whether `x` can be laid out in blocks: images or rows whose number of channels the block divides. */
export const canBlock = (graph: Graph, x: Value): boolean =>
  graph.block > 0 &&
  x.dtype === "float32" &&
  (x.shape.length === 4 || x.shape.length === 2) &&
  channelsOf(x.shape) % graph.block === 0 &&
  size(x.shape) > 0;

/**
 * The name of `x`, images or rows, in onnxruntime's own layout. Emits the conversion if `x` is in another layout or
 * stored as other images.
 */
export function blockedName(graph: Graph, x: Value, image = imageOf(x.shape)): string {
  const [batch, height, width, channels] = image;
  const blocked = known.get(x);
  const isAlike = blocked && blocked.image[0] === batch;
  if (isAlike && blocked.image[1] === height) return nameOf(graph, blocked);
  // Only the batch matters for the order in memory, and not even that with a single block of channels.
  if (blocked && (isAlike || channels === graph.block))
    return graph.emit("Reshape", [nameOf(graph, blocked), graph.integers([batch, channels, height, width])]);
  if (sameNumbers(x.shape, image)) {
    const { name, order, dims } = x.stored;
    if (sameNumbers(order, [0, 3, 1, 2]) && size(dims) === size(x.shape))
      return graph.emit("ReorderInput", [name], {}, nchwc);
  }
  const last = laidOut(graph, reshaped(graph, x, image));
  // A single block of channels has the same layout as channels last.
  if (channels === graph.block)
    return graph.emit("Reshape", [last, graph.integers([batch, channels, height, width])]);
  return graph.emit("ReorderInput", [last], { channels_last: 1 }, nchwc);
}

/** The images that `x` is stored as, or would be if it were brought into the layout. */
export const storedImage = (x: Value): Image => known.get(x)?.image ?? imageOf(x.shape);

/** The name of a blocked value in its plain layout, with the channels last. */
function channelsLastName(graph: Graph, x: Value): string {
  const { image } = known.get(x)!;
  const channels = channelsOf(image);
  const name = blockedName(graph, x, image);
  if (channels === graph.block) return graph.emit("Reshape", [name, graph.integers(x.shape)]);
  const last = graph.emit("ReorderOutput", [name], { channels, channels_last: 1 }, nchwc);
  return sameNumbers(x.shape, image) ? last : graph.emit("Reshape", [last, graph.integers(x.shape)]);
}

/** A blocked value as [batch, height, width, blocks, block], a shape every operator can read. */
export function blockedAxes(graph: Graph, x: Value): Value {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const dims = [batch, channels / graph.block, height, width, graph.block];
  const name = graph.emit("Reshape", [blockedName(graph, x), graph.integers(dims)]);
  return value(name, [batch, height, width, dims[1]!, graph.block], "float32", [0, 3, 1, 2, 4]);
}

function nameOf(graph: Graph, blocked: Blocked): string {
  blocked.name ??= evaluate(graph, blocked.formula, blocked.image);
  return blocked.name;
}

const pointwise = (channels: number): Attributes => ({
  kernel_shape: [1, 1],
  strides: [1, 1],
  dilations: [1, 1],
  pads: [0, 0, 0, 0],
  group: channels,
});

/** Emits the nodes that compute a formula, followed by `activation` if given. @returns the name of the result */
function evaluate(graph: Graph, formula: Formula, image: Image, activation?: "Relu"): string {
  const { terms, offset } = formula;
  const extra: Attributes = activation ? { activation } : {};
  const first = terms[0]!;
  if (terms.length === 1 && first.scale === undefined) {
    if (offset === undefined) return activation ? graph.emit(activation, [first.base]) : first.base;
  }
  if (terms.length === 1 && !activation) {
    const simple = withNumbers(graph, first, offset);
    if (simple !== undefined) return simple;
  }
  // In this layout a batch of n images with c channels is stored like one image with n · c channels.
  const perImage = [offset, ...terms.map(({ scale }) => scale)].some((x) => x !== undefined && isPerImage(x));
  const [batch, height, width, perPixel] = image;
  const channels = perImage ? batch * perPixel : perPixel;
  const viewed = (name: string, count: number, each: number) =>
    perImage ? graph.emit("Reshape", [name, graph.integers([count, each, height, width])]) : name;
  const vector = (x: Value, dims: readonly number[]) =>
    laidOut(graph, reshaped(graph, broadcastTo(x, perImage ? [batch, perPixel] : [channels]), dims));
  // A term without a factor costs nothing: the convolution takes it as the sum to add to.
  const ordered = [...terms].sort((a, b) => Number(a.scale !== undefined) - Number(b.scale !== undefined));
  if (offset === undefined && !activation && ordered.every(({ scale }) => scale === undefined))
    return ordered.map(({ base }) => base).reduce((sum, base) => graph.emit("Add", [sum, base]));
  let sum: string | undefined;
  if (ordered.length > 1 && ordered[0]!.scale === undefined) sum = viewed(ordered.shift()!.base, 1, channels);
  for (const [at, { base, scale }] of ordered.entries()) {
    const last = at === ordered.length - 1;
    const weights = vector(scale ?? filled(graph, 1, [], "float32"), [channels, 1, 1, 1]);
    const bias = last && offset ? vector(offset, [channels]) : "";
    const inputs = [viewed(base, 1, channels), weights, bias, sum ?? ""];
    while (inputs[inputs.length - 1] === "") inputs.pop();
    sum = graph.emit("Conv", inputs, { ...pointwise(channels), ...(last ? extra : {}) }, nchwc);
  }
  return viewed(sum!, batch, perPixel);
}

/** Whether a scale or an offset differs from image to image: [batch, channels]. */
const isPerImage = (x: Value): boolean => x.shape.length === 2;

/** scale · base + offset by one plain operator if scale and offset are numbers: a convolution's pass takes longer. */
function withNumbers(graph: Graph, { base, scale }: Term, offset: Value | undefined): string | undefined {
  const [factor, addend] = [scale === undefined ? 1 : scale.splat, offset === undefined ? 0 : offset.splat];
  if (factor === undefined || addend === undefined) return undefined;
  const scalar = (number: number) => filled(graph, number, [], "float32").stored.name;
  if (addend === 0) return graph.emit("Mul", [base, scalar(factor)]);
  if (factor === 1) return graph.emit("Add", [base, scalar(addend)]);
  if (factor === -1) return graph.emit("Sub", [scalar(addend), base]);
  if (factor === 0.5 && addend === 0.5 && isBounded(graph, base)) return halved(graph, base);
  return undefined;
}

/**
 * A convolution's output plus a parameter, as the convolution with a bias, which costs nothing. Otherwise undefined.
 */
function withBias(graph: Graph, { terms, offset: before }: Formula, offset: Value): Formula | undefined {
  const [{ base, scale }] = terms as readonly [Term];
  if (terms.length > 1 || scale !== undefined || before !== undefined) return undefined;
  const node = graph.producer(base);
  // An offset that comes from the convolution itself, such as a mean to subtract, would compute the convolution twice.
  if (node?.domain !== nchwc || node.op !== "Conv" || node.inputs.length !== 2) return undefined;
  if (node.attributes.activation !== undefined || offset.shape.length !== 1) return undefined;
  if (dependsOn(graph, offset.stored.name, base)) return undefined;
  const inputs = [...node.inputs, laidOut(graph, offset)];
  return { terms: [{ base: graph.emit("Conv", inputs, node.attributes, nchwc) }] };
}

/** Whether a tensor is computed from another one. */
function dependsOn(graph: Graph, name: string, other: string): boolean {
  const [seen, open] = [new Set<string>(), [name]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === other) return true;
    const inputs = graph.producer(next)?.inputs ?? [];
    for (const input of inputs) {
      if (!seen.has(input)) open.push(input);
      seen.add(input);
    }
  }
  return false;
}

/** ReLU of a blocked value, fused into the convolution that computes it if possible. */
export function blockedRelu(graph: Graph, x: Value): Value {
  const blocked = known.get(x)!;
  const { image } = blocked;
  const { terms, offset } = blocked.formula;
  const node = graph.producer(terms[0]!.base);
  const alone = terms.length === 1 && terms[0]!.scale === undefined && offset === undefined;
  if (alone && node?.domain === nchwc && node.op === "Conv" && node.attributes.activation === undefined) {
    const fused = graph.emit("Conv", node.inputs, { ...node.attributes, activation: "Relu" }, nchwc);
    return blockedValue(graph, fused, x.shape, image);
  }
  const { name } = blocked;
  const result =
    name === undefined ? evaluate(graph, blocked.formula, image, "Relu") : graph.emit("Relu", [name]);
  return blockedValue(graph, result, x.shape, image);
}

/**
 * An operand as a scale or offset of images or rows of `shape`: a scalar, [channels] or [batch, channels]. Undefined
 * if it also differs from pixel to pixel.
 */
function vectorOf(
  graph: Graph,
  x: Value,
  { shape, image }: { shape: readonly number[]; image: Image },
): Value | undefined {
  if (x.dtype !== "float32" || x.shape.length > shape.length) return undefined;
  if (size(x.stored.dims) === 1)
    return { ...reshaped(graph, { ...x, shape: [] }, []), stored: scalar(graph, x) };
  // The stored numbers must lie along the last axis, and along the first if it counts images.
  const rank = x.shape.length;
  const { name, order, dims } = x.stored;
  const long = order.filter((_, position) => dims[position] !== 1);
  const lengths = long.map((axis) => x.shape[axis]!);
  const stored =
    lengths.length === dims.length ? name : graph.emit("Reshape", [name, graph.integers(lengths)]);
  const channels = channelsOf(shape);
  if (sameNumbers(long, [rank - 1]) && lengths[0] === channels) return value(stored, [channels], "float32");
  const isOfImages = rank === 4 && sameNumbers(shape, image);
  if (!isOfImages || !long.every((axis) => axis === 0 || axis === 3)) return undefined;
  const perImage = { name: stored, order: long.map((axis) => (axis === 0 ? 0 : 1)), dims: lengths };
  return { shape: [shape[0]!, channels], dtype: "float32", stored: perImage };
}

function scalar(graph: Graph, x: Value): Stored {
  const { name, dims } = x.stored;
  return {
    name: dims.length === 0 ? name : graph.emit("Reshape", [name, graph.integers([])]),
    order: [],
    dims: [],
  };
}

type Arithmetic = "Add" | "Sub" | "Mul" | "Div";

/**
 * a ∘ b with at least one blocked operand: a formula if the result is linear, otherwise an operation on the tensors.
 * Undefined if the layout does not help.
 */
function combine(graph: Graph, op: Arithmetic, a: Value, b: Value): Value | undefined {
  const like = known.has(a) ? a : b;
  const other = known.has(a) ? b : a;
  const one = known.get(like);
  if (one === undefined || like.shape.length < other.shape.length) return undefined;
  const of = { shape: like.shape, image: one.image };
  const vector = known.has(other) ? undefined : vectorOf(graph, other, of);
  if (vector) {
    if (op === "Mul" || (op === "Div" && like === a)) {
      const factor = op === "Mul" ? vector : reciprocal(graph, vector);
      const whole = scaled(graph, simple(one), factor) ?? scaled(graph, bare(nameOf(graph, one)), factor)!;
      return formulaValue(graph, whole, of);
    }
    if (op === "Div") return undefined;
    const negative = (x: Formula) => scaled(graph, x, filled(graph, -1, [], "float32"))!;
    if (op === "Sub" && like === b)
      return formulaValue(graph, shifted(graph, negative(simple(one)), vector), of);
    const offset = op === "Sub" ? mul(graph, vector, -1) : vector;
    return formulaValue(graph, shifted(graph, simple(one), offset), of);
  }
  if (!sameNumbers(other.shape, like.shape) || !isWorthBlocking(other, one.image)) return undefined;
  const emitted = (name: string) => blockedValue(graph, name, of.shape, of.image);
  const names = () => [blockedName(graph, a, of.image), blockedName(graph, b, of.image)];
  if (op === "Div") return emitted(graph.emit(op, names()));
  const [left, right] = [formulaOf(graph, a, of.image), formulaOf(graph, b, of.image)];
  if (op === "Mul") {
    const formula = product(graph, left, right);
    return formula ? formulaValue(graph, formula, of) : emitted(graph.emit(op, names()));
  }
  const turned = op === "Sub" ? scaled(graph, right, filled(graph, -1, [], "float32"))! : right;
  if (op === "Sub" && left.terms.length + right.terms.length === 2 && isBare(left) && isBare(right))
    return emitted(graph.emit("Sub", [left.terms[0]!.base, right.terms[0]!.base]));
  return formulaValue(graph, sum(graph, left, turned), of);
}

/**
 * Whether to bring the other operand into the layout, rather than leave the layout. Rows that are in another layout come
 * from operations along the channels, such as a layer normalisation, and the next such operation needs that layout.
 */
const isWorthBlocking = (other: Value, image: Image): boolean => known.has(other) || image[0] > 1;

const isBare = ({ terms, offset }: Formula) =>
  terms.length === 1 && terms[0]!.scale === undefined && offset === undefined;

const reciprocal = (graph: Graph, x: Value): Value =>
  x.splat === undefined
    ? value(graph.emit("Reciprocal", [laidOut(graph, x)]), x.shape, "float32")
    : filled(graph, 1 / x.splat, x.shape, "float32");

const bare = (name: string): Formula => ({ terms: [{ base: name }] });

/** The formula of a value. Once it has been evaluated, this is just its result. */
const simple = ({ name, formula }: Blocked): Formula => (name === undefined ? formula : bare(name));

/** (s · x) · (t · y) as (s · t) · (x · y), so that the next operation can absorb the factors. Otherwise undefined. */
function product(graph: Graph, a: Formula, b: Formula): Formula | undefined {
  const [{ base: x, scale: s }] = a.terms as readonly [Term];
  const [{ base: y, scale: t }] = b.terms as readonly [Term];
  if (a.terms.length > 1 || b.terms.length > 1 || a.offset || b.offset || !(s || t)) return undefined;
  const scale = s && t ? mul(graph, s, t) : (s ?? t);
  return { terms: [{ base: graph.emit("Mul", [x, y]), scale }] };
}

/** The formula of a value that is stored, or brought into the layout, as these images. */
function formulaOf(graph: Graph, x: Value, image: Image): Formula {
  const blocked = known.get(x);
  if (blocked === undefined || !sameNumbers(blocked.image, image)) return bare(blockedName(graph, x, image));
  return blocked.formula.terms.length >= mostTerms ? bare(nameOf(graph, blocked)) : simple(blocked);
}

/** A formula times a factor; undefined if multiplying the offset would lose digits. */
function scaled(graph: Graph, { terms, offset }: Formula, factor: Value): Formula | undefined {
  if (factor.splat === 1) return { terms, offset };
  // If x is near 1000, (x − 1000) · 3 is more precise than 3x − 3000: subtract before multiplying.
  if (offset && !isPowerOfTwo(factor.splat)) return undefined;
  return {
    terms: terms.map(({ base, scale }) => ({ base, scale: scale ? mul(graph, scale, factor) : factor })),
    offset: offset && mul(graph, offset, factor),
  };
}

/** Whether multiplying by a number only changes a float's sign and exponent. */
const isPowerOfTwo = (number: number | undefined): boolean =>
  number !== undefined && number !== 0 && Number.isInteger(Math.log2(Math.abs(number)));

function shifted(graph: Graph, formula: Formula, by: Value): Formula {
  const { terms, offset } = formula;
  return withBias(graph, formula, by) ?? { terms, offset: offset ? add(graph, offset, by) : by };
}

function sum(graph: Graph, a: Formula, b: Formula): Formula {
  const terms = [...a.terms];
  const unit = filled(graph, 1, [], "float32");
  for (const term of b.terms) {
    const at = terms.findIndex(({ base }) => base === term.base);
    if (at < 0) terms.push(term);
    else terms[at] = { base: term.base, scale: add(graph, terms[at]!.scale ?? unit, term.scale ?? unit) };
  }
  const offset = a.offset && b.offset ? add(graph, a.offset, b.offset) : (a.offset ?? b.offset);
  return { terms, offset };
}

/** An element-wise operator on floats; the other operands may be numbers. Undefined if it does not fit the layout. */
function blockedElementwise(
  graph: Graph,
  op: string,
  operands: readonly Value[],
  attributes: Attributes | undefined,
): Value | undefined {
  const like = operands.find(isBlocked);
  if (!like) return undefined;
  const { image } = known.get(like)!;
  const names: string[] = [];
  for (const operand of operands) {
    if (
      sameNumbers(operand.shape, like.shape) &&
      isWorthBlocking(operand, image) &&
      (isBlocked(operand) || (operand.dtype === "float32" && size(operand.stored.dims) === size(like.shape)))
    )
      names.push(blockedName(graph, operand, image));
    else if (operand.splat !== undefined) names.push(scalar(graph, operand).name);
    else return undefined;
  }
  return blockedValue(graph, graph.emit(op, names, attributes), like.shape, image);
}

/** The mean over all axes but the channels, [channels]; undefined if that would lose digits. */
export function blockedMean(graph: Graph, x: Value): Value | undefined {
  const blocked = known.get(x)!;
  const { image } = blocked;
  const { terms, offset } = simple(blocked);
  // One term is scaled after its mean is taken. Means of several terms, or of a term and an offset, might cancel.
  const alone =
    terms.length === 1 && offset === undefined && !(terms[0]!.scale && isPerImage(terms[0]!.scale));
  const { base, scale } = alone ? terms[0]! : { base: nameOf(graph, blocked) };
  const means = imageMeans(graph, base, image);
  if (means === undefined) return undefined;
  const [batch, , , channels] = image;
  const dims = [batch, channels, 1, 1];
  const name =
    batch === 1
      ? graph.emit("Reshape", [means, graph.integers([channels])])
      : emitReduce(graph, "Mean", { name: means, dims, dtype: "float32" }, [0, 2, 3]);
  const mean = value(name, [channels], "float32");
  return scale ? mul(graph, mean, scale) : mean;
}

/** The mean over height and width, [batch, channels]; undefined if that would lose digits or `x` is not images. */
export function blockedImageMean(graph: Graph, x: Value): Value | undefined {
  const blocked = known.get(x)!;
  const { image } = blocked;
  const means = sameNumbers(x.shape, image) ? imageMeans(graph, nameOf(graph, blocked), image) : undefined;
  if (means === undefined) return undefined;
  const dims = [image[0], image[3]];
  return value(graph.emit("Reshape", [means, graph.integers(dims)]), dims, "float32");
}

/**
 * The mean of every channel of every image, [batch, channels, 1, 1]. With many pixels it is taken in stages, to keep
 * its digits; undefined if the number of pixels has no suitable divisor.
 */
function imageMeans(graph: Graph, base: string, [batch, height, width, channels]: Image): string | undefined {
  let [name, places] = [base, height * width];
  while (places > longest.outer) {
    const part = partOf(places, longest.outer);
    if (part === undefined) return undefined;
    // In this layout the pixels of an image are contiguous, so they can be read as rows of any length.
    const rows = graph.emit("Reshape", [name, graph.integers([batch, channels, places / part, part])]);
    const window = { kernel_shape: [1, part], strides: [1, part], dilations: [1, 1], pads: [0, 0, 0, 0] };
    name = graph.emit("AveragePool", [rows], window, nchwc);
    places /= part;
  }
  return graph.emit("GlobalAveragePool", [name], {}, nchwc);
}
