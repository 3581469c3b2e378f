import { type AxisScale, accuracyAxis } from "./axis.js";
import { describedBy, type Figure, rounded } from "./figure.js";
import { baseLayout, type Mark, quietAxis, referenceColor } from "./theme.js";

/** A model that exists only in thought: where it is now, and where it would be at every other strength. */
export interface ThoughtModel {
  readonly name: string;
  readonly mark: Mark;
  /** In-distribution accuracy → accuracy under shift, fractions. */
  shiftAt(inDistribution: number): number;
  /** ρ now, percentage points. */
  readonly rhoPoints: { readonly value: number; readonly low: number; readonly high: number };
}

interface ConfounderOptions {
  /** In-distribution accuracy now, a fraction, and the range it moves in. */
  readonly now: number;
  readonly from: number;
  readonly to: number;
  /** In-distribution accuracy → what the baseline expects, fractions. */
  expected(inDistribution: number): number;
  readonly xTitle: string;
  readonly titles: { readonly accuracy: string; readonly rho: string };
  readonly yTitles: { readonly accuracy: string; readonly rho: string };
  readonly description: string;
}

const linear: AxisScale = { name: "linear", forward: (value) => value, inverse: (value) => value };
const steps = 40;

function along({ from, to }: ConfounderOptions): number[] {
  return Array.from({ length: steps + 1 }, (_, step) => from + ((to - from) * step) / steps);
}

function layoutOf(options: ConfounderOptions, title: string): Figure["layout"] {
  return {
    ...baseLayout,
    ...describedBy(options.description),
    title: { text: title, x: 0, xanchor: "left", xref: "paper" },
    height: 360,
    margin: { l: 64, r: 16, t: 40, b: 92 },
    legend: { orientation: "h", x: 0, xanchor: "left", y: -0.24, yanchor: "top" },
    xaxis: accuracyAxis(options.xTitle, { low: options.from - 0.02, high: options.to + 0.02 }, linear),
  };
}

/** Where a model would be at every strength. */
function strengthLine(
  { name, mark }: Pick<ThoughtModel, "name" | "mark">,
  options: ConfounderOptions,
  yAt: (inDistribution: number) => number,
): Figure["data"][number] {
  const x = along(options);
  return {
    type: "scatter",
    mode: "lines",
    name,
    x: x.map(rounded),
    y: x.map((value) => rounded(yAt(value))),
    line: { color: mark.color, width: 1.5, dash: "dot" },
    hoverinfo: "skip",
    showlegend: false,
  };
}

/** Accuracy under shift against accuracy in distribution: it rises with a model's strength, whatever the model. */
export function drawBareAccuracy(models: readonly ThoughtModel[], options: ConfounderOptions): Figure {
  return {
    data: models.flatMap(({ name, mark, shiftAt }) => [
      strengthLine({ name, mark }, options, shiftAt),
      {
        type: "scatter",
        mode: "markers",
        name,
        x: [options.now],
        y: [rounded(shiftAt(options.now))],
        marker: { ...mark, size: 14 },
        hovertemplate: `%{y:.1%}<extra>${name}</extra>`,
      },
    ]),
    layout: {
      ...layoutOf(options, options.titles.accuracy),
      yaxis: accuracyAxis(options.yTitles.accuracy, { low: 0, high: 1 }, linear),
    },
  };
}

/** ρ against accuracy in distribution: it says how far a model is from the baseline, and not how strong it is. */
export function drawStrengthAndRho(models: readonly ThoughtModel[], options: ConfounderOptions): Figure {
  return {
    data: models.flatMap(({ name, mark, shiftAt, rhoPoints: { value, low, high } }) => [
      strengthLine({ name, mark }, options, (x) => 100 * (shiftAt(x) - options.expected(x))),
      {
        type: "scatter",
        mode: "markers",
        name,
        x: [options.now],
        y: [rounded(value)],
        error_y: {
          type: "data",
          symmetric: false,
          array: [rounded(high - value)],
          arrayminus: [rounded(value - low)],
          color: mark.color,
          thickness: 1.5,
          width: 4,
        },
        marker: { ...mark, size: 14 },
        hovertemplate: `%{y:+.1f}<extra>${name}</extra>`,
      },
    ]),
    layout: {
      ...layoutOf(options, options.titles.rho),
      yaxis: {
        ...quietAxis,
        title: { text: options.yTitles.rho },
        range: [-10, 50],
        zeroline: true,
        zerolinecolor: referenceColor,
      },
    },
  };
}

/** Both as one figure, side by side. */
export function drawConfounder(models: readonly ThoughtModel[], options: ConfounderOptions): Figure {
  const [left, right] = [drawBareAccuracy(models, options), drawStrengthAndRho(models, options)];
  const heading = (text: string, x: number) => ({
    text,
    x,
    y: 1.14,
    xref: "paper" as const,
    yref: "paper" as const,
    xanchor: "left" as const,
    showarrow: false,
    font: { size: 15 },
  });
  return {
    data: [
      ...left.data,
      ...right.data.map((trace) => ({ ...trace, xaxis: "x2", yaxis: "y2", showlegend: false })),
    ],
    layout: {
      ...left.layout,
      title: { text: "" },
      height: 400,
      margin: { l: 64, r: 16, t: 72, b: 84 },
      annotations: [heading(options.titles.accuracy, 0), heading(options.titles.rho, 0.56)],
      legend: { orientation: "h", x: 0, xanchor: "left", y: -0.22, yanchor: "top" },
      xaxis: { ...left.layout.xaxis, domain: [0, 0.44] },
      xaxis2: { ...right.layout.xaxis, domain: [0.56, 1] },
      yaxis2: { ...right.layout.yaxis, anchor: "x2" },
    },
  };
}
