import type { Layout } from "plotly.js";

/** Colour and shape of a group. Both differ, for print and for colour-blind readers. */
export interface Mark {
  readonly color: string;
  readonly symbol: string;
}

/**
 * The palette of Okabe and Ito (2008) for colour-blind readers, without its yellow, which is too faint on white. Each
 * colour has enough contrast on both white and near-black backgrounds.
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

/** Mid-grey for reference lines: readable on both white and black. */
export const referenceColor = "#7F7F7F";

/** Differences: orange below 0, white at 0, blue above; light enough for `differenceText` on every cell. */
export const differenceColors: [number, string][] = [
  [0, "#F0A04B"],
  [0.5, "#FFFFFF"],
  [1, "#6FB7E9"],
];

/** Text on the colours of differences. */
export const differenceText = "#000000";

/** The mark of the i-th group; the list repeats after its end. */
export function markAt(index: number): Mark {
  return marks[index % marks.length]!;
}

/** The same colour with an opacity in [0, 1]. */
export function withOpacity(color: string, opacity: number): string {
  const channels = [1, 3, 5].map((start) => Number.parseInt(color.slice(start, start + 2), 16));
  return `rgba(${channels.join(", ")}, ${opacity})`;
}

/** Base layout of all figures. The background is transparent, for light and dark pages. */
export const baseLayout: Partial<Layout> = {
  paper_bgcolor: "rgba(0, 0, 0, 0)",
  plot_bgcolor: "rgba(0, 0, 0, 0)",
  font: { family: "Inter, Segoe UI, Helvetica, Arial, sans-serif", size: 13 },
  margin: { l: 64, r: 24, t: 56, b: 56 },
  hovermode: "closest",
  hoverlabel: { align: "left" },
  legend: { orientation: "v", x: 1.02, xanchor: "left", y: 1, yanchor: "top" },
};

/** Unobtrusive grid and axis lines for light and dark backgrounds. */
export const quietAxis = {
  gridcolor: "rgba(127, 127, 127, 0.22)",
  linecolor: "rgba(127, 127, 127, 0.7)",
  zeroline: false,
  showline: true,
  ticks: "outside",
} as const;
