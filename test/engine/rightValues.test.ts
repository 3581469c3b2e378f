import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { inPackage } from "../../lib/base/files.js";
import { Random } from "../../lib/base/random.js";
import { capture } from "../../lib/engine/capture.js";
import { blockSize } from "../../lib/engine/session.js";
import "./compare.js";

/** What a step gives captured, and disposes of. */
async function captured(
  step: (...inputs: tf.Tensor[]) => tf.Tensor,
  ...inputs: tf.Tensor[]
): Promise<number[]> {
  const run = capture(step);
  const result = await run(...inputs);
  const numbers = [...result.dataSync()];
  tf.dispose(result);
  await run.dispose();
  return numbers;
}

/** |a − b| ≤ 10⁻⁵ · |b|, which KERNELS.md promises for sums. */
function assertSum(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= 1e-5 * Math.abs(expected), `${actual} instead of ${expected}`);
}

test("sums and means of many numbers keep their digits, whatever their number", async () => {
  // Expected values by arithmetic: all numbers are equal, or an exact mean is known.
  for (const count of [10_000_000, 1_000_003, 786_432, 8191, 257, 256]) {
    const x = tf.fill([count], 0.1);
    assertSum((await captured((a) => tf.sum(a), x))[0]!, Math.fround(0.1) * count);
    assertSum((await captured((a) => tf.mean(a), x))[0]!, Math.fround(0.1));
    x.dispose();
  }
  const random = new Random(1);
  const numbers = Float32Array.from({ length: 786_432 }, () => 1000 + random.uniform());
  const exact = numbers.reduce((sum, number) => sum + number, 0) / numbers.length; // 64-bit
  for (const shape of [[786_432], [128, 32, 64, 3], [3, 262_144], [49_152, 16]])
    assertSum((await captured((a) => tf.mean(a), tf.tensor(numbers, shape)))[0]!, exact);
});

test("sums along any axes keep their digits", async () => {
  const dims = [37, 30, 29, 16];
  // Few different numbers, none a sum of powers of two: their roundings do not average out.
  const x = tf.tensor(
    Float32Array.from({ length: 37 * 30 * 29 * 16 }, (_, at) => 0.1 + (at % 5) / 8),
    dims,
  );
  const turned = (a: tf.Tensor) => tf.transpose(tf.mul(tf.transpose(a, [3, 0, 2, 1]), 3), [1, 3, 2, 0]);
  for (const axes of [[0], [0, 1], [0, 1, 2], [1, 3], [0, 2, 3], [0, 1, 2, 3]])
    for (const step of [(a: tf.Tensor) => tf.sum(a, axes), (a: tf.Tensor) => tf.mean(turned(a), axes)]) {
      const actual = await captured(step, x);
      const expected = [...tf.tidy(() => step(x)).dataSync()]; // the cpu backend adds in 64 bits
      assert.equal(actual.length, expected.length);
      for (const [at, number] of expected.entries()) assertSum(actual[at]!, number);
    }
});

test("gradients of biases keep their digits, of images and of rows, in onnxruntime's own layout too", async () => {
  const channels = Math.max(16, await blockSize());
  const bias = tf.zeros([channels]);
  // Every place's slope is an input, so that the sum over places is computed, not known.
  const slope = (y: tf.Tensor, dy: tf.Tensor, b: tf.Tensor) =>
    tf.grad((v) => tf.sum(tf.mul(tf.relu(tf.add(y, v)), dy)))(b);
  for (const [batch, side] of [
    [64, 32],
    [3, 61],
  ] as const) {
    const x = tf.fill([batch, side, side, channels], 1);
    const filter = tf.fill([1, 1, channels, channels], 0.01);
    const ofImages = (b: tf.Tensor, a: tf.Tensor, f: tf.Tensor, dy: tf.Tensor) =>
      slope(tf.conv2d(a as tf.Tensor4D, f as tf.Tensor4D, 1, "same"), dy, b);
    for (const number of await captured(ofImages as never, bias, x, filter, tf.fill(x.shape, 0.1)))
      assertSum(number, Math.fround(0.1) * batch * side * side);
  }
  for (const rows of [8192, 8191]) {
    const x = tf.fill([rows, channels], 1);
    const weights = tf.fill([channels, channels], 0.01);
    const ofRows = (b: tf.Tensor, a: tf.Tensor, w: tf.Tensor, dy: tf.Tensor) =>
      slope(tf.matMul(a as tf.Tensor2D, w as tf.Tensor2D), dy, b);
    for (const number of await captured(ofRows as never, bias, x, weights, tf.fill([rows, channels], 0.1)))
      assertSum(number, Math.fround(0.1) * rows);
  }
});

test("batch normalisation of 1000 ± 0.1 keeps its digits, plain and after a convolution", async () => {
  const channels = Math.max(16, await blockSize());
  const random = new Random(3);
  const numbers = Float32Array.from({ length: 512 * channels }, () => 1000 + 0.2 * (random.uniform() - 0.5));
  const x = tf.tensor4d(numbers, [8, 8, 8, channels]);
  const identity = tf.reshape(tf.eye(channels), [1, 1, channels, channels]) as tf.Tensor4D;
  const [mean, variance] = [tf.fill([channels], 1000), tf.fill([channels], 0.0033)];
  const scale = tf.linspace(0.5, 1.5, channels);
  const normal = (a: tf.Tensor, m: tf.Tensor, v: tf.Tensor, s: tf.Tensor) =>
    tf.batchNorm(
      a as tf.Tensor4D,
      m as tf.Tensor1D,
      v as tf.Tensor1D,
      s as tf.Tensor1D,
      s as tf.Tensor1D,
      1e-5,
    );
  const written = (a: tf.Tensor, m: tf.Tensor, v: tf.Tensor, s: tf.Tensor) =>
    tf.add(tf.mul(tf.sub(a, m), tf.mul(tf.rsqrt(tf.add(v, 1e-5)), s)), s);
  const scales = scale.dataSync();
  for (const form of [normal, written])
    for (const through of [
      (a: tf.Tensor) => a,
      (a: tf.Tensor) => tf.conv2d(a as tf.Tensor4D, identity, 1, "same"),
    ]) {
      const step = (a: tf.Tensor, m: tf.Tensor, v: tf.Tensor, s: tf.Tensor) => form(through(a), m, v, s);
      const actual = await captured(step as never, x, mean, variance, scale);
      for (const [at, number] of numbers.entries()) {
        const by = scales[at % channels]!;
        const wanted = ((number - 1000) / Math.sqrt(0.0033 + 1e-5)) * by + by; // 64-bit; number − 1000 is exact
        assert.ok(Math.abs(actual[at]! - wanted) < 1e-5, `${actual[at]} instead of ${wanted}`);
      }
    }
});

test("integers wrap, divide by zero and are cast as on the cpu backend", async () => {
  const a = tf.tensor1d([2147483647, -2147483648, 46341, 16777217, 5, -7, 0], "int32");
  const b = tf.tensor1d([2147483647, -1, 46341, 2147483647, 0, 0, 0], "int32");
  const floats = tf.tensor1d([3e9, -3e9, 1e20, Number.NaN, Number.POSITIVE_INFINITY, -1.9, 0.5]);
  const cases: ((x: tf.Tensor, y: tf.Tensor, z: tf.Tensor) => tf.Tensor)[] = [
    (x, y) => tf.add(x, y),
    (x, y) => tf.sub(x, y),
    (x, y) => tf.mul(x, y),
    (x, y) => tf.floorDiv(x, y),
    (x, y) => tf.div(x, y),
    (x, y) => tf.mod(x, y),
    (x, y) => tf.squaredDifference(x, y),
    (x) => tf.sum(x),
    (x) => tf.prod(x),
    (x) => tf.pow(x, tf.tensor1d([3, 2, 5, 2, 40, 13, 0], "int32")),
    (_x, _y, z) => tf.cast(z, "int32"),
  ];
  for (const [index, step] of cases.entries())
    assert.deepEqual(
      await captured((x, y, z) => step(x!, y!, z!), a, b, floats),
      [...tf.tidy(() => step(a, b, floats)).dataSync()],
      `case ${index}`,
    );
});

test("angles of infinite, zero and missing coordinates are Math.atan2's", async () => {
  const numbers = [Number.NaN, Infinity, -Infinity, 0, -0, 1, -2];
  const pairs = numbers.flatMap((y) => numbers.map((x) => [y, x] as const));
  const [ys, xs] = [0, 1].map((side) => tf.tensor1d(pairs.map((pair) => pair[side]!))) as [
    tf.Tensor,
    tf.Tensor,
  ];
  const actual = await captured((y, x) => tf.atan2(y!, x!), ys, xs);
  for (const [at, [y, x]] of pairs.entries()) {
    const wanted = Math.fround(Math.atan2(y, x));
    const near = Object.is(actual[at], wanted) || Math.abs(actual[at]! - wanted) < 1e-6;
    assert.ok(near, `atan2(${y}, ${x}) is ${actual[at]} instead of ${wanted}`);
  }
});

test("an infinite pixel stays where it is when images are resized", async () => {
  const x = tf.tensor4d([1, -Infinity, 3, 4, 5, 6], [1, 2, 3, 1]);
  for (const of of [tf.image.resizeNearestNeighbor, tf.image.resizeBilinear])
    for (const half of [false, true])
      assert.deepEqual(await captured((a) => of(a as tf.Tensor4D, [4, 5], false, half), x), [
        ...of(x, [4, 5], false, half).dataSync(),
      ]);
});

test("linspace of one number is its start; a negative sparse index is an error", async () => {
  assert.deepEqual(await captured((a) => tf.add(a!, tf.linspace(3, 5, 1)), tf.zeros([1])), [3]);
  const place = (at: number) =>
    captured((i, v) => tf.sparseToDense(i!, v!, [4], 0), tf.tensor1d([at], "int32"), tf.tensor1d([7]));
  assert.deepEqual(await place(3), [0, 0, 0, 7]);
  await assert.rejects(place(-1), /CaptureError|onnxruntime/);
  await assert.rejects(place(4), /CaptureError|onnxruntime/);
});

// Empty shapes: what ends or hangs a process cannot be caught, so each runs in a process of its own.
const empty: Record<string, string> = {
  "topk of [0,3]": "(x) => { const t = tf.topk(x, 2); return [t.values, t.indices]; } | [0,3]",
  "topk of 0": "(x) => { const t = tf.topk(x, 0); return [t.values, t.indices]; } | [3,0]",
  "avgPool of no image": '(x) => [tf.avgPool(x, 2, 2, "valid")] | [0,4,4,16]',
  "avgPool larger than the image": '(x) => [tf.avgPool(x, 3, 1, "valid")] | [1,2,2,16]',
  "maxPool larger than the image": '(x) => [tf.maxPool(x, 3, 1, "valid")] | [1,2,2,16]',
  "gradient of an empty maxPool":
    '(x) => [tf.grad((a) => tf.sum(tf.maxPool(a, 3, 1, "valid")))(x)] | [1,2,2,16]',
  "gradient of an empty avgPool":
    '(x) => [tf.grad((a) => tf.sum(tf.avgPool(a, 3, 1, "valid")))(x)] | [1,2,2,16]',
  "convolution of no channels": '(x) => [tf.conv2d(x, tf.ones([3,3,0,16]), 1, "same")] | [1,4,4,0]',
  "convolution of no image": '(x) => [tf.conv2d(x, tf.ones([3,3,16,16]), 1, "same")] | [0,4,4,16]',
  "its gradient":
    '(x) => [tf.grad((f) => tf.sum(tf.conv2d(x, f, 1, "same")))(tf.ones([3,3,16,16]))] | [0,4,4,16]',
  reductions:
    "(x) => [tf.sum(x,0), tf.mean(x,0), tf.max(x,0), tf.min(x,0), tf.prod(x,0), tf.argMax(x,0), tf.argMin(x,0), tf.logSumExp(x,0), tf.norm(x)] | [0,3]",
  moments: "(x) => { const m = tf.moments(x, 0); return [m.mean, m.variance]; } | [0,3]",
  "matMul of no terms": "(x) => [tf.matMul(x, tf.zeros([0,3]))] | [2,0]",
  "integer remainder": '(x) => [tf.mod(tf.cast(x, "int32"), tf.zeros([3], "int32"))] | [3]',
  resizeBilinear: "(x) => [tf.image.resizeBilinear(x, [2,2])] | [0,4,4,1]",
  "pad, concat, tile":
    "(x) => [tf.pad(x, [[1,1],[0,0]]), tf.concat([x, tf.ones([2,3])]), tf.tile(x, [2,2])] | [0,3]",
  segments:
    '(x) => [tf.unsortedSegmentSum(x, tf.tensor1d([], "int32"), 2), tf.scatterND(tf.tensor2d([], [0,1], "int32"), x, [2,3])] | [0,3]',
};
test("tensors without elements give what TensorFlow.js gives, and end no process", () => {
  const program = `
    const [tfPath, capturePath, cases] = JSON.parse(process.argv[1]);
    const tf = await import(tfPath);
    const { capture } = await import(capturePath);
    await tf.setBackend("cpu");
    const said = (list) => JSON.stringify(list.map((t) => [t.shape, t.dtype, Array.from(t.dataSync(), String)]));
    for (const [name, text] of cases) {
      const [body, shape] = text.split(" | ");
      const step = new Function("tf", "return " + body)(tf);
      const x = tf.ones(JSON.parse(shape));
      const run = capture(step);
      console.log(JSON.stringify({ name, captured: said(await run(x)), cpu: said(tf.tidy(() => step(x))) }));
    }
  `;
  const paths = [
    import.meta.resolve("@tensorflow/tfjs"),
    pathToFileURL(inPackage("dist", "lib", "engine", "capture.js")).href,
  ];
  const argument = JSON.stringify([...paths, Object.entries(empty)]);
  const { stdout, stderr, signal } = spawnSync(
    process.execPath,
    ["--input-type=module", "--eval", program, argument],
    {
      encoding: "utf8",
      timeout: 60_000, // a convolution that never returned is among them
    },
  );
  const answers = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<"name" | "captured" | "cpu", string>);
  for (const { name, captured, cpu } of answers) assert.equal(captured, cpu, name);
  assert.equal(signal, null);
  assert.equal(answers.length, Object.keys(empty).length, stderr.slice(0, 500));
});
