import assert from "node:assert/strict";
import { test } from "node:test";
import { drawPairMatrix } from "../../lib/figures/pairMatrix.js";

test("each pair once, below the diagonal, its area the count; strangers are left out", () => {
  const pairs = [
    { ids: ["lock", "cloud"], count: 100 },
    { ids: ["cloud", "sun"], count: 25 },
    { ids: ["cloud", "elsewhere"], count: 7 },
  ] as const;
  const { data, layout } = drawPairMatrix(pairs, ["cloud", "lock", "sun"], { title: "t", unit: "icons" });
  const [discs] = data as unknown as { x: string[]; y: string[]; marker: { size: number[] } }[];
  assert.deepEqual(discs!.x, ["cloud", "cloud"]);
  assert.deepEqual(discs!.y, ["lock", "sun"]);
  const [large, small] = discs!.marker.size;
  assert.equal(large! / small!, 2); // four times the area
  assert.deepEqual(layout.xaxis!.categoryarray, ["cloud", "lock"]);
  assert.deepEqual(layout.yaxis!.categoryarray, ["sun", "lock"]);
});
