/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import { marks } from "../../figures/theme.js";
import { type PictogramShift, pictogramTestSets } from "../../published/testsets/pictograms.js";
import { scaleNamed } from "../../stats/index.js";
import { origins, type PoolOrigin } from "../origins.js";
import { estimateOf, type LabEvaluations, type Recorded, recordedText } from "../recorded.js";
import { labTexts as texts } from "../texts.js";
import { svg } from "./elements.js";
import type { Guess, LabRun } from "./labRun.js";
import { say } from "./say.js";

const logit = scaleNamed("logit");

const [width, height] = [640, 520];
const inner = { left: 62, right: width - 14, top: 14, bottom: height - 52 };
const ticks = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

const colours: Readonly<Record<PoolOrigin, string>> = {
  baseline: "#7F7F7F",
  reference: "#56B4E9",
  mixed: "#009E73",
  web: "#E69F00",
};

/** The colour of a run, of which there are as many as marks without those of recorded models. */
export function colourOf({ id }: Pick<LabRun, "id">): string {
  const own = marks.filter(({ color }) => !Object.values(colours).includes(color));
  return own[(id - 1) % own.length]!.color;
}

interface Axes {
  x(fraction: number): number;
  y(fraction: number): number;
  readonly low: { readonly x: number; readonly y: number };
  readonly high: { readonly x: number; readonly y: number };
}

/** Recorded models below this accuracy in distribution are not drawn: the few there would take a third of the plane. */
const lowest = 0.05;

/** Axes that all points fit between. An accuracy of exactly 0 or 1 stands at the edge. */
function axesOf(points: readonly (readonly [x: number, y: number])[]): Axes {
  const within = (values: readonly number[], by: (...all: number[]) => number) =>
    by(...values.filter((value) => value > 0 && value < 1));
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const low = { x: 0.85 * within(xs, Math.min), y: 0.8 * within(ys, Math.min) };
  const up = (value: number) => Math.min(0.97, value + 0.25 * (1 - value));
  const high = { x: up(within(xs, Math.max)), y: up(within(ys, Math.max)) };
  const axis = (from: number, to: number, start: number, end: number) => {
    const [a, b] = [logit.forward(from), logit.forward(to)];
    return (fraction: number) => {
      const inside = Math.min(to, Math.max(from, fraction));
      return start + ((logit.forward(inside) - a) / (b - a)) * (end - start);
    };
  };
  return {
    x: axis(low.x, high.x, inner.left, inner.right),
    y: axis(low.y, high.y, inner.bottom, inner.top),
    low,
    high,
  };
}

export interface PlaneView {
  readonly shift: PictogramShift;
  readonly recorded: Recorded;
  readonly evaluations: LabEvaluations;
  readonly runs: readonly LabRun[];
  readonly guess?: Guess | undefined;
}

const percent = (fraction: number) => `${(100 * fraction).toFixed(1)}%`;

/**
 * Draws the plane of one shift: the recorded models, their line with its band, and the runs with their ways over it.
 * @param onGuess called with the accuracies where the reader points
 */
export function drawPlane(target: Element, view: PlaneView, onGuess: (x: number, y: number) => void): void {
  const { shift, recorded, evaluations, runs, guess } = view;
  const evaluation = evaluations[shift];
  const title = say(pictogramTestSets[shift].title);
  const placed = recorded.placed.flatMap((model) => {
    const at = model.on[shift];
    return at === undefined || at[0] < lowest ? [] : [{ model, at }];
  });
  // The way of a run may begin outside the plane; its ends lie inside.
  const ends = runs.flatMap(({ trail }) =>
    [...trail.values()].map((models) => estimateOf(evaluation, models.at(-1)!.model).point),
  );
  const axes = axesOf([
    ...placed.map(({ at: [x, y] }) => [x, y] as const),
    ...ends.map(({ x, y }) => [x, y] as const),
  ]);
  const drawing = svg("svg", {
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": say(texts.planeSummary, { models: placed.length, runs: runs.length, shift: title }),
  });
  drawing.append(...grid(axes, title));
  drawing.append(...line(axes, evaluation.baseline));
  for (const { model, at } of placed.toSorted((a, b) => rank(a.model.origin) - rank(b.model.origin)))
    drawing.append(
      svg(
        "circle",
        { cx: axes.x(at[0]), cy: axes.y(at[1]), r: 3.2, fill: colours[model.origin], "fill-opacity": 0.55 },
        svg(
          "title",
          {},
          `${recordedText(model, say)}: ${percent(at[0])}, ${percent(at[1])}, ρ ${signed(at[2])}`,
        ),
      ),
    );
  for (const run of runs) drawing.append(...way(run, axes, evaluations, shift));
  for (const run of runs)
    if (run.guess?.shift === shift) drawing.append(cross(run.guess, axes, colourOf(run), run.id));
  if (guess?.shift === shift) drawing.append(cross(guess, axes, "#D4005A"));
  drawing.addEventListener("click", (event) => {
    const box = drawing.getBoundingClientRect();
    const { clientX, clientY } = event as MouseEvent;
    const [px, py] = [
      ((clientX - box.left) / box.width) * width,
      ((clientY - box.top) / box.height) * height,
    ];
    if (px < inner.left || px > inner.right || py < inner.top || py > inner.bottom) return;
    const back = (from: number, to: number, share: number) =>
      logit.inverse(logit.forward(from) + share * (logit.forward(to) - logit.forward(from)));
    onGuess(
      back(axes.low.x, axes.high.x, (px - inner.left) / (inner.right - inner.left)),
      back(axes.low.y, axes.high.y, (inner.bottom - py) / (inner.bottom - inner.top)),
    );
  });
  target.replaceChildren(drawing);
}

/** A guess. @param run the run it was made for; nothing for the next one */
function cross(guess: Guess, axes: Axes, stroke: string, run?: number): SVGElement {
  const path = `M${axes.x(guess.x) - 8} ${axes.y(guess.y)}h16m-8-8v16`;
  const at = { x: percent(guess.x), y: percent(guess.y) };
  const name = run === undefined ? say(texts.guessPlace, at) : say(texts.guessPlaceOf, { run, ...at });
  return svg("path", { d: path, stroke, class: "guess" }, svg("title", {}, name));
}

const rank = (origin: PoolOrigin) => Object.keys(origins).indexOf(origin);

export const signed = (points: number) => `${points < 0 ? "−" : "+"}${Math.abs(points).toFixed(1)}`;

function grid(axes: Axes, title: string): SVGElement[] {
  const parts: SVGElement[] = [];
  for (const tick of ticks) {
    const label = `${Math.round(100 * tick)}%`;
    if (tick >= axes.low.x && tick <= axes.high.x) {
      const x = axes.x(tick);
      parts.push(svg("path", { d: `M${x} ${inner.top}V${inner.bottom}`, class: "grid" }));
      parts.push(svg("text", { x, y: inner.bottom + 17, "text-anchor": "middle" }, label));
    }
    if (tick >= axes.low.y && tick <= axes.high.y) {
      const y = axes.y(tick);
      parts.push(svg("path", { d: `M${inner.left} ${y}H${inner.right}`, class: "grid" }));
      parts.push(svg("text", { x: inner.left - 7, y: y + 4, "text-anchor": "end" }, label));
    }
  }
  const middle = (inner.top + inner.bottom) / 2;
  parts.push(
    svg(
      "text",
      { x: (inner.left + inner.right) / 2, y: height - 12, "text-anchor": "middle", class: "axis" },
      say(texts.axisReference),
    ),
    svg(
      "text",
      { x: 15, y: middle, "text-anchor": "middle", class: "axis", transform: `rotate(-90 15 ${middle})` },
      say(texts.axisShift, { shift: title }),
    ),
  );
  const [from, to] = [Math.max(axes.low.x, axes.low.y), Math.min(axes.high.x, axes.high.y)];
  if (from < to)
    parts.push(
      svg("path", { d: `M${axes.x(from)} ${axes.y(from)}L${axes.x(to)} ${axes.y(to)}`, class: "equal" }),
    );
  return parts;
}

function line(axes: Axes, baseline: LabEvaluations[PictogramShift]["baseline"]): SVGElement[] {
  const steps = 40;
  const [a, b] = [logit.forward(axes.low.x), logit.forward(axes.high.x)];
  const xs = Array.from({ length: steps + 1 }, (_, at) => logit.inverse(a + ((b - a) * at) / steps));
  const path = (values: readonly (readonly [number, number])[]) =>
    values
      .map(([x, y], at) => `${at === 0 ? "M" : "L"}${axes.x(x).toFixed(1)} ${axes.y(y).toFixed(1)}`)
      .join("");
  const bands = xs.map((x) => [x, baseline.lineBand(x)] as const);
  const upper = bands.map(([x, { high }]) => [x, high] as const);
  const lower = bands.map(([x, { low }]) => [x, low] as const).reverse();
  return [
    svg("path", { d: `${path(upper)}${path(lower).replace("M", "L")}Z`, class: "band" }),
    svg("path", { d: path(xs.map((x) => [x, baseline.predict(x)])), class: "line" }),
  ];
}

/** A run's way over the plane, one for each read-out, ρ of its end as a vertical line, and its name. */
function way(run: LabRun, axes: Axes, evaluations: LabEvaluations, shift: PictogramShift): SVGElement[] {
  const stroke = colourOf(run);
  return [...run.trail.values()].flatMap((models, at) => {
    const estimates = models.map(({ model }) => estimateOf(evaluations[shift], model));
    const points = estimates.map(({ point }) => [axes.x(point.x), axes.y(point.y)] as const);
    const { point, predicted } = estimates.at(-1)!;
    const [x, y] = points.at(-1)!;
    const text = run.trail.size > 1 ? `${run.id}${"ab"[at] ?? ""}` : `${run.id}`;
    return [
      svg("path", { d: `M${x} ${axes.y(predicted)}V${y}`, stroke, class: "rho" }),
      svg("path", {
        d: points.map(([a, b], i) => `${i === 0 ? "M" : "L"}${a} ${b}`).join(""),
        stroke,
        class: "way",
      }),
      ...points.slice(0, -1).map(([cx, cy]) => svg("circle", { cx, cy, r: 4, fill: stroke, class: "halt" })),
      svg(
        "circle",
        { cx: x, cy: y, r: 10, fill: stroke, class: "own" },
        svg("title", {}, say(texts.ownPlace, { run: text, x: percent(point.x), y: percent(point.y) })),
      ),
      svg("text", { x, y: y + 4, "text-anchor": "middle", class: "number" }, text),
    ];
  });
}

/** The colours of recorded models, for the legend. */
export function legend(): readonly { readonly colour: string; readonly text: string }[] {
  return (Object.keys(origins) as PoolOrigin[]).map((origin) => ({
    colour: colours[origin],
    text: say(origins[origin]),
  }));
}
