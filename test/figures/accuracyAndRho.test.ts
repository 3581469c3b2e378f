import assert from "node:assert/strict";
import { test } from "node:test";
import { drawAccuracyAndRho } from "../../lib/figures/accuracyAndRho.js";

const row = (treatment: string, budget: number, inDistribution: number, meanPoints: number) => ({
  treatment,
  budget,
  models: 2,
  inDistribution,
  byShift: [],
  meanPoints,
});

test("a line per treatment from its shortest training to its longest, each dot labelled by its steps", () => {
  const { data, layout } = drawAccuracyAndRho(
    [row("as they are", 2400, 0.3, 4), row("as they are", 150, 0.1, 1), row("class word", 150, 0.2, 2)],
    { title: "t", margin: 2 },
  );
  const traces = data as { name: string; x: number[]; y: number[] }[];
  assert.deepEqual(
    traces.map(({ name, x, y }) => [name, x, y]),
    [
      ["as they are", [0.1, 0.3], [1, 4]],
      ["class word", [0.2], [2]],
    ],
  );
  assert.deepEqual(
    layout.annotations!.map(({ text, x }) => [text, x]),
    [
      ["2,400", 0.3],
      ["150", 0.1],
      ["150", 0.2],
    ],
  );
  const band = layout.shapes!.find(({ type }) => type === "rect")!;
  assert.deepEqual([band.y0, band.y1], [-2, 2]);
  assert.equal(drawAccuracyAndRho([row("a", 1, 0.1, 0)], { title: "t" }).layout.shapes!.length, 1);
});
