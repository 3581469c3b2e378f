import { headlineInWords, verdictInWords } from "../report/verdictText.js";
import type { JudgedCause, JudgedRow } from "../robustness/causeVerdict.js";
import type { Figure } from "./figure.js";
import { drawForest } from "./forest.js";

/**
 * Draws a summary of all causes: Δρ of every primary comparison, averaged over the shifts, by cause and layer, with
 * the margin of "no effect".
 */
export function drawVerdicts(
  layers: Readonly<Record<string, readonly JudgedCause[]>>,
  options: { readonly title: string; readonly margin: number },
): Figure {
  const names = Object.keys(layers);
  const all = [...new Set(Object.values(layers).flatMap((judged) => judged.map(({ cause }) => cause)))];
  return drawForest({
    title: options.title,
    xTitle: "Δρ averaged over the shifts, percentage points",
    reference: 0,
    margin: options.margin,
    rowHeight: 38,
    rows: all.flatMap((cause) =>
      names.flatMap((layer) =>
        (layers[layer]!.find((one) => one.cause === cause)?.rows ?? []).map((row) => ({
          label: `<b>${cause}</b><br>${row.comparison}`,
          group: layer,
          estimate: row.deltaPoints,
          detail: `${saidOf(row)}<br>${row.shift}`,
        })),
      ),
    ),
  });
}

/** The headline with the two-sided verdict, or why there is none. */
function saidOf({ notJudged, headline, test: { verdict } }: JudgedRow): string {
  if (notJudged !== undefined) return `not judged: ${notJudged}`;
  return `${headlineInWords(headline, verdict.marginPoints)} (two-sided: ${verdictInWords(verdict)})`;
}
