import { signedPoints } from "../base/signedPoints.js";
import { rhoMatrixInWords } from "../report/figureText.js";
import type { TreatmentRhos } from "../robustness/rhoByTreatment.js";
import { describedBy, type Figure, rounded } from "./figure.js";
import { baseLayout, differenceColors, differenceText, quietAxis, referenceColor } from "./theme.js";

export interface RhoMatrixOptions {
  readonly title: string;
  /** Label of a row; default treatment and level. */
  readonly labelOf?: (row: TreatmentRhos) => string;
}

const [rowHeight, blank] = [48, 150];

/** Draws ρ as a coloured table: one row per treatment, one column per shift and one for their mean. */
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
        // Squares instead of a heatmap: Plotly draws heatmaps on a canvas, which image export does not have.
        type: "scatter",
        mode: "markers",
        x: rows.flatMap(() => shifts),
        y: labels.flatMap((label) => shifts.map(() => label)),
        marker: {
          symbol: "square",
          size: rowHeight - 4,
          color: values.flat(),
          cmin: -reach,
          cmax: reach,
          colorscale: differenceColors,
          line: { color: referenceColor, width: 1 },
        },
        customdata: values.flat(),
        hovertemplate: "<b>%{y}</b><br>%{x}: ρ %{customdata:+.1f} points<extra></extra>",
      },
    ],
    layout: {
      ...baseLayout,
      ...describedBy(
        rhoMatrixInWords(rows.map((row) => ({ label: labelOf(row), meanPoints: row.meanPoints }))),
      ),
      title: { text: title, x: 0.01, xanchor: "left", xref: "container" },
      height: blank + rowHeight * rows.length,
      showlegend: false,
      xaxis: { ...quietAxis, side: "top", type: "category", ticks: "", automargin: true },
      yaxis: { ...quietAxis, type: "category", autorange: "reversed", automargin: true, ticks: "" },
      annotations: values.flatMap((row, y) =>
        row.map((value, x) => ({
          x,
          y,
          text: signedPoints(value),
          showarrow: false,
          font: { color: differenceText, size: 13 },
        })),
      ),
    },
  };
}

function defaultLabel({ treatment, level }: TreatmentRhos): string {
  return level === undefined ? treatment : `${treatment} ${level}`;
}
