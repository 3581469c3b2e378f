import { forestInWords } from "../report/figureText.js";
import type { Interval } from "../stats/index.js";
import { describedBy, type Figure, rounded } from "./figure.js";
import { marksOf } from "./groupMarks.js";
import { baseLayout, quietAxis, referenceColor, withOpacity } from "./theme.js";

/** One line of a forest plot. Without an interval it is a dot. */
export interface ForestRow {
  readonly label: string;
  /** Rows of a group share colour and shape. */
  readonly group: string;
  readonly estimate: Interval | { readonly value: number };
  /** Shown on hover beside the number, e.g. `119 models`. */
  readonly detail?: string;
}

interface ForestOptions {
  readonly title: string;
  readonly xTitle: string;
  readonly rows: readonly ForestRow[];
  /** A vertical line, e.g. at 0 for "no effect"; none if omitted. */
  readonly reference?: number;
  /** Height of a row in pixels, default 24; labels of two lines (`<br>`) need 38. */
  readonly rowHeight?: number;
  /** The margin of equivalence, shaded from −margin to +margin around the reference. */
  readonly margin?: number;
}

/** Height of one row in pixels. */
const rowHeight = 24;

/** Draws a forest plot: estimates with intervals, one per line, from top to bottom in the order given. */
export function drawForest(options: ForestOptions): Figure {
  const groups = [...new Set(options.rows.map((row) => row.group))];
  const marks = marksOf(groups);
  const labels = options.rows.map((row) => row.label);
  return {
    data: groups.map((group, index) => {
      const rows = options.rows.filter((row) => row.group === group);
      const mark = marks[index]!;
      const reach = (row: ForestRow, end: "low" | "high") =>
        "low" in row.estimate && isKnown(row) ? rounded(Math.abs(row.estimate[end] - row.estimate.value)) : 0;
      return {
        type: "scatter",
        mode: "markers",
        name: group,
        x: rows.map((row) => (isKnown(row) ? rounded(row.estimate.value) : null)),
        y: rows.map((row) => row.label),
        error_x: {
          type: "data",
          symmetric: false,
          array: rows.map((row) => reach(row, "high")),
          arrayminus: rows.map((row) => reach(row, "low")),
          color: mark.color,
          thickness: 1.5,
          width: 4,
        },
        marker: { color: mark.color, symbol: mark.symbol, size: 9 },
        text: rows.map(hoverText),
        hovertemplate: "<b>%{y}</b><br>%{text}<extra></extra>",
      };
    }),
    layout: {
      ...baseLayout,
      ...describedBy(forestInWords(options.rows.filter(isKnown), options.reference), { namesAbove: true }),
      title: { text: options.title, x: 0.01, xanchor: "left", xref: "container" },
      height: 130 + (options.rowHeight ?? rowHeight) * labels.length,
      showlegend: groups.length > 1,
      xaxis: { ...quietAxis, title: { text: options.xTitle } },
      yaxis: { ...quietAxis, automargin: true, categoryorder: "array", categoryarray: [...labels].reverse() },
      shapes: referenceShapes(options),
    },
  };
}

/** Whether there is a number; comparisons of what does not meet have none. */
function isKnown({ estimate }: Pick<ForestRow, "estimate">): boolean {
  return !Number.isNaN(estimate.value);
}

function hoverText({ estimate, detail }: ForestRow): string {
  if (!isKnown({ estimate })) return `–${detail ? `<br>${detail}` : ""}`;
  const number = estimate.value.toFixed(2);
  const interval = "low" in estimate ? ` [${estimate.low.toFixed(2)}, ${estimate.high.toFixed(2)}]` : "";
  return `${number}${interval}${detail ? `<br>${detail}` : ""}`;
}

function referenceShapes({ reference, margin }: ForestOptions): NonNullable<Figure["layout"]["shapes"]> {
  if (reference === undefined) return [];
  const vertical = { xref: "x" as const, yref: "paper" as const, y0: 0, y1: 1, layer: "below" as const };
  const line = {
    ...vertical,
    type: "line" as const,
    x0: reference,
    x1: reference,
    line: { color: referenceColor, width: 1.5, dash: "dot" as const },
  };
  if (margin === undefined) return [line];
  const band = {
    ...vertical,
    type: "rect" as const,
    x0: reference - margin,
    x1: reference + margin,
    fillcolor: withOpacity(referenceColor, 0.15),
    line: { width: 0 },
  };
  return [band, line];
}
