import type { Contrast } from "../robustness/overShifts.js";
import { pointsText } from "./pointsText.js";
import { verdictInWords } from "./verdictText.js";

/** Formats of the columns of `contrastRows`, for `displayTable`. */
export const contrastFormats = {
  "accuracy a": "percent",
  "accuracy b": "percent",
  Δρ: "points",
  low: "points",
  high: "points",
} as const;

/** Rows for a table of contrasts: Δρ in percentage points with its 95% interval, and the verdict in words. */
export function contrastRows(contrasts: readonly Contrast[]): object[] {
  return contrasts.map(({ comparison, shift, deltaPoints, test, ...sides }) => ({
    comparison,
    shift,
    models: `${sides.modelsA} vs ${sides.modelsB}`,
    "accuracy a": sides.inDistributionA,
    "accuracy b": sides.inDistributionB,
    Δρ: deltaPoints.value,
    low: deltaPoints.low,
    high: deltaPoints.high,
    verdict: verdictInWords(test.verdict),
  }));
}

/** Contrasts as a Markdown list: what is compared, Δρ with its 95% interval, and the verdict in words. */
export function contrastList(contrasts: readonly Contrast[]): string {
  return contrasts
    .map(({ comparison, shift, deltaPoints, test }) => {
      const delta = pointsText(deltaPoints);
      return `- ${comparison} (${shift}): Δρ = ${delta}: **${verdictInWords(test.verdict)}**`;
    })
    .join("\n");
}
