import type * as tf from "@tensorflow/tfjs";
import { InputError } from "../../base/errors.js";

/**
 * The numbers of a model: a nested plain record of tensors. Nothing else holds state, so a step of training
 * is a function from one record to the next.
 */
export type Params = { readonly [name: string]: tf.Tensor | Params };

/** A tensor and its place, names joined by dots, e.g. `image.block2.first.kernel`. */
export type Entry = readonly [path: string, tensor: tf.Tensor];

function isTensor(value: tf.Tensor | Params): value is tf.Tensor {
  // A parameter group may be called anything but this; `instanceof` would tie us to one copy of tfjs-core.
  return typeof (value as tf.Tensor).dataId === "object";
}

/** Every tensor with its path, in the order the record was written. */
export function entries(params: Params, prefix = ""): Entry[] {
  return Object.entries(params).flatMap(([name, value]): Entry[] =>
    isTensor(value) ? [[prefix + name, value]] : entries(value, `${prefix}${name}.`),
  );
}

/**
 * The nested record that holds each tensor at its path: the inverse of `entries`. Of two tensors at one path the later
 * one counts.
 * @throws InputError for a path that no model has: an empty name, one that every object inherits (`__proto__`,
 *   `constructor`, …), or a tensor where another path has a group
 */
export function fromEntries(list: Iterable<Entry>): Params {
  const root: Record<string, tf.Tensor | Params> = {};
  for (const [path, tensor] of list) {
    const names = path.split(".");
    const wrong = names.find((name) => name === "" || name in Object.prototype);
    if (wrong !== undefined) throw new InputError(`tensor ${path}: "${wrong}" cannot be a parameter's name`);
    const last = names.pop()!;
    let group = root;
    for (const name of names) {
      group[name] ??= {};
      const inner = group[name];
      if (isTensor(inner)) throw new InputError(`tensor ${path}: ${name} is a tensor, expected a group`);
      group = inner as Record<string, tf.Tensor | Params>;
    }
    if (group[last] !== undefined && !isTensor(group[last]))
      throw new InputError(`tensor ${path}: ${last} is a group, expected a tensor`);
    group[last] = tensor;
  }
  return root;
}

/** One record out of two; where both have a tensor at a path, the second's counts. */
export function merged(first: Params, second: Params): Params {
  return fromEntries([...entries(first), ...entries(second)]);
}

/** The same record with every tensor replaced. */
export function mapParams(params: Params, change: (tensor: tf.Tensor, path: string) => tf.Tensor): Params {
  return fromEntries(entries(params).map(([path, tensor]) => [path, change(tensor, path)]));
}

/** Splits a record in those paths a test accepts and the rest, e.g. trained and locked towers. */
export function partition(params: Params, accept: (path: string) => boolean): [Params, Params] {
  const all = entries(params);
  return [
    fromEntries(all.filter(([path]) => accept(path))),
    fromEntries(all.filter(([path]) => !accept(path))),
  ];
}

/** How many numbers a record holds. */
export function parameterCount(params: Params): number {
  return entries(params).reduce((sum, [, tensor]) => sum + tensor.size, 0);
}

/** The tensor called `name` in a group. @throws Error if it is not there: a model and its parameters differ */
export function tensor<T extends tf.Tensor>(params: Params, name: string): T {
  const value = params[name];
  if (value === undefined || !isTensor(value))
    throw new Error(`no tensor ${name} among the parameters ${Object.keys(params).join(", ") || "(none)"}`);
  return value as T;
}

/** The group called `name`. @throws Error if it is not there */
export function group(params: Params, name: string): Params {
  const value = params[name];
  if (value === undefined || isTensor(value))
    throw new Error(`no group ${name} among the parameters ${Object.keys(params).join(", ") || "(none)"}`);
  return value;
}

/** The group called `name`, or an empty one: an encoder without parameters leaves no trace in a record. */
export function groupIfAny(params: Params, name: string): Params {
  return params[name] === undefined ? {} : group(params, name);
}
