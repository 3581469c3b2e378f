import * as tf from "@tensorflow/tfjs";
import { CaptureError } from "./errors.js";

/** A tensor and its path in the tree, such as `params.conv1.filter` or `[0].labels`. */
export interface Leaf {
  readonly path: string;
  readonly tensor: tf.Tensor;
}

/**
 * The tensors of a tree, in the order of its keys.
 * @throws CaptureError naming the path of anything that is no tensor
 */
export function leavesOf(tree: unknown, path: string, leaves: Leaf[] = []): Leaf[] {
  if (tree instanceof tf.Tensor) leaves.push({ path, tensor: tree });
  else if (Array.isArray(tree))
    for (const [index, part] of tree.entries()) leavesOf(part, `${path}[${index}]`, leaves);
  else if (isRecord(tree))
    for (const [key, part] of Object.entries(tree)) leavesOf(part, within(path, key), leaves);
  else throw new CaptureError(`${path || "the value"} is ${describe(tree)}, expected a tensor${hint(tree)}`);
  return leaves;
}

/** The path of an entry. A key that is not a plain name is quoted, so that paths are unique. */
function within(path: string, key: string): string {
  if (!/^[\w$-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

/** A tree of the same form, with each leaf replaced by the next result of `replace`. */
export function rebuild(tree: unknown, replace: () => tf.Tensor): unknown {
  if (tree instanceof tf.Tensor) return replace();
  if (Array.isArray(tree)) return tree.map((part) => rebuild(part, replace));
  return Object.fromEntries(
    Object.entries(tree as object).map(([key, part]) => [key, rebuild(part, replace)]),
  );
}

/** The form of a tree: each tensor replaced by its position in the order of leaves. */
export function formOf(tree: unknown, next: { place: number } = { place: 0 }): unknown {
  if (tree instanceof tf.Tensor) return next.place++;
  if (Array.isArray(tree)) return tree.map((part) => formOf(part, next));
  return Object.fromEntries(Object.entries(tree as object).map(([key, part]) => [key, formOf(part, next)]));
}

/** The tree of a form, with the tensors filled in. */
export function fill(form: unknown, tensors: readonly tf.Tensor[]): unknown {
  if (typeof form === "number") return tensors[form]!;
  if (Array.isArray(form)) return form.map((part) => fill(part, tensors));
  return Object.fromEntries(Object.entries(form as object).map(([key, part]) => [key, fill(part, tensors)]));
}

function isRecord(tree: unknown): tree is Record<string, unknown> {
  if (typeof tree !== "object" || tree === null) return false;
  const prototype: unknown = Object.getPrototypeOf(tree);
  return prototype === Object.prototype || prototype === null;
}

function describe(x: unknown): string {
  if (x === null || x === undefined) return String(x);
  if (typeof x === "object") return `a ${x.constructor.name}`;
  return typeof x === "string" ? `the text "${x}"` : `the ${typeof x} ${String(x)}`;
}

const hint = (x: unknown): string =>
  typeof x === "number"
    ? "; pass tf.scalar(x), or let the step function close over a number that never changes"
    : "";
