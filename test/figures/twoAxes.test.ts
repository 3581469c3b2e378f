// The baseline on both axes and agreement on the line, as figures.
import assert from "node:assert/strict";
import { test } from "node:test";
import { drawAgreement } from "../../lib/figures/agreement.js";
import { drawRhoByAxis, drawTwoAxes } from "../../lib/figures/twoAxes.js";
import type { MiniatureModel } from "../../lib/robustness/miniature.js";
import { rhoByAxis } from "../../lib/robustness/rhoByAxis.js";
import type { TwoAxisEvaluation, TwoAxisModel } from "../../lib/robustness/twoAxes.js";
import { scaleNamed } from "../../lib/stats/scale.js";
import { closeTo } from "../closeTo.js";

function modelOf(model: string, treatment: string, shifted: number): TwoAxisModel {
  const expected = { reference: 0.4, web: 0.5, both: 0.45 };
  return {
    of: { model, treatment, trained: 1, seed: 1, counts: new Map() } as unknown as MiniatureModel,
    reference: 0.5,
    web: 0.6,
    shifted,
    isFitted: treatment === "baseline",
    expected,
    rhoPoints: 100 * (shifted - expected.both),
    rhoFromLinePoints: 100 * (shifted - expected.reference),
    rhoFromWebLinePoints: 100 * (shifted - expected.web),
  };
}

const plane = {
  intercept: 0,
  reference: 0.5,
  web: 0.25,
  r2: 0.9,
  r2OfLine: 0.8,
  r2OfWebLine: 0.7,
  models: 2,
};
const evaluation: TwoAxisEvaluation = {
  shift: "Renditions",
  plane,
  models: [modelOf("a", "baseline", 0.4), modelOf("b", "web", 0.5), modelOf("c", "web", 0.6)],
};
const groups = { ordinary: { treatments: ["baseline"] }, pool: { treatments: ["web"] } };
const rounding = { abs: 1e-9, why: "rounding" };

test("mean ρ of a group from each baseline; a group without models is refused", () => {
  const [ordinary, pool] = rhoByAxis([evaluation, evaluation], groups);
  assert.deepEqual([ordinary!.models, ordinary!.fitted, pool!.models, pool!.fitted], [1, 1, 2, 0]);
  closeTo(pool!.meanPoints.reference, 15, rounding);
  closeTo(pool!.meanPoints.web, 5, rounding);
  closeTo(pool!.meanPoints.both, 10, rounding);
  assert.equal(pool!.byShift.length, 2);
  assert.throws(() => rhoByAxis([evaluation], { none: { treatments: ["x"] } }), RangeError);
});

test("three panels of one scale: models at what each baseline expects, the diagonal first", () => {
  const { data, layout } = drawTwoAxes(evaluation, { title: "t", groups });
  const traces = data as { name: string; x: number[]; y: number[]; xaxis?: string }[];
  assert.deepEqual(
    traces.map(({ name, xaxis }) => [name, xaxis]),
    [undefined, "x2", "x3"].flatMap((axis) =>
      ["as expected", "ordinary (1)", "pool (2)"].map((name) => [name, axis]),
    ),
  );
  const { forward } = scaleNamed("logit");
  const tolerance = { abs: 1e-4, why: "five digits" };
  for (const [at, expected] of [0.4, 0.5, 0.45].entries()) {
    const pool = traces[3 * at + 2]!;
    closeTo(pool.x[0]!, forward(expected), tolerance);
    closeTo(pool.y[1]!, forward(0.6), tolerance);
  }
  assert.deepEqual(layout.xaxis!.range, layout.xaxis3!.range);
  assert.deepEqual(
    layout.annotations!.map(({ text }) => text),
    ["reference's test", "pool's test", "both tests"],
  );
  assert.match(JSON.stringify(layout), /pool \+15\.0 \/ \+5\.0 \/ \+10\.0/);
});

test("ρ by what it is measured from: three lines per group, in this order from the top", () => {
  const { data, layout } = drawRhoByAxis(rhoByAxis([evaluation], groups), { title: "t", margin: 2 });
  assert.deepEqual(
    data.map(({ name }) => name),
    ["reference's test", "pool's test", "both tests"],
  );
  const order = (layout.yaxis as { categoryarray: string[] }).categoryarray.toReversed();
  assert.deepEqual(order.slice(0, 4), [
    "ordinary · reference's test",
    "ordinary · pool's test",
    "ordinary · both tests",
    "pool · reference's test",
  ]);
});

test("agreement: pairs, their line, models and theirs, at scaled places", () => {
  const { forward } = scaleNamed("probit");
  const line = { slope: 0.5, intercept: -0.25, r2: 0.9 };
  const { data } = drawAgreement(
    {
      shift: "Renditions",
      scale: "probit",
      models: [
        { model: "a", x: 0.5, y: 0.4 },
        { model: "b", x: 0.7, y: 0.5 },
      ],
      pairs: [{ models: ["a", "b"], x: 0.6, y: 0.3 }],
      accuracy: line,
      agreement: { ...line, slope: 0.25 },
      errorPoints: 1,
    },
    { title: "t" },
  );
  const [pairs, ofPairs, models, ofModels] = data as { name: string; x: number[]; y: number[] }[];
  assert.deepEqual([pairs!.name, models!.name], ["agreement of two models (1)", "accuracy of a model (2)"]);
  const tolerance = { abs: 1e-3, why: "five digits" };
  closeTo(pairs!.y[0]!, forward(0.3), tolerance);
  closeTo(models!.x[1]!, forward(0.7), tolerance);
  for (const [trace, slope] of [
    [ofPairs!, 0.25],
    [ofModels!, 0.5],
  ] as const)
    closeTo(trace.y[1]!, -0.25 + slope * trace.x[1]!, tolerance);
});
