import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { Random } from "../../../lib/base/random.js";
import { specialTokens } from "../../../lib/training/models/encoder.js";
import { gelu } from "../../../lib/training/models/gelu.js";
import { type ImageModelConfig, imageEncoder } from "../../../lib/training/models/image.js";
import { groupNorm, standardise } from "../../../lib/training/models/norm.js";
import {
  entries,
  fromEntries,
  merged,
  parameterCount,
  partition,
  tensor,
} from "../../../lib/training/models/params.js";
import { patches } from "../../../lib/training/models/patches.js";
import { textEncoder } from "../../../lib/training/models/text.js";
import { l2Normalise } from "../../../lib/zeroshot/normalise.js";
import { tinyBatch, tinyImage, tinyText } from "../objectives/tinyModels.js";

await tf.setBackend("cpu");

const picture = { height: 32, width: 32, channels: 3 };

test("the trial CNN of the design has the parameters it should", () => {
  const encoder = imageEncoder({ kind: "cnn", widths: [16, 32, 64], depth: 1, pool: "flatten" }, picture);
  assert.equal(encoder.featureDim, 4 * 4 * 64);
  // 3·3·3·16 + 16, 3·3·16·32 + 32, 3·3·32·64 + 64
  assert.equal(parameterCount(encoder.init(new Random(1))), 448 + 4640 + 18_496);
});

const models: ImageModelConfig[] = [
  { kind: "pixels" },
  { kind: "mlp", widths: [6] },
  { kind: "cnn", widths: [3, 4], depth: 2, pool: "mean" },
  { kind: "resnet", widths: [4, 8], blocks: 1, groups: 2 },
  { kind: "vit", patch: 4, width: 8, depth: 1, heads: 2, expansion: 2 },
  { kind: "mixer", patch: 4, width: 6, depth: 1, placeHidden: 5, channelHidden: 7 },
];
for (const config of models)
  test(`${config.kind}: shapes are as promised, an image's features do not depend on its batch`, () => {
    const encoder = imageEncoder(config, tinyImage);
    const params = encoder.init(new Random(2));
    const { images } = tinyBatch("shapes", 3);
    const { pooled, grid } = encoder.forward(params, images);
    assert.deepEqual(pooled.shape, [3, encoder.featureDim]);
    assert.deepEqual([grid.shape[0], grid.shape[2]], [3, encoder.gridDim]);
    const alone = encoder.forward(params, tf.slice(images, [1, 0, 0, 0], [1, 8, 8, 3])).pooled.dataSync();
    const among = tf.slice(pooled, [1, 0], [1, -1]).dataSync();
    for (const [at, value] of alone.entries()) assert.ok(Math.abs(value - among[at]!) < 1e-5);
  });

test("equal seeds give equal parameters, other seeds others", () => {
  const encoder = imageEncoder(models[4]!, tinyImage);
  const values = (seed: number) =>
    entries(encoder.init(new Random(seed))).map(([, each]) => Array.from(each.dataSync()));
  assert.deepEqual(values(3), values(3));
  assert.notDeepEqual(values(3), values(4));
});

test("sizes that do not fit are refused", () => {
  const bad: [ImageModelConfig, RegExp][] = [
    [{ kind: "cnn", widths: [2, 2, 2, 2], depth: 1, pool: "mean" }, /16 divides, got 8×8/],
    [{ kind: "vit", patch: 3, width: 8, depth: 1, heads: 2, expansion: 2 }, /patches of 3 do not tile/],
    [{ kind: "resnet", widths: [4, 6], blocks: 1, groups: 4 }, /width 6 is not a multiple of 4/],
  ];
  for (const [config, message] of bad) assert.throws(() => imageEncoder(config, tinyImage), message);
});

test("text encoders ignore what stands behind the end, and bag of words the order", () => {
  const { start, end, padding } = specialTokens;
  const tokens = tf.tensor2d(
    [
      [start, 5, 6, end, padding, padding],
      [start, 6, 5, end, padding, padding],
      [start, 5, 6, end, padding, end],
    ].map((row, at) => (at === 2 ? [start, 5, 6, end, padding, padding] : row)),
    [3, 6],
    "int32",
  );
  const bag = textEncoder({ kind: "bagOfWords", width: 4 }, tinyText);
  const [first, swapped] = bag.forward(bag.init(new Random(5)), tokens).arraySync();
  for (const [at, value] of first!.entries()) assert.ok(Math.abs(value - swapped![at]!) < 1e-6);

  const network = { kind: "transformer", width: 8, depth: 1, heads: 2, expansion: 2 } as const;
  const short = textEncoder(network, { vocabulary: 12, length: 4 });
  const long = textEncoder(network, tinyText);
  const params = long.init(new Random(6));
  const cut = merged(
    params,
    fromEntries([["position", tf.slice(tensor(params, "position"), [0, 0], [4, -1])]]),
  );
  const whole = long.forward(params, tokens).arraySync();
  const without = short.forward(cut, tf.slice(tokens, [0, 0], [3, 4])).arraySync();
  for (const [row, values] of whole.entries())
    for (const [at, value] of values.entries()) assert.ok(Math.abs(value - without[row]![at]!) < 1e-5);
  assert.notDeepEqual(whole[0], whole[1]);
});

test("patches keep each square's pixels together, row by row", () => {
  const image = tf.range(0, 16).reshape([1, 4, 4, 1]) as tf.Tensor4D;
  assert.deepEqual(patches(image, 2).arraySync(), [
    [
      [0, 1, 4, 5],
      [2, 3, 6, 7],
      [8, 9, 12, 13],
      [10, 11, 14, 15],
    ],
  ]);
});

test("norms by hand", () => {
  const rows = standardise(tf.tensor2d([[1, 3]]), [1]).dataSync(); // mean 2, variance 1
  assert.ok(Math.abs(rows[0]! + 1) < 1e-5 && Math.abs(rows[1]! - 1) < 1e-5);
  const [unit, zero] = l2Normalise(
    tf.tensor2d([
      [3, 4],
      [0, 0],
    ]),
  ).arraySync();
  assert.ok(Math.abs(unit![0]! - 0.6) < 1e-6 && Math.abs(unit![1]! - 0.8) < 1e-6);
  assert.deepEqual(zero, [0, 0]);
  // Two groups of one channel over two places: each channel is standardised by itself.
  const input = tf.tensor4d([1, 10, 3, 30], [1, 1, 2, 2]);
  const params = { gain: tf.tensor1d([1, 2]), bias: tf.tensor1d([0, 5]) };
  const values = groupNorm(params, input, 2).dataSync();
  for (const [at, expected] of [-1, 3, 1, 7].entries()) assert.ok(Math.abs(values[at]! - expected) < 1e-4);
});

test("GELU by the normal distribution function", () => {
  // Φ(1) = 0.8413447, Φ(−2) = 0.0227501
  const [one, minusTwo] = gelu(tf.tensor1d([1, -2])).dataSync();
  assert.ok(Math.abs(one! - 0.8413447) < 1e-6);
  assert.ok(Math.abs(minusTwo! + 0.0455003) < 1e-6);
});

test("parameter records: entries and their inverse, partition, merge", () => {
  const params = { a: tf.scalar(1), b: { c: tf.scalar(2), d: { e: tf.scalar(3) } } };
  const list = entries(params);
  assert.deepEqual(
    list.map(([path]) => path),
    ["a", "b.c", "b.d.e"],
  );
  assert.deepEqual(fromEntries(list), params);
  const [inside, outside] = partition(params, (path) => path.startsWith("b."));
  assert.deepEqual(Object.keys(inside), ["b"]);
  assert.deepEqual(entries(merged(inside, outside)).length, 3);
  assert.throws(() => tensor(params, "x"), /no tensor x among the parameters a, b/);
});
