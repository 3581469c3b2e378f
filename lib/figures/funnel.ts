import { stepsInWords } from "../report/figureText.js";
import { describedBy, type Figure, rounded } from "./figure.js";
import { baseLayout, markAt, quietAxis } from "./theme.js";

/** One funnel: the counts left after each step. */
export interface FunnelSeries {
  readonly name: string;
  readonly steps: readonly { readonly step: string; readonly count: number }[];
}

/** Height of one bar in pixels. */
const barHeight = 36;

/**
 * Draws the counts left after each step as bars on a logarithmic axis, one series below the other. Each bar is
 * labelled with its count and its share of the previous step.
 */
export function drawFunnel(series: readonly FunnelSeries[], title: string): Figure {
  const labels = series.flatMap(({ steps }) => steps.map(({ step }) => step));
  const counts = series.flatMap(({ steps }) => steps.map(({ count }) => count));
  const floor = 10 ** Math.floor(Math.log10(Math.min(...counts)) - 0.5);
  const room = Math.max(...counts) * 6; // for the text after the longest bar
  return {
    data: series.map(({ name, steps }, index) => ({
      type: "bar",
      orientation: "h",
      name,
      x: steps.map(({ count }) => rounded(count)),
      y: steps.map(({ step }) => step),
      marker: { color: markAt(index).color },
      text: steps.map(({ count }, at) => {
        const before = steps[at - 1]?.count;
        const share = before === undefined ? "" : ` (${((100 * count) / before).toFixed(1)}%)`;
        return `${count.toLocaleString("en-US")}${share}`;
      }),
      textposition: "outside",
      cliponaxis: false,
      hovertemplate: "%{y}<br>%{text}<extra></extra>",
    })),
    layout: {
      ...baseLayout,
      ...describedBy(stepsInWords(series)),
      title: { text: title, x: 0, xanchor: "left", xref: "paper" },
      height: 130 + barHeight * labels.length,
      showlegend: series.length > 1,
      legend: { orientation: "h", x: 0, xanchor: "left", y: 1, yanchor: "bottom" },
      xaxis: {
        ...quietAxis,
        type: "log",
        dtick: 1,
        range: [Math.log10(floor), Math.log10(room)],
        title: { text: "images left" },
      },
      yaxis: { ...quietAxis, automargin: true, categoryorder: "array", categoryarray: [...labels].reverse() },
    },
  };
}

/** Draws several series with the same steps as lines: steps on x, counts on a logarithmic y axis. */
export function drawFunnelLines(
  series: readonly FunnelSeries[],
  title: string,
  order: readonly string[],
): Figure {
  return {
    data: series.map(({ name, steps }, index) => ({
      type: "scatter",
      mode: "lines+markers",
      name,
      x: steps.map(({ step }) => step),
      y: steps.map(({ count }) => rounded(count)),
      line: { color: markAt(index).color, width: 2 },
      marker: { color: markAt(index).color, symbol: markAt(index).symbol, size: 8 },
      hovertemplate: `%{x}: %{y:,}<extra>${name}</extra>`,
    })),
    layout: {
      ...baseLayout,
      ...describedBy(stepsInWords(series)),
      title: { text: title, x: 0, xanchor: "left", xref: "paper" },
      height: 440,
      xaxis: { ...quietAxis, categoryorder: "array", categoryarray: [...order] },
      yaxis: { ...quietAxis, type: "log", dtick: 1, title: { text: "icons left" } },
    },
  };
}
