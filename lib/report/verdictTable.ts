import { type JudgedCause, runsToResolve } from "../robustness/causeVerdict.js";
import type { StudyContrast } from "../robustness/experimentResults.js";
import type { Contrast } from "../robustness/overShifts.js";
import { pointsText } from "./pointsText.js";
import { causeInWords, verdictInWords } from "./verdictText.js";

/** A cause, and what Fang et al. found about it. */
interface VerdictSide {
  readonly cause: string;
  readonly paper: string;
}

/** The verdict table, with one row per cause. */
export function verdictRows(
  sides: readonly VerdictSide[],
  published: readonly JudgedCause[],
  miniature: readonly JudgedCause[],
): {
  readonly cause: string;
  readonly published: string;
  readonly miniature: string;
  readonly paper: string;
}[] {
  return sides.map(({ cause, paper }) => ({
    cause,
    published: verdictText(published, cause),
    miniature: verdictText(miniature, cause),
    paper,
  }));
}

function verdictText(judged: readonly JudgedCause[], cause: string): string {
  const found = judged.find((one) => one.cause === cause);
  if (found === undefined) return "not judged";
  const deltas = found.rows.map(({ deltaPoints }) => pointsText(deltaPoints));
  return `${causeInWords(found.verdict)} (Δρ ${deltas.join("; ")})`;
}

/** Formats of the columns of `judgedRows`, for `displayTable`. */
export const judgedFormats = { Δρ: "points", low: "points", high: "points" } as const;

/** The comparisons behind the verdicts, one row each. Inconclusive ones state the number of runs needed. */
export function judgedRows(judged: readonly JudgedCause<Contrast | StudyContrast>[]): object[] {
  return judged.flatMap(({ cause, rows }) =>
    rows.map((row) => ({
      cause,
      comparison: row.comparison,
      Δρ: row.deltaPoints.value,
      low: row.deltaPoints.low,
      high: row.deltaPoints.high,
      "p (Holm)": row.pAdjusted,
      verdict: verdictInWords(row.test.verdict),
      // One of the two one-sided tests: "no help" needs only this one, "no effect" needs both.
      [`rise of ${row.test.verdict.marginPoints} or more`]:
        row.test.pUpper < row.test.alpha ? "excluded" : "possible",
      ...("runs" in row && { runs: row.runs, "runs for the margin": runsText(row) }),
    })),
  );
}

function runsText(row: StudyContrast): string {
  if (row.test.verdict.kind !== "inconclusive") return "–";
  const runs = runsToResolve(row);
  return runs === undefined ? "never: classes or baseline" : String(runs);
}
