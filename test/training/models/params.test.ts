import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { entries, fromEntries } from "../../../lib/training/models/params.js";

test("a record is made of paths and taken apart again", () => {
  const [a, b, c] = [tf.scalar(1), tf.scalar(2), tf.scalar(3)];
  const list = [
    ["image.block1.kernel", a],
    ["image.block1.bias", b],
    ["logitScale", c],
  ] as const;
  const params = fromEntries(list);
  assert.deepEqual(entries(params), list);
  assert.equal(fromEntries([...list, ["logitScale", a]]).logitScale, a); // the later one counts
  tf.dispose([a, b, c]);
});

test("names that objects inherit, empty names, and a tensor in a group's place are refused", () => {
  const one = tf.scalar(1);
  const inherited = Object.getOwnPropertyNames(Object.prototype);
  for (const name of ["", ...inherited])
    for (const path of [`${name}.polluted`, `image.${name}`, `${name}.prototype.x`, `a.${name}.b`])
      assert.throws(() => fromEntries([[path, one]]), {
        name: "InputError",
        message: `tensor ${path}: "${name}" cannot be a parameter's name`,
      });
  assert.deepEqual(Object.getOwnPropertyNames(Object.prototype), inherited);
  assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  for (const paths of [
    ["image", "image.kernel"],
    ["image.kernel", "image"],
  ])
    assert.throws(() => fromEntries(paths.map((path) => [path, one])), /is a (tensor|group), expected a/);
  one.dispose();
});
