import type { Verdict } from "../stats/index.js";
import { causeInWords } from "./verdictText.js";

/** Whether a verdict agrees with the paper, disagrees, or leaves the question open. */
export type Agreement = "agrees" | "disagrees" | "open";

/** A suspected cause and what the paper says of it: `the main cause`, or that it has little or no effect. */
export interface PaperClaim {
  readonly cause: string;
  readonly notebook: string;
  readonly paper: string;
}

/**
 * Compares a verdict with the paper: the main cause has to raise ρ, any other has to have no effect within the margin.
 * An inconclusive verdict agrees and disagrees with nothing.
 */
export function agreementWithPaper({ paper }: Pick<PaperClaim, "paper">, { kind }: Verdict): Agreement {
  if (kind === "inconclusive") return "open";
  return kind === (paper === "the main cause" ? "higher" : "equivalent") ? "agrees" : "disagrees";
}

/**
 * What each layer of evidence says of the paper's claims, as a Markdown list with one line per cause.
 * @param layers name of the layer → its verdicts
 * @throws RangeError if a layer has no verdict on a cause
 */
export function agreementList(
  claims: readonly PaperClaim[],
  layers: Readonly<Record<string, readonly { readonly cause: string; readonly verdict: Verdict }[]>>,
): string {
  return claims
    .map((claim) => {
      const said = Object.entries(layers).map(([layer, judged]) => {
        const verdict = judged.find(({ cause }) => cause === claim.cause)?.verdict;
        if (verdict === undefined) throw new RangeError(`${layer}: no verdict on ${claim.cause}`);
        const agreement = agreementWithPaper(claim, verdict);
        if (agreement === "open") return `the ${layer} is **open**`;
        return `the ${layer} **${agreement}** (${causeInWords(verdict)})`;
      });
      return `- **${claim.cause}** (notebook ${claim.notebook}; the paper: ${claim.paper}): ${said.join(", ")}.`;
    })
    .join("\n");
}
