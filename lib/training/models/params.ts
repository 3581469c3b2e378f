import type * as tf from "@tensorflow/tfjs";
import { InputError } from "../../base/errors.js";

/**
 * The parameters of a model: a nested plain record of tensors. Nothing else has state, so a training step is a function
 * from one record to the next.
 */
export type Params = { readonly [name: string]: tf.Tensor | Params };

/** A tensor and its path, names joined by dots, e.g. `image.block2.first.kernel`. */
export type Entry = readonly [path: string, tensor: tf.Tensor];

function isTensor(value: tf.Tensor | Params): value is tf.Tensor {
  // No parameter group may have this name. `instanceof` would work only for one copy of tfjs-core.
  return typeof (value as tf.Tensor).dataId === "object";
}

/** Every tensor with its path, in the order of the record's keys. */
export function entries(params: Params, prefix = ""): Entry[] {
  return Object.entries(params).flatMap(([name, value]): Entry[] =>
    isTensor(value) ? [[prefix + name, value]] : entries(value, `${prefix}${name}.`),
  );
}

/**
 * The nested record with each tensor at its path: the inverse of `entries`. If a path occurs twice, the later tensor
 * wins.
 * @throws InputError for a path that no model can have: one with an empty name or a name that every object inherits
 *   (`__proto__`, `constructor`, …), or a tensor where another path has a group
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

/** Merges two records. If both have a tensor at a path, the second one wins. */
export function merged(first: Params, second: Params): Params {
  return fromEntries([...entries(first), ...entries(second)]);
}

/** The record with a function applied to every tensor. */
export function mapParams(params: Params, change: (tensor: tf.Tensor, path: string) => tf.Tensor): Params {
  return fromEntries(entries(params).map(([path, tensor]) => [path, change(tensor, path)]));
}

/** Splits a record into the paths that a test accepts and the rest, e.g. trained and locked towers. */
export function partition(params: Params, accept: (path: string) => boolean): [Params, Params] {
  const all = entries(params);
  return [
    fromEntries(all.filter(([path]) => accept(path))),
    fromEntries(all.filter(([path]) => !accept(path))),
  ];
}

/** The number of parameters in a record. */
export function parameterCount(params: Params): number {
  return entries(params).reduce((sum, [, tensor]) => sum + tensor.size, 0);
}

/** The tensor called `name` in a group. @throws Error if there is none: the parameters belong to another model */
export function tensor<T extends tf.Tensor>(params: Params, name: string): T {
  const value = params[name];
  if (value === undefined || !isTensor(value))
    throw new Error(`no tensor ${name} among the parameters ${Object.keys(params).join(", ") || "(none)"}`);
  return value as T;
}

/** The group called `name`. @throws Error if there is none */
export function group(params: Params, name: string): Params {
  const value = params[name];
  if (value === undefined || isTensor(value))
    throw new Error(`no group ${name} among the parameters ${Object.keys(params).join(", ") || "(none)"}`);
  return value;
}

/** The group called `name`, or an empty one. An encoder without parameters has no group in the record. */
export function groupIfAny(params: Params, name: string): Params {
  return params[name] === undefined ? {} : group(params, name);
}
