import assert from "node:assert/strict";
import { test } from "node:test";
import type { SourceSummary } from "../../lib/causes/distribution/published.js";
import type { Figure } from "../../lib/figures/figure.js";
import {
  drawLinearity,
  drawRegimes,
  drawRelated,
  drawRho,
  drawSources,
} from "../../lib/figures/rhoForest.js";
import type { Linearity } from "../../lib/robustness/linearity.js";
import type { RegimeSummary } from "../../lib/robustness/rhoByRegime.js";
import type { ShiftEvaluation } from "../../lib/robustness/shift.js";

const interval = (value: number) => ({ value, low: value - 1, high: value + 2, level: 0.95 });

/** Name, values, labels and upper reaches of each group of lines. */
function linesOf({ data }: Figure) {
  return (data as { name: string; x: number[]; y: string[]; error_x: { array: number[] } }[]).map(
    ({ name, x, y, error_x }) => ({ name, x, y, high: error_x.array }),
  );
}

test("ρ of models, one line each in the order asked for; a model that was not measured is named", () => {
  const models = ["a", "b", "c"].map((model, at) => ({ point: { model }, rhoPoints: interval(at) }));
  const evaluation = { shift: "V2", models } as unknown as ShiftEvaluation;
  assert.deepEqual(linesOf(drawRho(evaluation, ["c", "a"], { title: "t", group: "CLIP" })), [
    { name: "CLIP", x: [2, 0], y: ["c", "a"], high: [2, 2] },
  ]);
  assert.throws(() => drawRho(evaluation, ["d"], { title: "t", group: "CLIP" }), /d has no accuracies on V2/);
});

test("regimes by shift: a group per shift, a line per regime", () => {
  const row = (regime: string, value: number) =>
    ({ regime, models: 3, meanPoints: interval(value) }) as RegimeSummary;
  const figure = drawRegimes({ V2: [row("p", 5), row("q", 1)], R: [row("p", 40)] }, { title: "t" });
  assert.deepEqual(linesOf(figure), [
    { name: "V2", x: [5, 1], y: ["V2: p", "V2: q"], high: [2, 2] },
    { name: "R", x: [40], y: ["R: p"], high: [2] },
  ]);
});

test("training sets on one shift; a shift that was not measured is named", () => {
  const source = (trainingData: string, value: number): SourceSummary => ({
    trainingData,
    models: 2,
    trainImages: null,
    byShift: [
      { shift: "V2", deltaPoints: interval(value) },
      { shift: "R", deltaPoints: interval(-value) },
    ],
  });
  const sources = [source("LAION", 3), source("YFCC", -6)];
  const figure = drawSources(sources, { shift: "R", title: "distance" });
  assert.deepEqual(linesOf(figure), [{ name: "R", x: [-3, 6], y: ["LAION", "YFCC"], high: [2, 2] }]);
  assert.deepEqual(figure.layout.title, {
    text: "R: distance",
    x: 0.01,
    xanchor: "left",
    xref: "container",
  });
  assert.throws(() => drawSources(sources, { shift: "A", title: "distance" }), /LAION .* A/);
});

test("R² by kind of shift, without intervals", () => {
  const line = (title: string, kind: Linearity["kind"], r2: number) =>
    ({ title, kind, r2, models: 20 }) as Linearity;
  const figure = drawLinearity([line("V2", "natural", 0.99), line("PGD", "adversarial", 0.1)], {
    title: "t",
  });
  assert.deepEqual(linesOf(figure), [
    { name: "natural", x: [0.99], y: ["V2"], high: [0] },
    { name: "adversarial", x: [0.1], y: ["PGD"], high: [0] },
  ]);
});

test("systems beside CLIP: a group per shift, a line per shift and system", () => {
  const row = (system: string, shift: string, value: number) => ({
    system,
    shift,
    rhoPoints: interval(value),
  });
  const rows = [row("CLIP", "V2", 6), row("ALIGN", "V2", 5), row("LiT", "ObjectNet", 30)];
  assert.deepEqual(linesOf(drawRelated(rows, { title: "t" })), [
    { name: "V2", x: [6, 5], y: ["V2: CLIP", "V2: ALIGN"], high: [2, 2] },
    { name: "ObjectNet", x: [30], y: ["ObjectNet: LiT"], high: [2] },
  ]);
});
