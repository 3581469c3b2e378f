// What the baseline on both axes says, for groups that stay above it, return to it, change sides or never left.
import assert from "node:assert/strict";
import { test } from "node:test";
import { rhoByAxisInWords, twoAxesInWords, twoAxesRows } from "../../lib/report/twoAxesText.js";
import type { AxisRho } from "../../lib/robustness/rhoByAxis.js";
import type { TwoAxisEvaluation } from "../../lib/robustness/twoAxes.js";

function evaluationOf(r2OfLine: number, r2OfWebLine: number, r2: number): TwoAxisEvaluation {
  const plane = { intercept: 0, reference: 0.5, web: 0.25, r2, r2OfLine, r2OfWebLine, models: 9 };
  return { shift: "Matched", plane, models: [] };
}

function rowOf(reference: number, both: number): AxisRho {
  return { group: "g", models: 3, fitted: 0, meanPoints: { reference, web: -1, both }, byShift: [] };
}

function saidOf(reference: number, both: number): string {
  return twoAxesInWords([evaluationOf(0.8, 0.7, 0.9)], [rowOf(reference, both)], 2)
    .split("\n")
    .at(-1)!;
}

test("how much of ρ from one axis is left on both", () => {
  assert.match(
    saidOf(7, 0.5),
    /ρ is \+7\.0 points .* −1\.0 .* \+0\.5 with both\. Within ±2 points of the plane: nothing/,
  );
  assert.match(saidOf(7, 3), /A part of it is left on the plane\.$/);
  assert.match(saidOf(7, 6.5), /The plane does not explain it\.$/);
  assert.match(saidOf(7, 9), /The plane does not explain it\.$/);
  assert.match(saidOf(7, -3), /On the plane it changes sides\.$/);
  assert.match(saidOf(0.5, -0.5), /Within ±2 points either way\.$/);
  assert.match(saidOf(0.5, 4), /The second axis moves it off the baseline\.$/);
});

test("the second axis explains more, or next to nothing, than the better one", () => {
  const said = (evaluation: TwoAxisEvaluation) => twoAxesInWords([evaluation], [], 2);
  assert.match(
    said(evaluationOf(0.8, 0.7, 0.9)),
    /0\.80 with the reference's test, 0\.70 .*, 0\.90 with both\. Both axes/,
  );
  assert.match(said(evaluationOf(0.8, 0.895, 0.9)), /The second axis adds next to nothing/);
});

test("rows and the sentence of the figure", () => {
  assert.deepEqual(twoAxesRows([evaluationOf(0.8, 0.7, 0.9)]), [
    {
      shift: "Matched",
      models: 9,
      "R², reference's test": 0.8,
      "R², pool's test": 0.7,
      "R², both": 0.9,
      "slope, reference": 0.5,
      "slope, pool": 0.25,
    },
  ]);
  assert.match(
    rhoByAxisInWords([rowOf(7, 0.5)]),
    /\(reference \/ pool \/ both\): g \+7\.0 \/ −1\.0 \/ \+0\.5\.$/,
  );
});
