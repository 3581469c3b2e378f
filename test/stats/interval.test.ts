import assert from "node:assert/strict";
import { test } from "node:test";
import binomial from "@stdlib/random-base-binomial";
import fc from "fast-check";
import { Random } from "../../lib/base/random.js";
import { accuracy, interiorAccuracy } from "../../lib/stats/count.js";
import { clopperPearson } from "../../lib/stats/interval.js";
import { closeTo } from "../closeTo.js";

// scipy 1.17.1: binomtest(k, n).proportion_ci(level, "exact"). 81 of 263 is Newcombe's (1998) example,
// 0.2527–0.3676.
for (const [correct, total, level, low, high] of [
  [5592, 10_000, 0.95, 0.5494030470465916, 0.5689624562739226],
  [31_660, 50_000, 0.95, 0.6289581279300802, 0.6374264032614616],
  [0, 10, 0.95, 0, 0.30849710781876294],
  [10, 10, 0.95, 0.6915028921812371, 1],
  [1, 10, 0.95, 0.0025285785444625728, 0.44501611702819543],
  [7, 10, 0.95, 0.3475471499399921, 0.9332604888222655],
  [81, 263, 0.95, 0.25273674558504267, 0.36762192260134746],
  [3, 7500, 0.95, 8.249721394993091e-5, 0.0011685203668976363],
  [7499, 7500, 0.995, 0.9989055972118625, 0.99999966624936],
  [25_000, 50_000, 0.99, 0.4942304913980382, 0.5057695086019618],
] as const)
  test(`Clopper–Pearson, ${correct} of ${total} at ${level}`, () => {
    const interval = clopperPearson({ correct, total }, level);
    closeTo(interval.low, low, { rel: 1e-9 });
    closeTo(interval.high, high, { rel: 1e-9 });
    assert.equal(interval.level, level);
  });

const counts = fc
  .tuple(fc.integer({ min: 1, max: 60_000 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([total, share]) => ({ correct: Math.round(share * total), total }));

test("the interval holds the accuracy, mirrors with the wrong answers and grows with the level", () => {
  fc.assert(
    fc.property(counts, (count) => {
      const { low, high } = clopperPearson(count);
      assert.ok(low <= accuracy(count) && accuracy(count) <= high);
      const wrong = clopperPearson({ correct: count.total - count.correct, total: count.total });
      closeTo(low, 1 - wrong.high, { abs: 1e-10 });
      const wider = clopperPearson(count, 0.99);
      assert.ok(wider.low <= low && high <= wider.high);
    }),
    { numRuns: 60 },
  );
});

test("the ends are where the binomial tail has half of what is left out", () => {
  // P(K ≥ k | low) = P(K ≤ k | high) = α/2 defines the interval; tails summed directly.
  const [correct, total] = [7, 30];
  const { low, high } = clopperPearson({ correct, total }, 0.9);
  const probability = (p: number, k: number) => {
    let choose = 1;
    for (let i = 0; i < k; i++) choose *= (total - i) / (i + 1);
    return choose * p ** k * (1 - p) ** (total - k);
  };
  const sum = (from: number, to: number, p: number) => {
    let total = 0;
    for (let k = from; k <= to; k++) total += probability(p, k);
    return total;
  };
  closeTo(sum(correct, total, low), 0.05, { rel: 1e-9 });
  closeTo(sum(0, correct, high), 0.05, { rel: 1e-9 });
});

test("it covers at least what it claims", () => {
  const random = new Random("Clopper–Pearson");
  const draw = binomial.factory({ prng: () => random.uniform() });
  for (const [total, p] of [
    [40, 0.02],
    [200, 0.3],
    [1000, 0.9],
  ] as const) {
    let held = 0;
    const runs = 1500;
    for (let run = 0; run < runs; run++) {
      const { low, high } = clopperPearson({ correct: draw(total, p), total });
      if (low <= p && p <= high) held++;
    }
    assert.ok(held / runs > 0.935, `${held / runs} of intervals hold p = ${p}`); // 0.95 − 2.7 standard errors
  }
});

test("what is not a count or a level is refused", () => {
  for (const [correct, total] of [
    [-1, 10],
    [11, 10],
    [0.5, 10],
    [0, 0],
    [Number.NaN, 10],
  ] as const)
    assert.throws(() => clopperPearson({ correct, total }), { name: "InputError" });
  assert.throws(() => clopperPearson({ correct: 1, total: 2 }, 1), { name: "InputError" });
});

test("an interior accuracy is never 0 or 1", () => {
  assert.equal(interiorAccuracy({ correct: 0, total: 9 }), 0.05);
  assert.equal(interiorAccuracy({ correct: 9, total: 9 }), 0.95);
  assert.equal(interiorAccuracy({ correct: 3, total: 4 }), 0.75);
});
