import assert from "node:assert/strict";
import { test } from "node:test";
import { drawDuplicatePlane } from "../../lib/figures/duplicatePlane.js";

test("pairs by judgement, and a corner for each rule", () => {
  const pair = { sample: "anyIcon", ids: ["a:x", "b:y"], distance: 12, correlation: 0.98 } as const;
  const pairs = [
    { ...pair, same: true },
    { ...pair, same: false, distance: 40, correlation: 0.8 },
    { ...pair, same: false, distance: 50, correlation: 0.7 },
  ];
  const { data, layout } = drawDuplicatePlane(
    pairs,
    { same: { maxHashDistance: 24, minCorrelation: 0.97 } },
    "t",
  );
  const groups = data as { name: string; x: number[] }[];
  assert.deepEqual(
    groups.map(({ name, x }) => [name, x]),
    [
      ["another drawing, by eye (2)", [40, 50]],
      ["the same drawing, by eye (1)", [12]],
    ],
  );
  const [corner] = layout.shapes!;
  assert.deepEqual([corner!.x1, corner!.y0], [24, 0.97]);
});
