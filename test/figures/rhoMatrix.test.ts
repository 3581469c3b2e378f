import assert from "node:assert/strict";
import { test } from "node:test";
import { contrastList } from "../../lib/figures/contrastText.js";
import { drawRhoMatrix } from "../../lib/figures/rhoMatrix.js";
import { treatmentRows } from "../../lib/figures/treatmentTable.js";

const rows = [
  {
    treatment: "emoji",
    models: 3,
    inDistribution: 0.2,
    byShift: [
      { shift: "Matched", rhoPoints: -1.25 },
      { shift: "Renditions", rhoPoints: 9.5 },
    ],
    meanPoints: 4.125,
  },
];

test("treatments as rows, shifts and their mean as columns, colours centred on 0", () => {
  const { data, layout } = drawRhoMatrix(rows, {
    title: "t",
    labelOf: ({ treatment }) => `all ${treatment}`,
  });
  const [cells] = data as {
    x: string[];
    y: string[];
    marker: { color: number[]; cmin: number; cmax: number };
  }[];
  assert.deepEqual(cells!.x, ["Matched", "Renditions", "mean"]);
  assert.deepEqual(cells!.y, ["all emoji", "all emoji", "all emoji"]);
  const { color, cmin, cmax } = cells!.marker;
  assert.deepEqual([color, cmin, cmax], [[-1.25, 9.5, 4.125], -9.5, 9.5]);
  assert.deepEqual(
    layout.annotations!.map(({ text }) => text),
    ["−1.3", "+9.5", "+4.1"],
  );
});

test("the same as rows of a table", () => {
  assert.deepEqual(treatmentRows(rows), [
    {
      treatment: "emoji",
      models: 3,
      "in distribution": 0.2,
      "ρ Matched": -1.25,
      "ρ Renditions": 9.5,
      "ρ mean": 4.125,
    },
  ]);
});

test("contrasts as a list: Δρ with its interval, the verdict with its margin", () => {
  const contrast = {
    comparison: "a − b",
    shift: "mean of 4 shifts",
    deltaPoints: { value: 0.5, low: -1.04, high: 1.9 },
    modelsA: 3,
    modelsB: 3,
    inDistributionA: 0.5,
    inDistributionB: 0.4,
    test: {
      marginPoints: 2,
      alpha: 0.05,
      pLower: 0.01,
      pUpper: 0.03,
      pZero: 0.4,
      verdict: "no effect within ±margin" as const,
    },
  };
  assert.equal(
    contrastList([contrast]),
    "- a − b (mean of 4 shifts): Δρ = +0.5 [−1.0, +1.9] points: **no effect within ±2 points**",
  );
});
