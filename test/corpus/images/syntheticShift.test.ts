import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Severity,
  type SyntheticShift,
  severities,
  shiftImages,
  syntheticShifts,
  syntheticStrength,
} from "../../../lib/corpus/images/syntheticShift.js";
import { closeTo } from "../../closeTo.js";

const size = 32;
const bytes = size * size * 3;
const names = Object.keys(syntheticShifts) as SyntheticShift[];

/** A white image with a black bar to the right of the centre. */
const bar = Uint8Array.from({ length: bytes }, (_, i) =>
  Math.floor(i / 3) % size >= 20 && Math.floor(i / 3) % size < 26 ? 0 : 255,
);

function shifted(shift: SyntheticShift, severity: Severity, key = "a"): Uint8Array {
  return shiftImages(bar, [key], { shift, severity, size, seed: 1 });
}
const apart = (a: Uint8Array, b: Uint8Array) =>
  a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;

test("the input is unchanged, and an image is shifted the same way in every batch", () => {
  const before = bar.slice();
  const two = new Uint8Array(2 * bytes);
  two.set(bar, bytes);
  for (const shift of names) {
    const alone = shifted(shift, 3, "b");
    const options = { shift, severity: 3, size, seed: 1 } as const;
    assert.deepEqual(shiftImages(two, ["a", "b"], options).subarray(bytes), alone);
  }
  assert.deepEqual(bar, before);
});

test("each severity differs more from the image than the one before, except rotation of a bar", () => {
  for (const shift of names.filter((name) => name !== "rotation")) {
    const distances = severities.map((severity) => apart(shifted(shift, severity), bar));
    for (let i = 1; i < distances.length; i++)
      assert.ok(distances[i]! > distances[i - 1]!, `${shift}: ${distances}`);
  }
});

test("the strongest inversion is the negative; lower contrast keeps the mean and the given fraction", () => {
  assert.deepEqual(
    shifted("inversion", 5),
    bar.map((value) => 255 - value),
  );
  const flat = shifted("contrast", 2);
  closeTo(Math.max(...flat) - Math.min(...flat), 255 * syntheticStrength.contrast[2], { abs: 1 });
  const mean = (image: Uint8Array) => image.reduce((sum, value) => sum + value, 0) / image.length;
  closeTo(mean(flat), mean(bar), { abs: 0.5 });
});

test("a half turn mirrors both axes; a quarter turn makes the bar horizontal", () => {
  const pixel = (image: Uint8Array, x: number, y: number) => image[(y * size + x) * 3]!;
  const half = shifted("rotation", 5);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) assert.equal(pixel(half, x, y), pixel(bar, size - 1 - x, size - 1 - y));
  const quarter = shifted("rotation", 4);
  const row = pixel(quarter, 3, 22) === 0 ? 22 : 9;
  for (let x = 0; x < size; x++) assert.equal(pixel(quarter, x, row), 0);
});

test("images rotate in both directions about equally often", () => {
  const keys = Array.from({ length: 400 }, (_, i) => `icon ${i}`);
  const many = new Uint8Array(400 * bytes);
  for (let i = 0; i < 400; i++) many.set(bar, i * bytes);
  const out = shiftImages(many, keys, { shift: "rotation", severity: 4, size, seed: 1 });
  const left = keys.filter((_, i) => out[i * bytes + (9 * size + 3) * 3] === 0).length;
  assert.ok(left > 150 && left < 250, `${left} of 400`); // five standard deviations
});

test("noise has the stated standard deviation; blur preserves the total ink", () => {
  const grey = new Uint8Array(bytes).fill(128);
  const noisy = shiftImages(grey, ["n"], { shift: "noise", severity: 1, size, seed: 2 });
  const variance = noisy.reduce((sum, value) => sum + (value - 128) ** 2, 0) / bytes;
  closeTo(Math.sqrt(variance), syntheticStrength.noise[1], { rel: 0.06, why: "3,072 draws" });
  const ink = (image: Uint8Array) => image.reduce((sum, value) => sum + 255 - value, 0);
  closeTo(ink(shifted("blur", 2)), ink(bar), { rel: 0.01 });
});

test("a wrong number of bytes is rejected", () => {
  const options = { shift: "noise", severity: 1, size, seed: 1 } as const;
  assert.throws(
    () => shiftImages(bar.subarray(1), ["a"], options),
    /3071 bytes are not 1 images of 32 × 32 × 3/,
  );
});
