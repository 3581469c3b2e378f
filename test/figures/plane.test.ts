import assert from "node:assert/strict";
import { test } from "node:test";
import { axisRange, percentTicks } from "../../lib/figures/axis.js";
import { drawForest } from "../../lib/figures/forest.js";
import { drawPlane, type PlanePoint } from "../../lib/figures/plane.js";
import { marks } from "../../lib/figures/theme.js";

const linear = { name: "linear", forward: (p: number) => p, inverse: (z: number) => z };
const logit = {
  name: "logit",
  forward: (p: number) => Math.log(p / (1 - p)),
  inverse: (z: number) => 1 / (1 + Math.exp(-z)),
};

const estimate = (value: number) => ({ value, low: value - 0.01, high: value + 0.01, level: 0.95 });
const point = (model: string, inDistribution: number, shift: number): PlanePoint => ({
  model,
  inDistribution: estimate(inDistribution),
  shift: estimate(shift),
  rhoPoints: { value: 5, low: 4, high: 6, level: 0.95 },
});
const options = { title: "t", xTitle: "ImageNet", yTitle: "V2", scale: logit };

test("ticks are round accuracies inside the range and do not touch", () => {
  const range = { low: 0.05, high: 0.95 };
  const ticks = percentTicks(range, logit);
  assert.deepEqual(
    ticks.map((tick) => tick.text).filter((text) => ["10%", "50%", "90%"].includes(text)),
    ["10%", "50%", "90%"],
  );
  assert.equal(ticks.find((tick) => tick.text === "50%")!.position, 0);
  const length = logit.forward(range.high) - logit.forward(range.low);
  for (let i = 1; i < ticks.length; i++)
    assert.ok((ticks[i]!.position - ticks[i - 1]!.position) / length >= 0.055 - 1e-4);
  assert.ok(ticks.every(({ position }) => Math.abs(position) <= logit.forward(0.95) + 1e-9));
});

test("small accuracies keep their digits in the tick text", () => {
  assert.ok(percentTicks({ low: 0.0005, high: 0.02 }, logit).some((tick) => tick.text === "0.1%"));
});

test("the range holds every point with a margin, and 0 has a place at the edge", () => {
  const range = axisRange([0.2, 0.8], linear);
  assert.ok(Math.abs(range.low - (0.2 - 0.024)) < 1e-12 && Math.abs(range.high - (0.8 + 0.024)) < 1e-12);
  const unbounded = axisRange([0, 0.8], logit);
  assert.ok(unbounded.low > 0 && unbounded.low < 0.0005);
});

test("points stand at their scaled accuracies, error bars reach the interval's ends", () => {
  const figure = drawPlane({ ...options, groups: [{ name: "CLIP", points: [point("RN50", 0.6, 0.5)] }] });
  const trace = figure.data.at(-1) as {
    x: number[];
    y: number[];
    error_y: { array: number[]; arrayminus: number[] };
  };
  assert.ok(Math.abs(trace.x[0]! - Math.log(1.5)) < 1e-4);
  assert.equal(trace.y[0], 0);
  // logit(0.51) − logit(0.5) = ln(0.51/0.49)
  assert.ok(Math.abs(trace.error_y.array[0]! - Math.log(0.51 / 0.49)) < 1e-4);
  assert.ok(Math.abs(trace.error_y.arrayminus[0]! - Math.log(0.51 / 0.49)) < 1e-4);
});

test("many points have no error bars of their own, but carry their lengths for the one being looked at", () => {
  const points = Array.from({ length: 61 }, (_, index) => point(`model ${index}`, 0.6, 0.5));
  const figure = drawPlane({ ...options, groups: [{ name: "all", points }] });
  const trace = figure.data.at(-1) as { error_y?: object; meta: { columns: string[]; errors: number[][] } };
  assert.equal(trace.error_y, undefined);
  assert.equal(trace.meta.errors.length, 61);
  const [, , above, below] = trace.meta.errors[0]!;
  assert.ok(
    Math.abs(above! - Math.log(0.51 / 0.49)) < 1e-4 && Math.abs(below! - Math.log(0.51 / 0.49)) < 1e-4,
  );
  const numbers = (figure.data.at(-1) as { customdata: number[][] }).customdata[0]!;
  assert.equal(trace.meta.columns.length, numbers.length);
});

test("in a plane with hundreds of marks, only small groups have error bars of their own", () => {
  const group = (name: string, length: number) => ({
    name,
    points: Array.from({ length }, (_, index) => point(`${name} ${index}`, 0.6, 0.5)),
  });
  const hasBars = (...groups: ReturnType<typeof group>[]) =>
    drawPlane({ ...options, groups })
      .data.slice(-groups.length)
      .map((trace) => "error_y" in trace);
  assert.deepEqual(hasBars(group("all", 200), group("some", 60)), [false, true]);
  assert.deepEqual(hasBars(group("all", 300), group("some", 31), group("few", 30)), [false, false, true]);
});

test("y = x, band, baseline and drops are drawn; a drop runs from the baseline to the point", () => {
  const baseline = {
    name: "baseline",
    predict: (p: number) => p / 2,
    band: (p: number) => ({ low: p / 2 - 0.01, high: p / 2 + 0.01 }),
  };
  const figure = drawPlane({
    ...options,
    scale: linear,
    baseline,
    groups: [{ name: "CLIP", points: [point("a", 0.4, 0.5), point("b", 0.8, 0.6)], drops: true }],
  });
  const names = figure.data.map((trace) => (trace as { name: string }).name);
  assert.deepEqual(names, ["y = x (no drop)", "95% band of baseline", "baseline", "ρ", "CLIP"]);
  const drops = figure.data[3] as { x: unknown[]; y: unknown[] };
  assert.deepEqual(drops.x, [0.4, 0.4, null, 0.8, 0.8, null]);
  assert.deepEqual(drops.y, [0.2, 0.5, null, 0.4, 0.6, null]);
});

test("a model that scores 0 is drawn hollow at the edge of a logit axis", () => {
  const zero = { ...point("ResNet-50", 0.76, 0.1), shift: { value: 0, low: 0, high: 0.0005, level: 0.95 } };
  const figure = drawPlane({
    ...options,
    groups: [{ name: "standard", points: [point("x", 0.7, 0.2), zero] }],
  });
  const trace = figure.data.at(-1) as { y: number[]; marker: { symbol: string[] } };
  assert.deepEqual(trace.marker.symbol, ["circle", "circle-open"]);
  assert.ok(trace.y.every(Number.isFinite));
});

test("hover shows the model, both accuracies and ρ with its interval", () => {
  const figure = drawPlane({ ...options, groups: [{ name: "CLIP", points: [point("RN50", 0.6, 0.5)] }] });
  const trace = figure.data.at(-1) as { text: string[]; customdata: number[][]; hovertemplate: string };
  assert.deepEqual(trace.text, ["RN50"]);
  assert.deepEqual(trace.customdata[0], [0.6, 0.59, 0.61, 0.5, 0.49, 0.51, 5, 4, 6]);
  assert.match(trace.hovertemplate, /ρ: %\{customdata\[6\]:\+\.1f\}/);
});

test("every mark differs from the others in colour and in shape", () => {
  assert.equal(new Set(marks.map((mark) => mark.color)).size, marks.length);
  assert.equal(new Set(marks.map((mark) => mark.symbol)).size, marks.length);
});

test("a forest plot keeps the order of its rows from top to bottom and shades the margin", () => {
  const figure = drawForest({
    title: "t",
    xTitle: "ρ",
    reference: 0,
    margin: 2,
    rows: [
      { label: "size", group: "published", estimate: { value: 0.3, low: -0.2, high: 0.9, level: 0.95 } },
      { label: "distribution", group: "published", estimate: { value: 4, low: 3, high: 5, level: 0.95 } },
    ],
  });
  assert.deepEqual((figure.layout.yaxis as { categoryarray: string[] }).categoryarray, [
    "distribution",
    "size",
  ]);
  const trace = figure.data[0] as { error_x: { array: number[]; arrayminus: number[] } };
  assert.deepEqual(trace.error_x.array, [0.6, 1]);
  assert.deepEqual(trace.error_x.arrayminus, [0.5, 1]);
  assert.equal(figure.layout.shapes!.length, 2);
});

test("paths: arrows from model to model in order, with a gap after each; unknown names are left out", () => {
  const groups = [
    { name: "CLIP", points: [point("a", 0.5, 0.4), point("b", 0.6, 0.5), point("c", 0.7, 0.5)] },
  ];
  const paths = [["a", "c", "nobody"], ["b"], ["c", "b"]];
  const figure = drawPlane({ ...options, groups, paths });
  const trace = figure.data.find((one) => "name" in one && one.name === "path") as unknown as {
    x: (number | null)[];
    y: (number | null)[];
    marker: { size: number[] };
  };
  const at = (p: number) => Number(logit.forward(p).toPrecision(5));
  assert.deepEqual(trace.x, [at(0.5), at(0.7), null, at(0.7), at(0.6), null]);
  assert.deepEqual(trace.y, [at(0.4), 0, null, 0, 0, null]);
  assert.deepEqual(
    trace.marker.size.map((size) => size > 0),
    [false, true, false, false, true, false], // no head at the start
  );
  assert.ok(!drawPlane({ ...options, groups }).data.some((one) => "name" in one && one.name === "path"));
});

test("a group's own line has its colour and ends with it; another line is grey and goes through", () => {
  const groups = [{ name: "CLIP", points: [point("weak", 0.2, 0.1), point("strong", 0.8, 0.7)] }];
  const predict = (accuracy: number) => accuracy / 2;
  const ofGroup = { color: marks[2]!.color, from: 0.4, to: 0.6 };
  const { data } = drawPlane({
    ...options,
    groups,
    lines: [
      { name: "CLIP", predict, ofGroup },
      { name: "other", predict },
    ],
  });
  const lineNamed = (name: string) =>
    data.find((trace) => trace.name === name && (trace as { mode?: string }).mode === "lines") as {
      x: number[];
      y: number[];
      line: { color: string };
      showlegend: boolean;
    };
  const [own, other] = [lineNamed("CLIP"), lineNamed("other")];
  assert.deepEqual([own.line.color, own.showlegend, other.showlegend], [marks[2]!.color, false, true]);
  assert.notEqual(other.line.color, own.line.color);
  for (const [place, accuracy] of [
    [0, 0.4],
    [-1, 0.6],
  ] as const) {
    assert.ok(Math.abs(own.x.at(place)! - logit.forward(accuracy)) < 1e-3);
    assert.ok(Math.abs(own.y.at(place)! - logit.forward(accuracy / 2)) < 1e-3);
  }
  assert.ok(other.x[0]! < logit.forward(0.2) && other.x.at(-1)! > logit.forward(0.8));
});
