// Icons of a pool that are nearer to a test icon than the reference is, on drawn thumbnails.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Fingerprints, hashWords, thumbnailCells } from "../../lib/corpus/duplicates/fingerprint.js";
import { nearerThanReference } from "../../lib/examples/findAlike.js";

function printsOf(thumbnails: readonly (readonly number[])[]): Fingerprints {
  return {
    count: thumbnails.length,
    hashes: new Int32Array(thumbnails.length * hashWords),
    thumbnails: Uint8Array.from(thumbnails.flat()),
  };
}

/** Pearson's correlation from its definition, in double precision. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  const sum = (of: (at: number) => number) => a.reduce((all, _, at) => all + of(at), 0);
  const spread = Math.sqrt(sum((at) => (a[at]! - ma) ** 2) * sum((at) => (b[at]! - mb) ** 2));
  return spread === 0 ? 0 : sum((at) => (a[at]! - ma) * (b[at]! - mb)) / spread;
}

const thumbnail = fc.array(fc.integer({ min: 0, max: 255 }), {
  minLength: thumbnailCells,
  maxLength: thumbnailCells,
});
const list = fc.array(thumbnail, { minLength: 1, maxLength: 5 });

test("an icon is listed if its correlation with a test icon exceeds that of every reference icon", () => {
  fc.assert(
    fc.property(list, list, list, (pool, reference, tests) => {
      const found = nearerThanReference(printsOf(pool), printsOf(reference), printsOf(tests));
      for (const [at, icon] of pool.entries()) {
        const by = tests.map(
          (one) => correlation(icon, one) - Math.max(...reference.map((other) => correlation(other, one))),
        );
        const margin = Math.max(...by);
        if (Math.abs(margin) > 1e-5) assert.equal(found[at], margin > 0); // else single precision decides
      }
    }),
    { numRuns: 60 },
  );
});

test("a copy of a test icon is listed, a copy of a reference icon is not", () => {
  const ramp = Array.from({ length: thumbnailCells }, (_, cell) => cell);
  const stripes = ramp.map((cell) => (cell % 2 === 0 ? 200 : 0));
  const near = stripes.map((value, cell) => (cell < 20 ? 0 : value));
  assert.deepEqual(
    nearerThanReference(printsOf([stripes, near, ramp]), printsOf([near, ramp]), printsOf([stripes])),
    [true, false, false],
  );
});
