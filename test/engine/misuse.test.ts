import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { capture } from "../../lib/engine/capture.js";
import "./compare.js";
import { answerTo, misuses, withoutLine } from "./misuses.js";
import { misuseTable, misuseTablePath } from "./misuseTable.js";

const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
let kept: tf.Tensor;

for (const misuse of misuses)
  test(`${misuse.name} is an error that says so`, async () => {
    const backend = tf.getBackend();
    const error = await answerTo(misuse);
    assert.ok(error);
    assert.equal(error.name, "CaptureError");
    assert.match(withoutLine(error), misuse.expected);
    assert.equal(tf.getBackend(), backend);
  });

test("MISUSES.md is what misuseTable.ts writes", async () => {
  assert.equal(await readFile(misuseTablePath, "utf8"), await misuseTable());
});

test("filling with text is an error that says so", async () => {
  const captured = capture((input: tf.Tensor) => [input, tf.fill([2], "a" as unknown as number)]);
  await assert.rejects(captured(x), {
    name: "CaptureError",
    message: /Fill.*text has no counterpart in a graph/,
  });
});

test("a number among the inputs is an error that names its place", async () => {
  const captured = capture((record: { x: tf.Tensor; rate: number }) => tf.mul(record.x, record.rate));
  await assert.rejects(captured({ x, rate: 0.1 }), {
    message:
      "inputs[0].rate is the number 0.1, expected a tensor; pass tf.scalar(x), or let the step function close over a number that never changes",
  });
});

test("a disposed input, a disposed function and a tensor kept from a trace are errors", async () => {
  const captured = capture((a: tf.Tensor) => {
    kept = tf.keep(tf.square(a));
    return tf.neg(a);
  });
  const gone = tf.zeros([1]);
  gone.dispose();
  await assert.rejects(captured(gone), /^CaptureError: inputs\[0\] is a tensor that was disposed of$/);
  await captured(x);
  assert.throws(
    () => kept.dataSync(),
    /made by Square, was never computed: the tensor was kept from a step function/,
  );
  await assert.rejects(
    capture((a: tf.Tensor) => tf.add(a, kept))(x),
    /was made while another graph was captured; return it from that step function instead of keeping it$/,
  );
  await captured.dispose();
  await assert.rejects(captured(x), /the captured function was disposed of/);
});

test("an index out of range is an error, not another row", async () => {
  const captured = capture((table: tf.Tensor, at: tf.Tensor) => tf.gather(table, at as tf.Tensor1D));
  const table = tf.tensor1d([10, 20, 30]);
  for (const index of [-1, 3])
    await assert.rejects(
      captured(table, tf.tensor1d([index], "int32")),
      /indices element out of data bounds/,
    );
  await captured.dispose();
});
