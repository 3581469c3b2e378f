import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { capture } from "../../lib/engine/capture.js";
import "./compare.js";

// What a step function is told names the operation, the shapes and the line, and leaves nothing behind.

const here = /(test\/engine\/messages\.test\.[tj]s):\d+:\d+/;
const place = fileURLToPath(import.meta.url);

async function refusal(step: (...inputs: tf.Tensor[]) => unknown, ...inputs: tf.Tensor[]): Promise<Error> {
  const captured = capture(step);
  const variables = Object.keys(tf.engine().registeredVariables);
  const backend = tf.getBackend();
  let error: Error | undefined;
  await captured(...inputs).catch((thrown: Error) => {
    error = thrown;
  });
  assert.ok(error, `refused nothing in ${place}`);
  assert.deepEqual(Object.keys(tf.engine().registeredVariables), variables);
  assert.equal(tf.getBackend(), backend);
  await captured.dispose();
  return error;
}

const [wide, tall] = [tf.ones([2, 3]), tf.ones([4, 3])];
for (const [name, step] of Object.entries({
  add: (a: tf.Tensor, b: tf.Tensor) => tf.add(a, b),
  where: (a: tf.Tensor, b: tf.Tensor) => tf.where(tf.greater(a, 0), b, tf.zeros([4, 3])),
  "add, where one repeats a number": (a: tf.Tensor) => tf.add(a, tf.zeros([4, 3])),
}))
  test(`shapes that do not fit are named with operation and line: ${name}`, async () => {
    const error = await refusal(step, wide, tall);
    assert.equal(error.name, "CaptureError");
    assert.match(error.message, /^(Add\(|where: )/);
    assert.match(error.message, /\b2,3\b/);
    assert.match(error.message, /\b4,3\b/);
    assert.match(error.message, here);
  });

test("what TensorFlow.js refuses gets the line of the step function", async () => {
  for (const step of [
    (a: tf.Tensor) => tf.concat([a, tf.ones([2])]),
    (a: tf.Tensor) =>
      tf.conv2d(tf.ones([1, 4, 4, 3]) as tf.Tensor4D, tf.ones([3, 3, 2, 2]) as tf.Tensor4D, 1, "same").add(a),
    (a: tf.Tensor) => tf.reshape(a, [5]),
    (a: tf.Tensor) => tf.grad((x) => tf.sum(tf.stack([x, tf.ones([7])])))(a),
  ]) {
    const error = await refusal(step, wide);
    assert.equal(error.name, "CaptureError");
    assert.match(error.message, here);
  }
});

test("a step function's own error comes out as it is", async () => {
  const own = new RangeError("no such layer");
  const error = await refusal(() => {
    throw own;
  }, wide);
  assert.equal(error, own);
});

test("a step that throws leaves no variable registered", async () => {
  // refusal() compares the registered variables before and after.
  const error = await refusal((a) => {
    tf.variable(tf.zeros([3]), true, "left");
    return tf.reshape(a, [5]);
  }, wide);
  assert.equal(error.name, "CaptureError");
  tf.variable(tf.zeros([3]), true, "left").dispose(); // the name is free
});

test("a tensor carried out of a gradient's closure is an error that says so", async () => {
  for (const use of [(kept: tf.Tensor) => tf.add(kept, 1), (kept: tf.Tensor) => kept]) {
    const error = await refusal((w) => {
      let kept: tf.Tensor | undefined;
      tf.grad((x) => {
        kept = tf.square(x);
        return tf.sum(kept);
      })(w);
      return use(kept!);
    }, wide);
    assert.equal(error.name, "CaptureError");
    assert.match(
      error.message,
      /^\[2,3\] float32 at .* was disposed of: tf\.tidy, tf\.grad and similar functions/,
    );
  }
});

test("keys that look like paths do not collide", async () => {
  const captured = capture(
    (tree: { "a.b": tf.Tensor; a: { b: tf.Tensor }; "c[0]": tf.Tensor; c: tf.Tensor[] }) => ({
      "x.y": tf.add(tree["a.b"], tree.c[0]!),
      x: { y: tf.sub(tree.a.b, tree["c[0]"]) },
    }),
  );
  const result = await captured({
    "a.b": tf.scalar(1),
    a: { b: tf.scalar(20) },
    "c[0]": tf.scalar(300),
    c: [tf.scalar(4000)],
  });
  assert.equal(result["x.y"].dataSync()[0], 4001);
  assert.equal(result.x.y.dataSync()[0], -280);
  await captured.dispose();
});

test("verify finds a number that a step closes over and that changes", async () => {
  let rate = 0.1;
  const step = (w: tf.Tensor) => tf.sub(w, tf.mul(tf.square(w), rate));
  const silent = capture(step);
  const watched = capture(step, { verify: true });
  const w = tf.tensor1d([1, 2]);
  const first = (await silent(w)).dataSync();
  assert.deepEqual([...(await watched(w)).dataSync()], [...first]);
  assert.deepEqual([...(await watched(w)).dataSync()], [...first]); // nothing changed: no error
  rate = 0.05;
  assert.deepEqual([...(await silent(w)).dataSync()], [...first]); // the trap
  await assert.rejects(watched(w), (error: Error) => {
    assert.equal(error.name, "CaptureError");
    assert.match(error.message, /Mul with 0\.1\d* became Mul with 0\.05\d* at /);
    assert.match(error.message, here);
    assert.match(error.message, /must be an input, tf\.scalar\(rate\)/);
    return true;
  });
  await silent.dispose();
  await watched.dispose();
});

test("verify finds at the first call what differs from trace to trace, and a changed branch later", async () => {
  let count = 0;
  const counting = capture((w: tf.Tensor) => tf.mul(w, ++count), { verify: true });
  await assert.rejects(counting(wide), /does not do the same each time it is called: /);
  let squared = false;
  const branching = capture((w: tf.Tensor) => (squared ? tf.square(tf.exp(w)) : tf.exp(w)), { verify: true });
  await branching(wide);
  squared = true;
  await assert.rejects(
    branching(wide),
    /does not do the same each time it is called: Identity became Mul at /,
  );
  const table = Float32Array.from({ length: 100 }, (_, at) => at);
  const reading = capture((w: tf.Tensor) => tf.add(w, tf.tensor1d(table.slice())), { verify: true });
  await reading(tf.ones([100]));
  table[70] = -1;
  await assert.rejects(reading(tf.ones([100])), /Add with \[0, 1, 2, …\] became Add with \[0, 1, 2, …\] at /);
  for (const one of [counting, branching, reading]) await one.dispose();
});
