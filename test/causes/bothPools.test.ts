// Which models make the baseline on both axes, on the committed records.
import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluateOnBothPools, groupsOnBothPools } from "../../lib/causes/beside/bothPools.js";
import { isMiniatureBaseline } from "../../lib/robustness/miniature.js";
import { rhoByAxis } from "../../lib/robustness/rhoByAxis.js";
import { records, skip } from "./sweptRecords.js";

test("the plane rests on ordinary models of both pools, and every group has its seeds", { skip }, () => {
  const evaluations = evaluateOnBothPools(records);
  assert.equal(evaluations.length, 4);
  for (const { models, plane } of evaluations) {
    const fitted = models.filter(({ isFitted }) => isFitted);
    assert.equal(plane.models, fitted.length);
    assert.deepEqual([...new Set(fitted.map(({ of }) => of.treatment))].toSorted(), ["baseline", "web"]);
    for (const { of } of fitted)
      if (of.treatment === "baseline") assert.ok(isMiniatureBaseline(of));
      else assert.ok(of.counts.get("webTest")!.correct >= 0.2 * of.counts.get("webTest")!.total);
    assert.ok(
      plane.r2 >= Math.max(plane.r2OfLine, plane.r2OfWebLine) - 1e-12,
      "least squares over more axes",
    );
  }
  assert.deepEqual(
    rhoByAxis(evaluations, groupsOnBothPools).map(({ group, models }) => [group, models]),
    [
      ["labels on the reference", 4],
      ["labels on the web-like pool", 4],
      ["labels on half of each", 3],
      ["CLIP on the web-like pool", 4],
    ],
  );
});
