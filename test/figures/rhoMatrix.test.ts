import assert from "node:assert/strict";
import { test } from "node:test";
import { drawRhoMatrix } from "../../lib/figures/rhoMatrix.js";
import { rows } from "../report/treatmentRhos.js";

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
