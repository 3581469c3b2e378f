import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { Random } from "../../lib/base/random.js";
import { blur } from "../../lib/corpus/images/blur.js";
import { augmented, plainImages } from "../../lib/examples/augment.js";
import { type AugmentConfig, augmentPresets, augmentSchema } from "../../lib/examples/augmentConfig.js";
import { applyColour, colourMatrix } from "../../lib/examples/colour.js";

const sides = { height: 8, width: 8, channels: 3 };
const size = 8 * 8 * 3;
const noise = (count: number, seed = 1) => {
  const random = new Random(seed);
  return Uint8Array.from({ length: count * size }, () => random.integer(256));
};
const run = (config: Partial<AugmentConfig>, images: Uint8Array, seed = 1, count = images.length / size) =>
  augmented(
    augmentSchema.parse(config),
    { images, indices: Int32Array.from({ length: count }, (_, at) => at), sides },
    new Random(seed),
  );

function assertAllClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-5) {
  assert.equal(actual.length, expected.length);
  for (let at = 0; at < expected.length; at++)
    assert.ok(
      Math.abs(actual[at]! - expected[at]!) <= tolerance,
      `[${at}] ${actual[at]}, expected ${expected[at]}`,
    );
}

test("bytes become −1 … 1, in the order asked for", () => {
  const images = new Uint8Array([0, 255, 51, 102]);
  assertAllClose(plainImages(images, [1, 0], 2), [-0.6, -0.2, -1, 1], 1e-6);
});

test("equal seeds give equal images, other seeds others; all stay within −1 … 1", () => {
  const images = noise(20);
  const config = augmentSchema.parse(augmentPresets.simclr);
  const first = run(config, images, 5);
  assert.deepEqual(run(config, images, 5), first);
  assert.notDeepEqual(run(config, images, 6), first);
  for (const value of first) assert.ok(value >= -1.000001 && value <= 1.000001);
});

test("a change of nothing changes nothing", () => {
  const images = noise(3);
  // A range that is open but of no width runs the whole sampling path.
  assertAllClose(run({ shift: 1e-9 }, images), plainImages(images, [0, 1, 2], size), 1e-4);
});

test("a mirror image by hand", () => {
  const images = noise(1);
  const mirrored = run({ flip: 1 }, images);
  const plain = plainImages(images, [0], size);
  const expected = new Float32Array(size);
  for (let y = 0; y < 8; y++)
    for (let x = 0; x < 8; x++)
      for (let c = 0; c < 3; c++) expected[(y * 8 + x) * 3 + c] = plain[(y * 8 + (7 - x)) * 3 + c]!;
  assertAllClose(mirrored, expected);
});

test("half of the images are mirrored", () => {
  const images = new Uint8Array(size).fill(255);
  images[0] = 0; // red of the left upper corner
  const many = augmented(
    augmentSchema.parse({ flip: 0.5 }),
    { images, indices: new Int32Array(4000), sides },
    new Random(3),
  );
  let mirrored = 0;
  for (let row = 0; row < 4000; row++) if (many[row * size]! > 0) mirrored++;
  assert.ok(Math.abs(mirrored / 4000 - 0.5) < 0.04, `${mirrored} of 4000`); // five standard errors
});

test("what a shift or a turn brings in is white", () => {
  const black = new Uint8Array(200 * size);
  for (const config of [{ shift: 0.5 }, { rotate: 45 }] as Partial<AugmentConfig>[]) {
    const values = run(config, black, 2);
    assert.ok(values.some((value) => value === 1) && values.some((value) => value === -1));
  }
  // White stays white under any change of shape: no dark edges.
  const white = new Uint8Array(50 * size).fill(255);
  const shape = {
    crop: [0.3, 1],
    aspect: [0.5, 2],
    rotate: 90,
    shift: 0.5,
    flip: 0.5,
  } as Partial<AugmentConfig>;
  assertAllClose(run(shape, white), new Float32Array(50 * size).fill(1));
});

test("a crop keeps a ramp a ramp: slope the root of its area, inside the image", () => {
  const images = new Uint8Array(size);
  for (let y = 0; y < 8; y++)
    for (let x = 0; x < 8; x++) for (let c = 0; c < 3; c++) images[(y * 8 + x) * 3 + c] = 20 * x;
  for (let seed = 0; seed < 30; seed++) {
    const values = run({ crop: [0.25, 0.25] }, images, seed).map((value) => (value + 1) * 127.5);
    // The middle columns of a crop of half the side never touch the white frame.
    for (let x = 2; x < 6; x++) {
      const slope = values[(3 * 8 + x) * 3]! - values[(3 * 8 + x - 1) * 3]!;
      assert.ok(Math.abs(slope - 10) < 1e-2, `slope ${slope}`);
    }
  }
});

test("colours by hand", () => {
  const identity = { ...augmentSchema.parse({}), jitter: 1 };
  const pixels = () => Float32Array.of(100, 150, 200, 10, 10, 10);
  const apply = (config: Partial<AugmentConfig>, mean = 50, seed = 4) => {
    const values = pixels();
    applyColour(values, colourMatrix({ ...identity, ...config }, new Random(seed), () => mean)!);
    return values;
  };
  assertAllClose(apply({}), pixels(), 1e-4);
  const luma = 0.299 * 100 + 0.587 * 150 + 0.114 * 200;
  assertAllClose(apply({ jitter: 0, grey: 1 }), [luma, luma, luma, 10, 10, 10], 1e-3);
  // Whatever the hue is turned by, grey stays grey, and luma stays.
  let largest = 0;
  for (let seed = 0; seed < 10; seed++) {
    const turned = apply({ hue: 0.5 }, 50, seed);
    assertAllClose(turned.slice(3), [10, 10, 10], 0.05);
    assert.ok(Math.abs(0.299 * turned[0]! + 0.587 * turned[1]! + 0.114 * turned[2]! - luma) < 0.2);
    largest = Math.max(largest, Math.abs(turned[0]! - 100));
  }
  assert.ok(largest > 50);
  // Brightness multiplies, contrast moves away from the mean.
  const bright = apply({ brightness: 0.5 });
  assert.ok(Math.abs(bright[0]! / 100 - bright[3]! / 10) < 1e-4);
  const contrast = apply({ contrast: 0.5 }, 12);
  assert.ok(Math.abs((contrast[0]! - 12) / (100 - 12) - (contrast[3]! - 12) / (10 - 12)) < 1e-4);
});

test("blur: weights of a Gaussian, sum kept, edges continued", () => {
  const flat = new Float32Array(size).fill(7);
  blur(flat, sides, 0.8);
  assertAllClose(flat, new Float32Array(size).fill(7));
  for (const deviation of [0.7, 1.6]) {
    const wide = { height: 15, width: 15, channels: 1 };
    const point = new Float32Array(225);
    point[7 * 15 + 7] = 1;
    blur(point, wide, deviation);
    const radius = Math.max(2, Math.ceil(2 * deviation));
    let total = 0;
    for (let x = -radius; x <= radius; x++) total += Math.exp((-x * x) / (2 * deviation ** 2));
    assert.ok(Math.abs(point[7 * 15 + 7]! - 1 / total ** 2) < 1e-6);
    assert.ok(Math.abs(point[6 * 15 + 8]! - Math.exp(-1 / deviation ** 2) / total ** 2) < 1e-6);
    assert.ok(Math.abs(point.reduce((sum, value) => sum + value, 0) - 1) < 1e-5);
  }
});

test("augmented images keep their bits: hashes of what the plain loops of an earlier version gave", () => {
  // The sweep's records depend on these numbers, so a faster way must give the same ones.
  const expected: Record<string, readonly string[]> = {
    none: ["5323317e1dd51088", "2e6253add14f96e1", "6a6795a6a5970aa7"],
    crop: ["44d8c928878aac44", "dde6d41b76cfc1b2", "dcb27c2181d3d02a"],
    light: ["33e62d3935a3f8bc", "d0fb949bd83ea3ed", "7133657774aedacc"],
    simclr: ["310506102f4f9f4a", "cab6a197bc25c5b8", "f35bbcc75c8f1aa2"],
    all: ["2c8e3517c7459275", "66889ca6ba79d2e9", "9c2d0cc1543f9f19"],
  };
  const all = {
    crop: [0.2, 1],
    aspect: [0.4, 2.5],
    rotate: 170,
    shift: 0.6,
    flip: 0.5,
    grey: 0.3,
    blur: 0.7,
    blurDeviation: [0.4, 2.5],
  } as const;
  for (const [name, hashes] of Object.entries(expected))
    for (const [at, channels] of [1, 3, 4].entries()) {
      const config = augmentSchema.parse(name === "all" ? all : augmentPresets[name as "light"]);
      const values = augmented(
        config,
        {
          images: patterns(80, 17, 13, channels),
          indices: Int32Array.from({ length: 80 }, (_, row) => row),
          sides: { height: 13, width: 17, channels },
        },
        new Random(name === "all" ? "odd" : name),
      );
      const hash = createHash("sha256").update(new Uint8Array(values.buffer)).digest("hex").slice(0, 16);
      assert.equal(hash, hashes[at], `${name}, ${channels} channels`);
    }
});

/** By turns noise, a grey ramp, grey patches and coloured patches. */
function patterns(count: number, width: number, height: number, channels: number): Uint8Array {
  const random = new Random("golden images");
  const pixels = width * height;
  const images = Uint8Array.from({ length: count * pixels * channels }, () => random.integer(256));
  for (let at = 0; at < images.length; at++) {
    const channel = at % channels;
    const image = Math.floor(at / (pixels * channels));
    const pixel = Math.floor(at / channels) % pixels;
    const column = pixel % width;
    if (image % 4 === 1) images[at] = (pixel * 37 + image) % 256;
    if (image % 4 === 2) images[at] = (Math.floor(column / 5) * 90 + image) % 256;
    if (image % 4 === 3) images[at] = ((Math.floor(column / 6) + channel) * 70 + image) % 256;
  }
  return images;
}
