import { verdictInWords } from "../report/verdictText.js";
import type { Contrast } from "../robustness/overShifts.js";
import type { Figure } from "./figure.js";
import { drawForest } from "./forest.js";
import { referenceColor } from "./theme.js";

export interface ContrastFigureOptions {
  readonly title: string;
  /** Default `Δρ, percentage points`. */
  readonly xTitle?: string;
}

/**
 * A forest plot of contrasts: one line per contrast, in the order given, coloured by comparison. The margin of "no
 * effect" is shaded behind each line.
 */
export function drawContrasts(contrasts: readonly Contrast[], options: ContrastFigureOptions): Figure {
  const comparisons = new Set(contrasts.map(({ comparison }) => comparison));
  const labelOf = ({ comparison, shift }: Contrast) =>
    comparisons.size > 1 ? `${comparison} · ${shift}` : shift;
  const { data, layout } = drawForest({
    title: options.title,
    xTitle: options.xTitle ?? "Δρ, percentage points",
    reference: 0,
    rows: contrasts.map((row) => ({
      label: labelOf(row),
      group: row.comparison,
      estimate: row.deltaPoints,
      detail: `${verdictInWords(row.test.verdict)}<br>models: ${row.modelsA} vs ${row.modelsB}`,
    })),
  });
  const bands = contrasts.map(
    (
      {
        test: {
          verdict: { marginPoints },
        },
      },
      at,
    ) => ({
      type: "rect" as const,
      xref: "x" as const,
      yref: "y" as const,
      x0: -marginPoints,
      x1: marginPoints,
      y0: contrasts.length - 1 - at - 0.5, // categories are numbered from the bottom
      y1: contrasts.length - 1 - at + 0.5,
      fillcolor: referenceColor,
      opacity: 0.15,
      line: { width: 0 },
      layer: "below" as const,
    }),
  );
  return {
    data,
    layout: {
      ...layout,
      shapes: [...bands, ...(layout.shapes ?? [])],
      showlegend: false, // each line is labelled with its comparison
    },
  };
}
