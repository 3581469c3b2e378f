import assert from "node:assert/strict";
import { test } from "node:test";
import type { MiniaturePoint } from "../../lib/robustness/miniature.js";
import { rhoWithAndWithout } from "../../lib/robustness/rhoWithAndWithout.js";
import type { ShiftEvaluation } from "../../lib/robustness/shift.js";

type Model = ShiftEvaluation<MiniaturePoint>["models"][number];

function model(hash: string, treatment: string, level: number, rhoPoints: number): Model {
  const of = {
    model: hash,
    hash,
    treatment,
    level,
    architecture: "net",
    seed: 1,
    readout: "head",
    trained: 1,
    trainImages: 512,
    counts: new Map(),
  };
  const point = { model: hash, family: "net", x: 0.5, y: 0.5, xTotal: 100, yTotal: 100, of };
  const interval = { value: rhoPoints, low: rhoPoints, high: rhoPoints, level: 0.95 };
  return { point, predicted: 0.5, rhoPoints: interval };
}

test("means with and without by level; a side without a run has none, other treatments do not count", () => {
  const models = [
    model("a", "sets", 2, 20),
    model("b", "sets", 2, 10),
    model("c", "sets", 2, 1),
    model("d", "sets", 1, 3),
    model("e", "other", 2, 99),
  ];
  assert.deepEqual(rhoWithAndWithout({ models }, new Set(["a", "b", "e"]), { treatments: ["sets"] }), [
    { level: 1, runsWith: 0, runsWithout: 1, rhoWith: undefined, rhoWithout: 3 },
    { level: 2, runsWith: 2, runsWithout: 1, rhoWith: 15, rhoWithout: 1 },
  ]);
});
