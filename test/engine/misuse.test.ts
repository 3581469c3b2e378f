import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { capture } from "../../lib/engine/capture.js";
import "./compare.js";

// Each misuse with the message it gets. The line is that of the step function in this file.
const here = fileURLToPath(import.meta.url)
  .replace(/\.js$/, ".ts")
  .replace(/[\\/]dist[\\/]test/, "/test");

type Step = (...inputs: tf.Tensor[]) => unknown;
const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
const outside = tf.variable(tf.tensor1d([1, 2, 3]), true, "outside");
let kept: tf.Tensor;

const misuses: [string, Step, tf.Tensor[], RegExp][] = [
  [
    "a kernel without a counterpart",
    (a) => tf.image.cropAndResize(a as tf.Tensor4D, tf.tensor2d([0, 0, 1, 1], [1, 4]), [0], [2, 2]),
    [tf.ones([1, 4, 4, 1])],
    /^CropAndResize\(\[1,4,4,1\] float32, \[1,4\] float32, \[1\] int32\) at LINE: there is no counterpart in ONNX$/,
  ],
  [
    "dataSync",
    (a) => tf.mul(a, tf.square(a).dataSync()[0]!),
    [x],
    /^the value of \[2,3\] float32, made by Square, is read at LINE, but while a step function is captured nothing is computed: /,
  ],
  [
    "data() that nobody awaits",
    (a) => {
      void tf.exp(a).data();
      return a;
    },
    [x],
    /^the value of \[2,3\] float32, made by Exp, is read at LINE/,
  ],
  [
    "print",
    (a) => {
      a.print();
      return a;
    },
    [x],
    /^the value of \[2,3\] float32, made by input inputs\[0\], is read at LINE/,
  ],
  [
    "a branch on a value",
    (a) => (tf.sum(a).dataSync()[0]! > 0 ? a : tf.neg(a)),
    [x],
    /made by Sum, is read at LINE.*no branch or loop that depends on a value; use tf\.where/,
  ],
  [
    "an asynchronous step",
    async (a) => a,
    [x],
    /^the step function is asynchronous; it must return tensors$/,
  ],
  [
    "complex numbers",
    (a) => tf.complex(a, a),
    [x],
    /^Complex\(\[2,3\] float32, \[2,3\] float32\) at LINE: complex numbers have no counterpart in a graph$/,
  ],
  [
    "text",
    () => tf.tensor(["a", "b"]),
    [x],
    /^a tensor of dtype string at LINE: only float32, int32 and bool can be captured$/,
  ],
  [
    "a shape that depends on the numbers",
    (a) => tf.unique(tf.reshape(a, [6])).values,
    [x],
    /^Unique\(\[6\] float32\) at LINE: the shape of its result depends on the numbers/,
  ],
  [
    "random numbers",
    (a) => tf.dropout(a, 0.5),
    [x],
    /^a random number is drawn at LINE: it would be drawn once.*pass it as an input$/,
  ],
  [
    "reading a variable",
    (a) => tf.add(a, outside),
    [x],
    /^variable outside \[3\] float32 is used at LINE, but a captured function would not see it change/,
  ],
  [
    "making a variable",
    (a) => tf.add(tf.variable(a), 1),
    [x],
    /^variable \S+ \[2,3\] float32 is made inside a captured function/,
  ],
  [
    "shapes that do not fit",
    (a) => tf.matMul(a as tf.Tensor2D, a as tf.Tensor2D),
    [x],
    /^BatchMatMul\(\[2,3\] float32, \[2,3\] float32\) at LINE: the inner lengths of \[2,3\] and \[2,3\] differ$/,
  ],
  ["a result that is no tensor", (a) => ({ a, b: 3 }), [x], /^outputs\.b is the number 3, expected a tensor/],
  [
    "a capture inside another",
    (a) => {
      void capture((b: tf.Tensor) => b)(a);
      return a;
    },
    [x],
    /^a captured function is called inside another, at LINE: call the step function itself$/,
  ],
];

for (const [name, step, inputs, expected] of misuses)
  test(`${name} is an error that says so`, async () => {
    const captured = capture(step);
    const backend = tf.getBackend();
    await assert.rejects(captured(...inputs), (error: Error) => {
      const message = error.message.replace(new RegExp(`${here}:\\d+:\\d+`, "g"), "LINE");
      assert.match(message, expected);
      return true;
    });
    assert.equal(tf.getBackend(), backend);
    await captured.dispose();
  });

test("a number among the inputs is an error that names its place", async () => {
  const captured = capture((record: { x: tf.Tensor; rate: number }) => tf.mul(record.x, record.rate));
  await assert.rejects(captured({ x, rate: 0.1 }), {
    message:
      "inputs[0].rate is the number 0.1, expected a tensor; pass tf.scalar(x), or let the step function close over a number that never changes",
  });
});

test("shapes that keep changing are an error that names them", async () => {
  const captured = capture((a: tf.Tensor) => tf.neg(a), { maxGraphs: 2 });
  await captured(tf.zeros([1]));
  await captured(tf.zeros([2]));
  await captured(tf.zeros([1]));
  await assert.rejects(captured(tf.zeros([3])), {
    message:
      "the inputs' shapes changed again: 2 sets of shapes are captured already (the last with [0] [2] float32), now come inputs[0] [3] float32; pad to a common shape, or raise maxGraphs",
  });
  await captured.dispose();
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
