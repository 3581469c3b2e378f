import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../../lib/base/random.js";
import { duplicateInThreads } from "../../../lib/corpus/duplicates/duplicateThreads.js";
import {
  decodeFingerprints,
  encodeFingerprints,
  type Fingerprints,
  fingerprintOf,
  fingerprintsOf,
  hashWords,
  joinFingerprints,
  selectFingerprints,
  sliceFingerprints,
  thumbnailCells,
} from "../../../lib/corpus/duplicates/fingerprint.js";
import { measureJudgedPairs, pairSamples, ruleQuality } from "../../../lib/corpus/duplicates/judgedPairs.js";
import {
  type DuplicateRule,
  duplicateIn,
  duplicateOf,
  duplicateRules,
  hashDistance,
  thumbnailCorrelation,
} from "../../../lib/corpus/duplicates/nearDuplicates.js";
import type { Picture } from "../../../lib/corpus/images/picture.js";

test("precision and recall of both rules on the judged pairs", async (t) => {
  const judged = await measureJudgedPairs();
  const samples = pairSamples.map((name) => judged.filter(({ sample }) => sample === name));
  // The values measured when the rules were chosen. `same` is used where a false alarm costs an image,
  // `similar` where a miss is a leak.
  const measured = {
    same: [
      { precision: 0.93, recall: 0.52 },
      { precision: 0.94, recall: 0.28 },
    ],
    similar: [
      { precision: 0.69, recall: 0.81 },
      { precision: 0.8, recall: 0.73 },
    ],
  };
  for (const name of ["same", "similar"] as const)
    for (const [i, pairs] of samples.entries()) {
      const { precision, recall } = ruleQuality(pairs, duplicateRules[name]);
      const expected = measured[name][i]!;
      t.diagnostic(
        `${name}, ${pairs.length} pairs: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`,
      );
      assert.ok(Math.abs(precision - expected.precision) < 0.011, `${name} ${i}: precision ${precision}`);
      assert.ok(Math.abs(recall - expected.recall) < 0.011, `${name} ${i}: recall ${recall}`);
    }
});

function isPair(prints: Fingerprints, a: number, b: number, rule: DuplicateRule): boolean {
  return (
    hashDistance(prints.hashes, a, prints.hashes, b) <= rule.maxHashDistance &&
    thumbnailCorrelation(prints, a, prints, b) >= rule.minCorrelation
  );
}

/** A black ring on white, a given number of pixels from the edge. */
function ring(margin: number, shade = 0): Picture {
  const planes = new Uint8Array(64 * 64).fill(255);
  const radius = 32 - margin;
  for (let y = 0; y < 64; y++)
    for (let x = 0; x < 64; x++) {
      const distance = Math.hypot(x - 31.5, y - 31.5);
      if (distance < radius && distance > radius * 0.7) planes[y * 64 + x] = shade;
    }
  return { size: 64, channels: 1, planes };
}

test("margin, scale and shade do not matter", () => {
  const prints = fingerprintsOf([ring(0), ring(12), ring(6, 120)].map(fingerprintOf));
  for (const other of [1, 2]) {
    assert.ok(hashDistance(prints.hashes, 0, prints.hashes, other) <= 16);
    assert.ok(thumbnailCorrelation(prints, 0, prints, other) > 0.98);
  }
});

test("hash distance counts bits", () => {
  const left = Int32Array.of(0, -1, 0, 0, 0, 0, 0, 5);
  const right = Int32Array.of(0, 0, 0, 0, 1, 0, 0, 6);
  assert.equal(hashDistance(left, 0, right, 0), 32 + 1 + 2);
});

/** Groups of noisy copies: each hash differs from its original in up to `flips` bits. */
function copies(originals: number, each: number, flips: number, random: Random): Fingerprints {
  const hashes: number[] = [];
  const thumbnails: number[] = [];
  for (let original = 0; original < originals; original++) {
    const hash = Array.from({ length: hashWords }, () => random.integer(2 ** 32) | 0);
    const cells = Array.from({ length: thumbnailCells }, () => random.integer(200));
    for (let copy = 0; copy < each; copy++) {
      const changed = hash.slice();
      const toFlip = random.integer(flips + 1);
      for (let flip = 0; flip < toFlip; flip++)
        changed[random.integer(hashWords)]! ^= 1 << random.integer(32);
      hashes.push(...changed);
      thumbnails.push(...cells.map((value) => value + random.integer(10)));
    }
  }
  return {
    count: originals * each,
    hashes: Int32Array.from(hashes),
    thumbnails: Uint8Array.from(thumbnails),
  };
}

test("after removal no duplicate pair is left, and every removed icon duplicates an earlier one", () => {
  const rule = duplicateRules.same;
  const prints = copies(150, 8, 10, new Random("thin"));
  const original = duplicateOf(prints, rule);
  const stay = [...original.keys()].filter((i) => original[i] === -1);
  assert.ok(stay.length >= 150 && stay.length < 160, `${stay.length} stay`);
  for (const [b, a] of original.entries())
    if (a !== -1) assert.ok(a < b && isPair(prints, a, b, rule), `${b} of ${a}`);
  for (const a of stay)
    for (const b of stay) if (a < b) assert.ok(!isPair(prints, a, b, rule), `${a} and ${b} stay`);
});

test("duplicates in another list are those found by comparing all pairs", () => {
  const rule = duplicateRules.similar;
  const all = copies(60, 6, 60, new Random("across"));
  const left = selectFingerprints(
    all,
    Array.from({ length: 120 }, (_, i) => 3 * i),
  );
  const right = selectFingerprints(
    all,
    Array.from({ length: 120 }, (_, i) => 3 * i + 1),
  );
  const found = duplicateIn(left, right, rule);
  const both = joinFingerprints([left, right]);
  let pairs = 0;
  for (let a = 0; a < 120; a++) {
    const expected = Array.from({ length: 120 }, (_, b) => b).findIndex((b) =>
      isPair(both, a, 120 + b, rule),
    );
    assert.equal(found[a], expected);
    if (expected !== -1) pairs++;
  }
  assert.ok(pairs > 20 && pairs < 120, `${pairs} of 120 have one`);
});

test("several threads find the same duplicates, in the same order, as one thread", async () => {
  const rule = duplicateRules.similar;
  const all = copies(1600, 6, 60, new Random("threads"));
  const left = sliceFingerprints(all, 0, 5003); // 2.3e7 pairs: more than are compared at once
  const right = sliceFingerprints(all, 5003, all.count);
  const found = duplicateIn(left, right, rule);
  assert.ok(found.some((other) => other !== -1));
  assert.deepEqual(await duplicateInThreads(left, right, rule, 2), found);
});

test("fingerprints are decoded from their bytes", () => {
  const prints = copies(3, 2, 5, new Random("bytes"));
  assert.deepEqual(decodeFingerprints(encodeFingerprints(prints), prints.count), prints);
});
