import { type JudgedRow, judgeCauses, runsToResolve } from "../robustness/causeVerdict.js";
import { seedsToDecide } from "../robustness/seedsToDecide.js";
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

/**
 * A comparison as it was judged: Δρ with its interval, the one-sided headline, the two-sided verdict behind it, and what it
 * would take if it is open. One that is not judged says why.
 * @param comparisons number of comparisons that are judged together, default 1
 */
export function judgedInWords(row: JudgedRow<TreatmentContrast>, comparisons = 1): string {
  if (Number.isNaN(row.deltaPoints.value)) return `not judged, ${row.notJudged ?? "no estimate"}`;
  const delta = pointsText(row.deltaPoints);
  if (row.notJudged !== undefined) return `${delta}: not judged, ${row.notJudged}`;
  if (row.seeds === undefined) return comparisonInWords(row);
  const { headline, test } = row;
  const said = `${delta}: ${headlineInWords(headline, test.verdict.marginPoints)} (two-sided: ${verdictInWords(test.verdict)})`;
  if (headline !== "open") return said;
  const seeds = seedsToDecide(row, { comparisons });
  return seeds === undefined
    ? `${said}; more seeds alone would hardly close it`
    : `${said}; it would take ${seeds} seeds a side, if Δρ is as estimated`;
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
    (row) => `- ${row.comparison}, ${row.shift}: Δρ = ${judgedInWords(row, rows.length)}`,
  );
  const said = headlineInWords(headline, verdict.marginPoints);
  const behind = causeInWords(verdict);
  const both = said === behind ? said : `${said} (two-sided: ${behind})`;
  return [...lines, "", `**The miniature on ${cause}: ${both}.**`].join("\n");
}
