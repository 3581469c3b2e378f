import { judgeCauses, runsToResolve } from "../robustness/causeVerdict.js";
import type { TreatmentContrast } from "../robustness/treatments.js";
import { pointsText } from "./pointsText.js";
import { causeInWords, headlineInWords, verdictInWords } from "./verdictText.js";

/**
 * A comparison of treatments in words, such as `+0.4 [−1.5, +1.9] points: no effect within ±2 points`. A difference
 * from 0 is called higher or lower, so that a loss is not mistaken for a cause. An inconclusive result states how
 * many runs would decide it.
 */
export function comparisonInWords(contrast: TreatmentContrast): string {
  return `${pointsText(contrast.deltaPoints)}: ${outcomeInWords(contrast)}`;
}

function outcomeInWords(contrast: TreatmentContrast): string {
  const { verdict } = contrast.test;
  const margin = `±${verdict.marginPoints} points`;
  if (verdict.kind === "equivalent") return verdictInWords(verdict);
  if (verdict.kind !== "inconclusive") return `${verdictInWords(verdict)}, not shown to be within ${margin}`;
  const runs = runsToResolve(contrast);
  const takes =
    runs === undefined
      ? "baseline and test classes leave too much open for any number of runs"
      : `with ${runs} runs of each it could be decided`;
  return `inconclusive at ${margin}; ${takes}`;
}

/** Comparisons of treatments as a Markdown list, one line each: `- a − b: Δρ = +0.4 [−1.5, +1.9] points: …`. */
export function comparisonList(contrasts: readonly TreatmentContrast[]): string {
  return contrasts.map((row) => `- ${row.comparison}: Δρ = ${comparisonInWords(row)}`).join("\n");
}

/**
 * The conclusion on one suspected cause as Markdown: a line per primary comparison, then the verdict. The verdict is
 * corrected only for these comparisons; notebook 09 judges all causes together.
 * @param cause the suspected cause
 * @param primary the rows that the verdict is based on, see `primaryMeans`
 */
export function conclusionInWords(cause: string, primary: readonly TreatmentContrast[]): string {
  const [judged] = judgeCauses({ [cause]: primary });
  const { headline, verdict, rows } = judged!;
  const lines = rows.map(
    (row) =>
      `- ${row.comparison}, ${row.shift}: Δρ = ${
        row.notJudged === undefined
          ? comparisonInWords(row)
          : `${pointsText(row.deltaPoints)}: ${row.notJudged}`
      }`,
  );
  const said = headlineInWords(headline, verdict.marginPoints);
  const behind = causeInWords(verdict);
  const both = said === behind ? said : `${said} (two-sided: ${behind})`;
  return [...lines, "", `**The miniature on ${cause}: ${both}.**`].join("\n");
}
