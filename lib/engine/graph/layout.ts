import type { Attributes, Graph } from "./graph.js";
import { blocksOf, plainOrder, type Stored, sameNumbers, size, type Value, value } from "./value.js";

/**
 * The name of a tensor with all elements of `x` and its axes in `order` (default: the order of the shape).
 * Emits Transpose, Reshape and Expand if the stored tensor has a different layout.
 */
export function laidOut(
  graph: Graph,
  x: Value,
  order: readonly number[] = plainOrder(x.shape.length),
): string {
  const blocks = blocksOf(x);
  if (blocks && sameNumbers(order, plainOrder(order.length))) return blocks.channelsLast(graph, x);
  const aligned = align(graph, x, x.shape.length, order);
  const dims = order.map((axis) => x.shape[axis]!);
  if (sameNumbers(aligned.dims, dims)) return aligned.name;
  if (size(aligned.dims) === size(dims)) return reshapeTo(graph, aligned.name, dims);
  return graph.emit("Expand", [aligned.name, graph.integers(dims)]);
}

/** The same elements with other dimensions. In ONNX a 0 means "unchanged" unless `allowzero` is set. */
function reshapeTo(graph: Graph, name: string, dims: readonly number[]): string {
  const attributes: Attributes = dims.includes(0) ? { allowzero: 1 } : {};
  return graph.emit("Reshape", [name, graph.integers(dims)], attributes);
}

/** `x` stored in its plain layout. */
export function plain(graph: Graph, x: Value): Value {
  return value(laidOut(graph, x), x.shape, x.dtype);
}

/**
 * A tensor that broadcasts, by ONNX's rule, to a tensor of `rank` axes stored in `order`. The axes of `x` are the
 * last of these axes. Repeated axes have length 1; leading repeated axes may be absent.
 */
export function align(
  graph: Graph,
  x: Value,
  rank: number,
  order: readonly number[],
): { name: string; dims: readonly number[] } {
  const axes = x.stored.order.map((axis) => axis + rank - x.shape.length);
  let { name, dims } = x.stored;
  const long = axes.filter((_, position) => dims[position] !== 1);
  if (
    !sameNumbers(
      long,
      order.filter((axis) => long.includes(axis)),
    )
  ) {
    const perm = plainOrder(axes.length).sort((a, b) => order.indexOf(axes[a]!) - order.indexOf(axes[b]!));
    name = graph.emit("Transpose", [name], { perm });
    dims = perm.map((position) => x.stored.dims[position]!);
  }
  const lengths = new Map(axes.map((axis, position) => [axis, x.stored.dims[position]!]));
  const target = withoutLeadingOnes(order.map((axis) => lengths.get(axis) ?? 1));
  if (dims.length <= rank && sameNumbers(withoutLeadingOnes(dims), target)) return { name, dims };
  return { name: reshapeTo(graph, name, target), dims: target };
}

function withoutLeadingOnes(dims: readonly number[]): readonly number[] {
  const first = dims.findIndex((length) => length !== 1);
  return first < 0 ? [] : dims.slice(first);
}

/** `x` with its axes permuted: axis i of the result is axis `perm[i]` of `x`. Emits no node. */
export function transposed(x: Value, perm: readonly number[]): Value {
  if (sameNumbers(perm, plainOrder(perm.length))) return x;
  const shape = perm.map((axis) => x.shape[axis]!);
  const made: Value = {
    ...(x.splat === undefined ? {} : { splat: x.splat }),
    shape,
    dtype: x.dtype,
    get stored(): Stored {
      return { ...x.stored, order: x.stored.order.map((axis) => perm.indexOf(axis)) };
    },
  };
  if (perm.length === 2) exchanged.set(made, x);
  return made;
}

const exchanged = new WeakMap<Value, Value>();

/** The matrix whose transpose this value is, if `transposed` made it. */
export const transposeOf = (x: Value): Value | undefined => exchanged.get(x);

/** `x` repeated to a shape it broadcasts to. Emits no node. */
export function broadcastTo(x: Value, shape: readonly number[]): Value {
  const shift = shape.length - x.shape.length;
  const order = x.stored.order.map((axis) => axis + shift);
  return { ...x, shape, stored: { ...x.stored, order } };
}

/**
 * `x` with another shape of the same size. Keeps the memory layout if every group of axes that is split or merged is
 * contiguous; otherwise brings the value into its plain layout first.
 */
export function reshaped(graph: Graph, x: Value, shape: readonly number[]): Value {
  if (sameNumbers(x.shape, shape)) return x;
  if (size(x.shape) !== size(shape)) throw new Error(`reshape of [${x.shape}] to [${shape}]`);
  const inBlocks = blocksOf(x)?.reshaped(graph, x, shape);
  if (inBlocks) return inBlocks;
  const kept = size(shape) === 0 ? undefined : reshapeInPlace(graph, x, shape);
  if (kept) return { ...x, shape, stored: kept };
  return value(reshapeTo(graph, laidOut(graph, x), shape), shape, x.dtype);
}

interface Group {
  readonly from: number[];
  readonly to: number[];
}

/** The finest grouping of old and new axes in which both sides of each group have the same number of elements. */
function groups(from: readonly number[], to: readonly number[]): Group[] {
  const result: Group[] = [];
  let [i, j] = [0, 0];
  while (i < from.length || j < to.length) {
    const group: Group = { from: [], to: [] };
    let [left, right] = [1, 1];
    do {
      if (left <= right && i < from.length) {
        left *= from[i]!;
        group.from.push(i++);
      } else {
        right *= to[j]!;
        group.to.push(j++);
      }
    } while (left !== right);
    result.push(group);
  }
  return result;
}

function reshapeInPlace(graph: Graph, x: Value, shape: readonly number[]): Stored | undefined {
  const { stored } = x;
  const order: number[] = [];
  const dims: number[] = [];
  const parts = groups(x.shape, shape);
  const lengths = new Map(stored.order.map((axis, position) => [axis, stored.dims[position]!]));
  const whole = (axis: number) => x.shape[axis] === 1 || lengths.get(axis) === x.shape[axis];
  const repeated = (axis: number) => (lengths.get(axis) ?? 1) === 1;
  // The stored axes longer than 1, in memory order. Each group's axes must be one ascending run of them.
  const run = stored.order.filter((axis) => lengths.get(axis) !== 1);
  const placed: { at: number; group: Group }[] = [];
  for (const group of parts) {
    if (group.from.every(repeated)) continue;
    if (!group.from.every(whole)) return undefined;
    const long = group.from.filter((axis) => x.shape[axis] !== 1);
    const at = run.indexOf(long[0]!);
    if (long.some((axis, offset) => run[at + offset] !== axis)) return undefined;
    placed.push({ at, group });
  }
  for (const { group } of placed.sort((a, b) => a.at - b.at)) {
    order.push(...group.to);
    dims.push(...group.to.map((axis) => shape[axis]!));
  }
  if (sameNumbers(dims, stored.dims)) return { name: stored.name, order, dims };
  return { name: reshapeTo(graph, stored.name, dims), order, dims };
}
