import { accuracyAndRhoInWords } from "../report/figureText.js";
import type { TreatmentRhos } from "../robustness/rhoByTreatment.js";
import { aroundZero } from "./aroundZero.js";
import { describedBy, type Figure, rounded } from "./figure.js";
import { marksOf } from "./groupMarks.js";
import { baseLayout, quietAxis } from "./theme.js";

export interface AccuracyAndRhoOptions {
  readonly title: string;
  /** The margin, shaded around 0, percentage points. */
  readonly margin?: number;
}

/**
 * Draws ρ against accuracy in distribution for treatments that were trained for several lengths: a line per treatment, a dot
 * per length, from the shortest to the longest. What only makes a model more accurate moves it to the right, what makes it
 * more robust moves it up.
 */
export function drawAccuracyAndRho(
  rows: readonly TreatmentRhos[],
  { title, margin }: AccuracyAndRhoOptions,
): Figure {
  const treatments = [...new Set(rows.map(({ treatment }) => treatment))];
  const marks = marksOf(treatments);
  return {
    data: treatments.map((treatment, index) => {
      const mark = marks[index]!;
      const path = rows
        .filter((row) => row.treatment === treatment)
        .toSorted((a, b) => (a.budget ?? 0) - (b.budget ?? 0));
      return {
        type: "scatter" as const,
        mode: "lines+markers" as const,
        name: treatment,
        x: path.map(({ inDistribution }) => rounded(inDistribution)),
        y: path.map(({ meanPoints }) => rounded(meanPoints)),
        line: { color: mark.color, width: 2 },
        marker: { color: mark.color, symbol: mark.symbol, size: 9 },
        customdata: path.map(({ budget, models }) => [budget ?? 0, models]),
        hovertemplate: `<b>${treatment}</b>, %{customdata[0]} steps<br>in distribution %{x:.1%}, ρ %{y:+.1f} points<br>%{customdata[1]} runs<extra></extra>`,
      };
    }),
    layout: {
      ...baseLayout,
      ...describedBy(accuracyAndRhoInWords(rows)),
      title: { text: title, x: 0, xanchor: "left", xref: "paper" },
      height: 440,
      xaxis: { ...quietAxis, title: { text: "accuracy in distribution" }, tickformat: ".0%" },
      yaxis: { ...quietAxis, title: { text: "ρ, mean of the shifts, points" } },
      annotations: rows.flatMap(({ treatment, budget, inDistribution, meanPoints }) =>
        budget === undefined
          ? []
          : [
              {
                x: rounded(inDistribution),
                y: rounded(meanPoints),
                text: budget.toLocaleString("en-US"),
                showarrow: false,
                yshift: 13,
                font: { size: 11, color: marks[treatments.indexOf(treatment)]!.color },
              },
            ],
      ),
      shapes: aroundZero(margin),
    },
  };
}
