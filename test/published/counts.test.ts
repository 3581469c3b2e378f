// Published fractions against the numbers of images in the dictionary: a wrong number of images would show
// here.
import assert from "node:assert/strict";
import { test } from "node:test";
import { loadPublished } from "../../lib/published/load.js";
import type { Origin } from "../../lib/published/schema.js";
import { imagesScored, testSetNamed } from "../../lib/published/testsets/dictionary.js";

const models = (
  await Promise.all([loadPublished("accuracies"), loadPublished("testbed"), loadPublished("scaling")])
).flat();

/** Largest distance between the fractions and whole counts of `total` images, as a fraction. */
function furthest(origin: Origin, testset: string, total: number): number {
  const fractions = models.filter((m) => m.origin === origin).flatMap((m) => m.accuracies.get(testset) ?? []);
  assert.ok(fractions.length > 0, `${origin} ${testset}`);
  return Math.max(...fractions.map((p) => Math.abs(p - Math.round(p * total) / total)));
}

// Origins that print 5 decimals: within 0.55 of the last digit (timm rounds twice).
for (const origin of ["timm", "testbed", "clip_benchmark"] as const)
  test(`${origin}: every accuracy is a whole count of the test set's images`, () => {
    const testsets = new Set(
      models.filter((m) => m.origin === origin).flatMap((m) => [...m.accuracies.keys()]),
    );
    for (const name of testsets) {
      const set = testSetNamed(name);
      // Means over five severities are multiples of 1/250,000; PGD was run on 5,000 or 50,000 images
      // (SOURCES.md).
      const total = name.startsWith("imagenet_c_")
        ? 250_000
        : set.kind === "adversarial"
          ? 50_000
          : imagesScored(set, origin);
      assert.ok(furthest(origin, name, total) <= 0.56e-5, `${name}: ${furthest(origin, name, total)}`);
    }
  });

test("the two releases of ObjectNet are told apart by the counts", () => {
  assert.ok(furthest("testbed", "objectnet", 18_574) > 2e-5);
  assert.ok(furthest("clip_benchmark", "objectnet", 18_514) > 2e-5);
});

test("open_clip and vlhub print too few digits for counts to be certain", () => {
  for (const [origin, name] of [
    ["open_clip", "objectnet"],
    ["open_clip", "imagenet_a"],
    ["vlhub", "imagenet_a"],
  ] as const)
    assert.ok(furthest(origin, name, testSetNamed(name).images) > 0.56e-5, `${origin} ${name}`);
});
