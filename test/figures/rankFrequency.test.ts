import assert from "node:assert/strict";
import { test } from "node:test";
import { drawRankFrequency } from "../../lib/figures/rankFrequency.js";

test("classes from most to least frequent on logarithmic axes; those without images are counted", () => {
  const figure = drawRankFrequency(
    [
      { name: "a", counts: [3, 0, 100, 20, 0] },
      { name: "b", counts: [1] },
    ],
    "t",
  );
  const [a, b] = figure.data as { name: string; x: number[]; y: number[] }[];
  assert.deepEqual([a!.name, a!.x, a!.y], ["a (2 classes without)", [1, 2, 3], [100, 20, 3]]);
  assert.equal(b!.name, "b");
  assert.deepEqual([figure.layout.xaxis!.type, figure.layout.yaxis!.type], ["log", "log"]);
});
