import assert from "node:assert/strict";
import { test } from "node:test";
import { drawFunnel, drawFunnelLines } from "../../lib/figures/funnel.js";

const steps = [
  { step: "all", count: 2000 },
  { step: "named", count: 500 },
];

test("bars from top to bottom on a logarithmic axis, each with the share of the step before", () => {
  const { data, layout } = drawFunnel([{ name: "a", steps }], "t");
  const [bars] = data as { x: number[]; y: string[]; text: string[] }[];
  assert.deepEqual(bars!.x, [2000, 500]);
  assert.deepEqual(bars!.text, ["2,000", "500 (25.0%)"]);
  assert.equal(layout.xaxis!.type, "log");
  assert.ok(10 ** (layout.xaxis!.range![0] as number) < 500, "the shortest bar has a length");
  assert.deepEqual(layout.yaxis!.categoryarray, ["named", "all"]); // Plotly counts from the bottom
});

test("lines through the same steps, in the order given", () => {
  const { data, layout } = drawFunnelLines([{ name: "a", steps }], "t", ["all", "named", "clean"]);
  assert.deepEqual((data[0] as { y: number[] }).y, [2000, 500]);
  assert.deepEqual(layout.xaxis!.categoryarray, ["all", "named", "clean"]);
});
