import type { Headline } from "../robustness/causeVerdict.js";
import type { Margins } from "../robustness/overShifts.js";
import type { Verdict } from "../stats/index.js";

const words: Readonly<Record<Verdict["kind"], { readonly ofComparison: string; readonly ofCause: string }>> =
  {
    higher: { ofComparison: "higher", ofCause: "raises ρ" },
    lower: { ofComparison: "lower", ofCause: "lowers ρ" },
    equivalent: { ofComparison: "no effect", ofCause: "no effect" },
    inconclusive: { ofComparison: "inconclusive", ofCause: "inconclusive" },
  };

/** The verdict on a comparison a − b: `higher`, `lower`, `no effect within ±2 points` or `inconclusive`. */
export function verdictInWords(verdict: Verdict): string {
  return withMargin(words[verdict.kind].ofComparison, verdict);
}

/** The verdict on a suspected cause: `raises ρ`, `lowers ρ`, `no effect within ±2 points` or `inconclusive`. */
export function causeInWords(verdict: Verdict): string {
  return withMargin(words[verdict.kind].ofCause, verdict);
}

/** The one-sided conclusion on a cause or a comparison: `no rise of 2 points or more`, `raises ρ` or `open`. */
export function headlineInWords(headline: Headline, marginPoints: number): string {
  if (headline === "no rise") return `no rise of ${marginPoints} points or more`;
  return headline === "raises" ? "raises ρ" : "open";
}

function withMargin(said: string, { kind, marginPoints }: Verdict): string {
  return kind === "equivalent" ? `${said} within ±${marginPoints} points` : said;
}

/** What counts as no effect, as a sentence. */
export function marginsInWords({ closePoints, farPoints, close = ["ImageNetV2"] }: Margins): string {
  return (
    `No effect means: within ±${closePoints} points on the mean over the shifts and on ${close.join(", ")}, ` +
    `within ±${farPoints} points on any other single shift.`
  );
}
