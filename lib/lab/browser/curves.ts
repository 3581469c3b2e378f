/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import { labTexts as texts } from "../texts.js";
import { svg } from "./elements.js";
import type { LabRun } from "./labRun.js";
import type { StepValues } from "./messages.js";
import { colourOf } from "./plane.js";
import { say } from "./say.js";

const [width, height] = [520, 190];
const inner = { left: 44, right: width - 8, top: 10, bottom: height - 26 };

/** Steps that are averaged into one point, so that the line can be read. */
const smooth = 10;

/** Draws the loss, or the accuracy on training batches, of all runs by step. */
export function drawCurves(target: Element, runs: readonly LabRun[], what: "loss" | "accuracy"): void {
  const column = what === "loss" ? 1 : 2;
  const lines = runs
    .map((run) => ({ run, points: smoothed(run.curve, column) }))
    .filter(({ points }) => points.length > 0);
  const most = Math.max(20, ...runs.map(({ steps }) => steps));
  const high =
    what === "accuracy" ? 1 : Math.max(1, ...lines.flatMap(({ points }) => points.map(([, value]) => value)));
  const x = (step: number) => inner.left + (step / most) * (inner.right - inner.left);
  const y = (value: number) => inner.bottom - (value / high) * (inner.bottom - inner.top);
  const label = (value: number) => (what === "accuracy" ? `${Math.round(100 * value)}%` : value.toFixed(1));
  const drawing = svg("svg", {
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label":
      lines
        .map(({ run, points }) => {
          const [step, value] = points.at(-1)!;
          return say(texts.curveSummary, { run: run.id, what: say(texts[what]), value: label(value), step });
        })
        .join("; ") || say(texts.noCurve, { what: say(texts[what]) }),
  });
  for (const value of [0, high / 2, high])
    drawing.append(
      svg("path", { d: `M${inner.left} ${y(value)}H${inner.right}`, class: "grid" }),
      svg("text", { x: inner.left - 5, y: y(value) + 4, "text-anchor": "end" }, label(value)),
    );
  drawing.append(
    svg("text", { x: inner.right, y: height - 8, "text-anchor": "end" }, say(texts.lastStep, { step: most })),
    svg("text", { x: inner.left, y: height - 8 }, say(what === "loss" ? texts.loss : texts.batchAccuracy)),
  );
  for (const { run, points } of lines)
    drawing.append(
      svg("path", {
        d: points
          .map(([step, value], at) => `${at === 0 ? "M" : "L"}${x(step).toFixed(1)} ${y(value).toFixed(1)}`)
          .join(""),
        stroke: colourOf(run),
        class: "way",
      }),
    );
  target.replaceChildren(drawing);
}

function smoothed(curve: readonly StepValues[], column: 1 | 2): [step: number, value: number][] {
  const points: [number, number][] = [];
  for (let from = 0; from < curve.length; from += smooth) {
    const part = curve.slice(from, from + smooth).filter((values) => Number.isFinite(values[column]));
    if (part.length === 0) continue;
    points.push([part.at(-1)![0], part.reduce((sum, values) => sum + values[column], 0) / part.length]);
  }
  return points;
}
