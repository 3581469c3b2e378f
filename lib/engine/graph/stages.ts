import type { Graph } from "./graph.js";
import { type Dtype, size } from "./value.js";

export type Reduction = "Sum" | "Mean" | "Max" | "Min" | "Prod";

/**
 * Lengths up to which numbers are added one after the other. A float keeps 24 bits, so 256 additions in a row lose at
 * most 256 · 2⁻²⁴ = 1.5 · 10⁻⁵ of the total, and usually a tenth of that. Along the innermost axis onnxruntime adds
 * in 16 lanes.
 */
export const longest = { inner: 4096, outer: 256 };

interface Summed {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dtype: Dtype;
}

/** A reduction over axes of a stored tensor. Long sums and means of floats are taken in stages to keep their digits. */
export function emitReduce(graph: Graph, kind: Reduction, x: Summed, axes: readonly number[]): string {
  const count = size(axes.map((axis) => x.dims[axis]!));
  if (x.dtype !== "float32" || count <= longest.outer || (kind !== "Sum" && kind !== "Mean"))
    return emitOne(graph, kind, x.name, axes);
  const kept = x.dims.filter((_, axis) => !axes.includes(axis));
  const sum = staged(graph, kind, x.name, runsOf(x.dims, axes));
  return graph.emit("Reshape", [sum, graph.integers(kept)]);
}

/** Adjacent axes that are all kept or all reduced, merged into one. */
interface Run {
  readonly length: number;
  readonly reduced: boolean;
}

function runsOf(dims: readonly number[], axes: readonly number[]): Run[] {
  const runs: Run[] = [];
  for (const [axis, length] of dims.entries()) {
    const reduced = axes.includes(axis);
    const last = runs[runs.length - 1];
    if (last?.reduced === reduced) runs[runs.length - 1] = { length: last.length * length, reduced };
    else runs.push({ length, reduced });
  }
  return runs;
}

/** Reduces the longest run first, in parts of bounded length, until no run is left to reduce. */
function staged(graph: Graph, kind: "Sum" | "Mean", name: string, runs: readonly Run[]): string {
  const most = Math.max(...runs.map(({ length, reduced }) => (reduced ? length : 0)));
  const at = runs.findIndex(({ length, reduced }) => reduced && length === most);
  if (at < 0) return name;
  const limit = at === runs.length - 1 ? longest.inner : longest.outer;
  const before = runs.slice(0, at).map(({ length }) => length);
  const after = runs.slice(at + 1).map(({ length }) => length);
  const { length } = runs[at]!;
  const part = partOf(length, limit);
  if (part === undefined) {
    // No part divides the run evenly, so zeros are added at its end.
    const whole = Math.ceil(length / limit) * limit;
    const wide = graph.emit("Reshape", [name, graph.integers([...before, length, ...after])]);
    const rank = runs.length;
    const pads = Array.from({ length: 2 * rank }, (_, side) => (side === rank + at ? whole - length : 0));
    const even = graph.emit("Pad", [wide, graph.integers(pads)]);
    const longer = runs.map((run, index) => (index === at ? { ...run, length: whole } : run));
    const sum = staged(graph, "Sum", even, longer);
    if (kind === "Sum") return sum;
    const count = size(runs.filter(({ reduced }) => reduced).map((run) => run.length));
    return graph.emit("Div", [sum, graph.constant(Float32Array.of(count), "float32", [])]);
  }
  const dims = part === length ? [...before, length, ...after] : [...before, length / part, part, ...after];
  const split = graph.emit("Reshape", [name, graph.integers(dims)]);
  const sum = emitOne(graph, kind, split, [part === length ? at : at + 1]);
  const left = part === length ? [] : [{ length: length / part, reduced: true }];
  return staged(graph, kind, sum, merged([...runs.slice(0, at), ...left, ...runs.slice(at + 1)]));
}

const merged = (runs: readonly Run[]): Run[] =>
  runsOf(
    runs.map(({ length }) => length),
    runs.flatMap(({ reduced }, axis) => (reduced ? [axis] : [])),
  );

/** The largest divisor of `length` up to `limit`; undefined if it is below 16, which would take too many stages. */
export function partOf(length: number, limit: number): number | undefined {
  if (length <= limit) return length;
  for (let part = limit; part >= 16; part--) if (length % part === 0) return part;
  return undefined;
}

function emitOne(graph: Graph, kind: Reduction, name: string, axes: readonly number[]): string {
  // In opset 17 only ReduceSum takes its axes as an input.
  if (kind === "Sum") return graph.emit("ReduceSum", [name, graph.integers(axes)], { keepdims: 0 });
  return graph.emit(`Reduce${kind}`, [name], { axes, keepdims: 0 });
}
