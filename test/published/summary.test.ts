import assert from "node:assert/strict";
import { test } from "node:test";
import { isBaseline, isFineTunedOnImageNet } from "../../lib/published/families.js";
import { loadPublished } from "../../lib/published/load.js";
import { pointsOf } from "../../lib/published/model.js";
import { summariseRho } from "../../lib/published/summary.js";
import { fitBaseline } from "../../lib/stats/baseline.js";
import { effectiveRobustness } from "../../lib/stats/robustness.js";

test("mean, spread and range by group, by hand", () => {
  const estimates = [1, 2, 6, 5].map((rhoPoints, at) => ({
    rhoPoints: { value: rhoPoints },
    regime: at < 3 ? "b" : "a",
  }));
  assert.deepEqual(
    summariseRho(estimates, ({ regime }) => regime),
    [
      { group: "b", models: 3, meanPoints: 3, sdPoints: Math.sqrt(7), lowestPoints: 1, highestPoints: 6 },
      { group: "a", models: 1, meanPoints: 5, sdPoints: Number.NaN, lowestPoints: 5, highestPoints: 5 },
    ],
  );
  assert.deepEqual(
    summariseRho([], () => ""),
    [],
  );
});

// Mean ρ (sd) in points above 20% on ImageNet, computed in Python from the table.
const accuracies = await loadPublished("accuracies");
for (const [y, zeroShot, fineTuned, moreData, onImageNet] of [
  ["imagenet_v2", "4.8 0.9", "0.1", "0.2", "-0.0"],
  ["imagenet_sketch", "34.3 9.1", "16.2", "6.0", "15.5"],
  ["imagenet_r", "47.0 9.1", "20.2", "8.5", "19.3"],
] as const)
  test(`mean ρ by regime on ${y}`, () => {
    const points = pointsOf(accuracies, "imagenet", y);
    const baseline = fitBaseline(points.filter(({ published }) => isBaseline(published)));
    const estimates = points
      .filter(({ x }) => x > 0.2)
      .map((point) => ({ point, rhoPoints: { value: effectiveRobustness(baseline, point) } }));
    const groups = summariseRho(estimates, ({ point }) => point.published.regime);
    const of = (name: string) => groups.find(({ group }) => group === name)!;
    const { meanPoints, sdPoints } = of("clip-zero-shot");
    assert.equal(`${meanPoints.toFixed(1)} ${sdPoints.toFixed(1)}`, zeroShot);
    assert.equal(of("clip-fine-tuned").meanPoints.toFixed(1), fineTuned);
    assert.equal(of("more-data").meanPoints.toFixed(1), moreData);
    // Ours (SOURCES.md): without the two that were fine-tuned on captions.
    const tuned = estimates.filter(({ point }) => isFineTunedOnImageNet(point.published));
    assert.equal(tuned.length, 37);
    assert.equal(summariseRho(tuned, () => "")[0]!.meanPoints.toFixed(1), onImageNet);
  });
