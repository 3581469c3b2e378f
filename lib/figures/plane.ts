import type { Data, PlotMarker } from "plotly.js";
import { planeInWords } from "../report/figureText.js";
import type { Interval } from "../stats/index.js";
import { type AxisRange, type AxisScale, accuracyAxis, axisRange, clip } from "./axis.js";
import { describedBy, type Figure, rounded } from "./figure.js";
import { baseLayout, type Mark, markAt, referenceColor, withOpacity } from "./theme.js";

/** A model in the plane: accuracies as fractions with their intervals, ρ in percentage points. */
export interface PlanePoint {
  readonly model: string;
  readonly inDistribution: Interval;
  readonly shift: Interval;
  readonly rhoPoints?: Interval;
}

/** Models with the same colour and shape. */
export interface PlaneGroup {
  readonly name: string;
  readonly points: readonly PlanePoint[];
  readonly mark?: Mark;
  /** Whether to draw ρ as a thin vertical line from the baseline to each point. */
  readonly drops?: boolean;
  /** Whether the models are only there to be compared with: drawn faint, without intervals. */
  readonly faint?: boolean;
}

/** A fitted baseline: in-distribution accuracy to expected accuracy under shift, both fractions. */
export interface PlaneBaseline {
  readonly name: string;
  predict(inDistribution: number): number;
  /** 95% band of the line at one accuracy. */
  band?(inDistribution: number): { low: number; high: number };
}

/** A dashed line. A group's own line has its colour, ends where its models end, and is not in the legend. */
export interface PlaneLine extends Omit<PlaneBaseline, "band"> {
  readonly ofGroup?: { readonly color: string; readonly from: number; readonly to: number };
}

interface PlaneOptions {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly scale: AxisScale;
  readonly groups: readonly PlaneGroup[];
  readonly baseline?: PlaneBaseline;
  /** Additional lines, dashed and without band, e.g. one fitted to other models. */
  readonly lines?: readonly PlaneLine[];
  /** A note below the plot that helps to read it correctly. */
  readonly note?: string;
  /**
   * Models joined by arrows in this order, e.g. the checkpoints of one run. Names that are in no group are ignored.
   */
  readonly paths?: readonly (readonly string[])[];
}

/** Points per curve. The baseline is straight on its own scale, but a band or a two-piece fit is not. */
const curveSteps = 80;

/**
 * The effective-robustness plane: in-distribution accuracy on x, accuracy under shift on y, both on the same
 * scale with ticks in percent; the line y = x; the baseline with its 95% band; each model with its intervals
 * in both directions, and ρ on hover (Taori et al. 2020, Figure 1; Fang et al. 2022, Figure 1).
 *
 * Accuracies of 0 and 1 are infinite on an unbounded scale. They are drawn at the edge with hollow symbols.
 */
export function drawPlane(options: PlaneOptions): Figure {
  const points = options.groups.flatMap((group) => group.points);
  const x = axisRange(
    points.map((point) => point.inDistribution.value),
    options.scale,
  );
  const y = axisRange(
    points.map((point) => point.shift.value),
    options.scale,
  );
  const note = options.note
    ? [
        {
          text: options.note,
          xref: "paper" as const,
          yref: "paper" as const,
          x: 0,
          y: 0,
          yshift: -66,
          xanchor: "left" as const,
          yanchor: "top" as const,
          align: "left" as const,
          showarrow: false,
          font: { size: 11 },
        },
      ]
    : [];
  return {
    data: [
      ...referenceTraces(options, x, y),
      ...furtherLines(options, x),
      ...pathTraces(options, { x, y }),
      ...options.groups.flatMap((group, index) => groupTraces(group, index, options, { x, y })),
    ],
    layout: {
      ...baseLayout,
      ...describedBy(planeInWords(options.groups, { ...options, baseline: options.baseline?.name ?? "" })),
      title: { text: options.title, x: 0, xanchor: "left", xref: "paper" },
      height: 560,
      margin: { ...baseLayout.margin, b: note.length > 0 ? 104 : 56 },
      xaxis: accuracyAxis(options.xTitle, x, options.scale),
      yaxis: accuracyAxis(options.yTitle, y, options.scale),
      annotations: note,
    },
  };
}

/** The line y = x, the baseline and its band, over the whole width of the plot. */
function referenceTraces(options: PlaneOptions, x: AxisRange, y: AxisRange): Data[] {
  const { scale, baseline } = options;
  const along = steps(scale.forward(x.low), scale.forward(x.high));
  const low = Math.max(scale.forward(x.low), scale.forward(y.low));
  const high = Math.min(scale.forward(x.high), scale.forward(y.high));
  const traces: Data[] = [];
  if (high > low)
    traces.push({
      type: "scatter",
      mode: "lines",
      name: "y = x (no drop)",
      x: [low, high].map(rounded),
      y: [low, high].map(rounded),
      line: { color: referenceColor, dash: "dot", width: 1.5 },
      hoverinfo: "skip",
    });
  if (baseline === undefined) return traces;
  if (baseline.band) {
    const band = along.map((position) => baseline.band!(scale.inverse(position)));
    const edge = [...band.map((at) => at.high), ...band.map((at) => at.low).reverse()];
    traces.push({
      type: "scatter",
      mode: "lines",
      name: `95% band of ${baseline.name}`,
      x: [...along, ...along.slice().reverse()].map(rounded),
      y: edge.map((accuracy) => rounded(scale.forward(clip(accuracy, 1e-6)))),
      fill: "toself",
      fillcolor: withOpacity(referenceColor, 0.25),
      line: { width: 0 },
      hoverinfo: "skip",
    });
  }
  traces.push({
    type: "scatter",
    mode: "lines",
    name: baseline.name,
    x: along.map(rounded),
    y: along.map((position) => rounded(scale.forward(clip(baseline.predict(scale.inverse(position)), 1e-6)))),
    line: { color: referenceColor, width: 2 },
    hoverinfo: "skip",
  });
  return traces;
}

function furtherLines({ lines = [], scale }: PlaneOptions, x: AxisRange): Data[] {
  return lines.map(({ name, predict, ofGroup }) => {
    const ends = [Math.max(x.low, ofGroup?.from ?? x.low), Math.min(x.high, ofGroup?.to ?? x.high)] as const;
    const along = steps(scale.forward(ends[0]), scale.forward(ends[1]));
    return {
      type: "scatter",
      mode: "lines",
      name,
      showlegend: ofGroup === undefined,
      x: along.map(rounded),
      y: along.map((position) => rounded(scale.forward(clip(predict(scale.inverse(position)), 1e-6)))),
      line: { color: ofGroup?.color ?? referenceColor, width: ofGroup ? 2 : 1.5, dash: "dash" },
      hoverinfo: "skip",
    };
  });
}

/** Arrows from model to model, one trace with a gap between paths. */
function pathTraces(
  { groups, scale, paths = [] }: PlaneOptions,
  range: { x: AxisRange; y: AxisRange },
): Data[] {
  const pointOf = new Map(groups.flatMap(({ points }) => points.map((point) => [point.model, point])));
  const stops = paths.flatMap((models) => {
    const points = models.flatMap((model) => pointOf.get(model) ?? []);
    const placed = points.map((point, at) => ({
      x: place(point.inDistribution, scale, range.x).value,
      y: place(point.shift, scale, range.y).value,
      head: at === 0 ? 0 : 11,
    }));
    return placed.length < 2 ? [] : [...placed, { x: null, y: null, head: 0 }];
  });
  if (stops.length === 0) return [];
  return [
    {
      type: "scatter",
      mode: "lines+markers",
      name: "path",
      showlegend: false,
      x: stops.map(({ x }) => x),
      y: stops.map(({ y }) => y),
      line: { color: withOpacity(referenceColor, 0.7), width: 1.2 },
      marker: {
        symbol: "arrow",
        angleref: "previous",
        size: stops.map(({ head }) => head),
        color: referenceColor,
        line: { width: 0 },
      } as Partial<PlotMarker>, // `angleref` is missing from the types of Plotly 2
      hoverinfo: "skip",
    },
  ];
}

/**
 * Marks up to which the error bars of a group are drawn at once. With more they hide each other, and every page gets
 * slow: a plane that is full of other marks has them for smaller groups alone.
 */
function barsUpTo(groups: readonly PlaneGroup[]): number {
  return groups.reduce((marks, { points }) => marks + points.length, 0) > 300 ? 30 : 60;
}

/** One group: its vertical lines to the baseline, if requested, then its points. */
function groupTraces(
  group: PlaneGroup,
  index: number,
  options: PlaneOptions,
  range: { x: AxisRange; y: AxisRange },
): Data[] {
  const mark = group.mark ?? markAt(index);
  const x = group.points.map((point) => place(point.inDistribution, options.scale, range.x));
  const y = group.points.map((point) => place(point.shift, options.scale, range.y));
  if (group.faint) return [faintTrace(group, mark, x, y)];
  const many = group.points.length > barsUpTo(options.groups);
  const markers = {
    type: "scatter",
    mode: "markers",
    cliponaxis: false, // show symbols on the edge completely
    name: group.name,
    x: x.map((at) => at.value),
    y: y.map((at) => at.value),
    ...(many ? {} : { error_x: errorBars(x, mark), error_y: errorBars(y, mark) }),
    marker: {
      color: mark.color,
      symbol: symbols(x, y, mark),
      size: group.points.length > 200 ? 5 : 8,
      opacity: group.points.length > 200 ? 0.55 : 0.9,
    },
    text: group.points.map((point) => point.model),
    customdata: group.points.map(hoverNumbers),
    // Read by the report's page: names of the numbers, and error bars to draw where they are looked at.
    meta: {
      columns: hoverColumns(group, options),
      ...(many && { errors: x.map((at, row) => [at.above, at.below, y[row]!.above, y[row]!.below]) }),
    },
    hovertemplate: hoverTemplate(group, options),
  } as Data; // `meta` is missing from the types of a trace
  return group.drops && options.baseline ? [dropTrace(group, mark, options, range), markers] : [markers];
}

/** Models without intervals; hovering shows their names and the group. */
function faintTrace(group: PlaneGroup, mark: Mark, x: readonly Placed[], y: readonly Placed[]): Data {
  return {
    type: "scatter",
    mode: "markers",
    cliponaxis: false,
    name: group.name,
    x: x.map((at) => at.value),
    y: y.map((at) => at.value),
    marker: { color: mark.color, symbol: symbols(x, y, mark), size: 5, opacity: 0.4 },
    text: group.points.map((point) => point.model),
    customdata: group.points.map(({ inDistribution, shift }) => [inDistribution.value, shift.value]),
    hovertemplate: `<b>%{text}</b><br>%{customdata[0]:.1%} → %{customdata[1]:.1%}<extra>${group.name}</extra>`,
  };
}

/** One symbol for all points, or one per point if some lie beyond the axis and are drawn hollow. */
function symbols(x: readonly Placed[], y: readonly Placed[], { symbol }: Mark): string | string[] {
  const hollow = x.map((at, row) => at.clipped || y[row]!.clipped);
  return hollow.includes(true) ? hollow.map((is) => (is ? `${symbol}-open` : symbol)) : symbol;
}

interface Placed {
  readonly value: number;
  readonly above: number;
  readonly below: number;
  readonly clipped: boolean;
}

/** Position and error bar of an accuracy on the scaled axis; values beyond the axis are moved to its edge. */
function place(estimate: Interval, scale: AxisScale, range: AxisRange): Placed {
  const onAxis = (accuracy: number) => scale.forward(Math.min(Math.max(accuracy, range.low), range.high));
  const value = onAxis(estimate.value);
  return {
    value: rounded(value),
    above: rounded(onAxis(estimate.high) - value),
    below: rounded(value - onAxis(estimate.low)),
    clipped: estimate.value < range.low || estimate.value > range.high,
  };
}

function errorBars(placed: readonly Placed[], mark: Mark) {
  return {
    type: "data" as const,
    symmetric: false,
    array: placed.map((at) => at.above),
    arrayminus: placed.map((at) => at.below),
    color: withOpacity(mark.color, 0.35),
    thickness: 1,
    width: 0,
  };
}

/** Vertical lines from the baseline to the points, one trace with gaps: the length is ρ. */
function dropTrace(
  group: PlaneGroup,
  mark: Mark,
  options: PlaneOptions,
  range: { x: AxisRange; y: AxisRange },
): Data {
  const { scale, baseline } = options;
  const gap = null;
  return {
    type: "scatter",
    mode: "lines",
    name: "ρ",
    showlegend: false,
    x: group.points.flatMap((point) => {
      const at = place(point.inDistribution, scale, range.x).value;
      return [at, at, gap];
    }),
    y: group.points.flatMap((point) => [
      rounded(scale.forward(clip(baseline!.predict(point.inDistribution.value), 1e-6))),
      place(point.shift, scale, range.y).value,
      gap,
    ]),
    line: { color: withOpacity(mark.color, 0.4), width: 1 },
    hoverinfo: "skip",
  };
}

/** The numbers of one hover label, in the order `hoverTemplate` names them. */
function hoverNumbers({ inDistribution, shift, rhoPoints }: PlanePoint): number[] {
  return [inDistribution, shift, ...(rhoPoints ? [rhoPoints] : [])].flatMap(({ value, low, high }) =>
    [value, low, high].map((number) => Number(number.toPrecision(4))),
  );
}

/** What `hoverNumbers` are, in the same order. */
function hoverColumns(group: PlaneGroup, { xTitle, yTitle }: PlaneOptions): string[] {
  const interval = (name: string) => [name, `${name}, low`, `${name}, high`];
  const rho = group.points.some((point) => point.rhoPoints) ? interval("ρ (points)") : [];
  return [...interval(xTitle), ...interval(yTitle), ...rho];
}

/** Hover template per group. Repeating the titles in 1,387 labels would take more space than the data. */
function hoverTemplate(group: PlaneGroup, options: PlaneOptions): string {
  const estimate = (first: number, format: string) =>
    `%{customdata[${first}]:${format}} [%{customdata[${first + 1}]:${format}}, %{customdata[${first + 2}]:${format}}]`;
  const lines = [
    "<b>%{text}</b>",
    `${options.xTitle}: ${estimate(0, ".1%")}`,
    `${options.yTitle}: ${estimate(3, ".1%")}`,
  ];
  if (group.points.some((point) => point.rhoPoints)) lines.push(`ρ: ${estimate(6, "+.1f")} points`);
  return `${lines.join("<br>")}<extra>${group.name}</extra>`;
}

function steps(from: number, to: number): number[] {
  return Array.from({ length: curveSteps + 1 }, (_, step) => from + ((to - from) * step) / curveSteps);
}
