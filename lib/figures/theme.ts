import type { Layout } from "plotly.js";

/** How a group of models is drawn: colour and shape both, so that print and colour-blind readers can tell. */
export interface Mark {
  readonly color: string;
  readonly symbol: string;
}

/**
 * The palette of Okabe and Ito (2008), made for colour-blind readers, without its yellow, which is lost on
 * white. Each colour keeps a contrast on white and on near-black paper alike.
 */
export const marks: readonly Mark[] = [
  { color: "#0072B2", symbol: "circle" },
  { color: "#D55E00", symbol: "triangle-down" },
  { color: "#009E73", symbol: "square" },
  { color: "#CC79A7", symbol: "diamond" },
  { color: "#E69F00", symbol: "cross" },
  { color: "#56B4E9", symbol: "triangle-up" },
  { color: "#8C6D31", symbol: "star" },
  { color: "#7F7F7F", symbol: "x" },
];

/** Mid-grey for reference lines: readable on white and on black. */
export const referenceColor = "#7F7F7F";

/** Differences: orange below 0, white at 0, blue above; light enough for `differenceText` on every cell. */
export const differenceColors: [number, string][] = [
  [0, "#F0A04B"],
  [0.5, "#FFFFFF"],
  [1, "#6FB7E9"],
];

/** Text on the colours of differences. */
export const differenceText = "#000000";

/** The mark of the i-th group; the list starts again after its end. */
export function markAt(index: number): Mark {
  return marks[index % marks.length]!;
}

/** The same colour with an opacity in [0, 1]. */
export function withOpacity(color: string, opacity: number): string {
  const channels = [1, 3, 5].map((start) => Number.parseInt(color.slice(start, start + 2), 16));
  return `rgba(${channels.join(", ")}, ${opacity})`;
}

/** Layout every figure starts from: no background of its own, so that a page's light or dark shows through. */
export const baseLayout: Partial<Layout> = {
  paper_bgcolor: "rgba(0, 0, 0, 0)",
  plot_bgcolor: "rgba(0, 0, 0, 0)",
  font: { family: "Inter, Segoe UI, Helvetica, Arial, sans-serif", size: 13 },
  margin: { l: 64, r: 24, t: 56, b: 56 },
  hovermode: "closest",
  hoverlabel: { align: "left" },
  legend: { orientation: "v", x: 1.02, xanchor: "left", y: 1, yanchor: "top" },
};

/** Grid and axis lines that are visible but quiet on light and dark paper. */
export const quietAxis = {
  gridcolor: "rgba(127, 127, 127, 0.22)",
  linecolor: "rgba(127, 127, 127, 0.7)",
  zeroline: false,
  showline: true,
  ticks: "outside",
} as const;
