import type { Contrast } from "../robustness/contrast.js";
import { verdictInWords } from "../stats/equivalence.js";
import { pointsText } from "./text.js";

/** Contrasts as a Markdown list: what is compared, Δρ with its 95% interval, and the verdict in words. */
export function contrastList(contrasts: readonly Contrast[]): string {
  return contrasts
    .map(({ comparison, shift, deltaPoints, test }) => {
      const delta = pointsText(deltaPoints);
      return `- ${comparison} (${shift}): Δρ = ${delta}: **${verdictInWords(test)}**`;
    })
    .join("\n");
}
