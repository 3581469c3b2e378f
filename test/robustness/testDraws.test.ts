import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../lib/base/random.js";
import { packBits } from "../../lib/record/correctIcons.js";
import type { AccuracyAverage, MiniatureModel, TestCount } from "../../lib/robustness/miniature.js";
import { drawTests, type Estimand, sharedDraws } from "../../lib/robustness/testDraws.js";
import { balancedAccuracy, drawClassWeights, weightedAccuracy } from "../../lib/stats/index.js";
import { closeTo } from "../closeTo.js";

// Accuracies in draws, computed a second time without any of the shortcuts of the library.

/** Classes of one image, of few, of none, and of more images than a byte can count. */
const totalByClass = [1, 5, 0, 700, 12];
const [draws, seed] = [41, 7];

function countOf(totals: readonly number[], right: (icon: number) => boolean): [TestCount, number[]] {
  const images = totals.reduce((sum, one) => sum + one, 0);
  const bits = Array.from({ length: images }, (_, icon) => Number(right(icon)));
  let at = 0;
  const correctByClass = totals.map((one) => {
    at += one;
    return bits.slice(at - one, at).reduce((sum, bit) => sum + bit, 0);
  });
  const correct = correctByClass.reduce((sum, one) => sum + one, 0);
  return [
    { correct, total: images, correctByClass, totalByClass: totals, correctIcons: packBits(bits) },
    bits,
  ];
}

const [whole, bits] = countOf(totalByClass, (icon) => icon % 10 !== 3);
/** The same set without its last class, and with other answers. */
const [part, partBits] = countOf([1, 5, 0, 700, 0], (icon) => icon % 3 === 0);
const model = {
  model: "a",
  counts: new Map([
    ["test", whole],
    ["test:part", part],
  ]),
} as unknown as MiniatureModel;

function drawn(estimand: Estimand, average: AccuracyAverage, testset: string): Float64Array {
  return drawTests([model], { estimand, average, draws, seed, shared: sharedDraws() }).accuracies(
    model,
    testset,
  );
}

test("images: n − 1 of the n icons of a class, the same for a part of the test set, in both averages", () => {
  const random = new Random(seed).stream("test sets").stream("images").stream("icons of test");
  for (let draw = 0; draw < draws; draw++) {
    const chosen = totalByClass.map((images) =>
      images === 1 ? [0] : Array.from({ length: Math.max(0, images - 1) }, () => random.integer(images)),
    );
    for (const [testset, count, answers] of [
      ["test", whole, bits],
      ["test:part", part, partBits],
    ] as const) {
      let first = 0;
      const shares = count.totalByClass.map((images, c) => {
        const right = images === 0 ? 0 : chosen[c]!.reduce((sum, at) => sum + answers[first + at]!, 0);
        first += images;
        return images === 0 ? Number.NaN : right / chosen[c]!.length;
      });
      const held = shares.filter((share) => !Number.isNaN(share));
      const balanced = held.reduce((sum, share) => sum + share, 0) / held.length;
      const plain = shares.reduce(
        (sum, share, c) => sum + (Number.isNaN(share) ? 0 : (share * count.totalByClass[c]!) / count.total),
        0,
      );
      closeTo(drawn("these classes", "balanced", testset)[draw]!, balanced, { abs: 1e-12 });
      closeTo(drawn("these classes", "plain", testset)[draw]!, plain, { abs: 1e-12 });
    }
  }
});

test("classes: as the weighted accuracies of the statistics", () => {
  const weights = drawClassWeights(5, draws, new Random(seed).stream("test sets").stream("classes"));
  for (const [draw, times] of weights.entries()) {
    closeTo(drawn("other classes", "balanced", "test")[draw]!, balancedAccuracy(whole, times), {
      abs: 1e-12,
    });
    closeTo(drawn("other classes", "plain", "test")[draw]!, weightedAccuracy(whole, times), { abs: 1e-12 });
  }
});

test("both averages and both estimands can share what is drawn", () => {
  const shared = sharedDraws();
  const alone = (estimand: Estimand, average: AccuracyAverage) => drawn(estimand, average, "test");
  for (const estimand of ["these classes", "other classes"] as const)
    for (const average of ["balanced", "plain"] as const)
      assert.deepEqual(
        drawTests([model], { estimand, average, draws, seed, shared }).accuracies(model, "test"),
        alone(estimand, average),
      );
  assert.equal(shared.accuracies.size, 2);
});
