import type { TreatmentRhos } from "../evaluate/byTreatment.js";
import { type Figure, rounded } from "./figure.js";
import { baseLayout, quietAxis } from "./theme.js";

export interface RhoMatrixOptions {
  readonly title: string;
  /** Names of the rows, default treatment and level. */
  readonly labelOf?: (row: TreatmentRhos) => string;
}

const [rowHeight, blank] = [34, 150];

/** Colours for ρ below and above 0; light enough for black figures on every cell. */
const [below, above] = ["#F0A04B", "#6FB7E9"] as const;

/** ρ of each treatment (a row) on each shift and their mean (columns), as numbers on colours. */
export function drawRhoMatrix(
  rows: readonly TreatmentRhos[],
  { title, labelOf = defaultLabel }: RhoMatrixOptions,
): Figure {
  const shifts = [...(rows[0]?.byShift.map(({ shift }) => shift) ?? []), "mean"];
  const values = rows.map(({ byShift, meanPoints }) => [
    ...byShift.map(({ rhoPoints }) => rounded(rhoPoints)),
    rounded(meanPoints),
  ]);
  const labels = rows.map(labelOf);
  const reach = Math.max(1, ...values.flat().map(Math.abs));
  return {
    data: [
      {
        type: "scatter",
        mode: "text",
        x: values.flatMap(() => shifts),
        y: values.flatMap((row, at) => row.map(() => labels[at]!)),
        text: values.flat().map((value) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(1)}`),
        textfont: { color: "#000000", size: 13 },
        customdata: values.flat(),
        hovertemplate: "<b>%{y}</b><br>%{x}: ρ %{customdata:+.1f} points<extra></extra>",
        cliponaxis: false,
      },
    ],
    layout: {
      ...baseLayout,
      title: { text: title, x: 0, xanchor: "left", xref: "paper" },
      height: blank + rowHeight * rows.length,
      xaxis: { ...quietAxis, side: "top", type: "category", ticks: "", automargin: true },
      yaxis: { ...quietAxis, type: "category", autorange: "reversed", automargin: true, ticks: "" },
      showlegend: false,
      // Rectangles, not a heatmap: that takes a canvas, which the still image of a figure is drawn without.
      shapes: values.flatMap((row, y) =>
        row.map((value, x) => ({
          type: "rect" as const,
          layer: "below" as const,
          x0: x - 0.48,
          x1: x + 0.48,
          y0: y - 0.46,
          y1: y + 0.46,
          fillcolor: value < 0 ? below : above,
          opacity: Math.abs(value) / reach,
          line: { width: 0 },
        })),
      ),
    },
  };
}

function defaultLabel({ treatment, level }: TreatmentRhos): string {
  return level === undefined ? treatment : `${treatment} ${level}`;
}
