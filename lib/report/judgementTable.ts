import { signedPoints } from "../base/signedPoints.js";
import type { JudgedCause } from "../robustness/causeVerdict.js";
import { headlineInWords } from "./verdictText.js";

/**
 * Verdicts of several judgements of the same causes beside each other, with the Δρ of the primary comparisons.
 * @param judgements heading of the column → the causes as judged
 * @returns one row per cause, in the order of the first judgement
 */
export function judgementRows(
  judgements: Readonly<Record<string, readonly JudgedCause[]>>,
): Record<string, string>[] {
  const [first = []] = Object.values(judgements);
  return first.map(({ cause }) => ({
    cause,
    ...Object.fromEntries(
      Object.entries(judgements).map(([name, judged]) => {
        const found = judged.find((one) => one.cause === cause);
        if (!found) return [name, "not judged"];
        const deltas = found.rows.map(({ deltaPoints: { value } }) =>
          Number.isNaN(value) ? "–" : signedPoints(value),
        );
        const said = headlineInWords(found.headline, found.verdict.marginPoints);
        return [name, `${said} (${deltas.join("; ")})`];
      }),
    ),
  }));
}
