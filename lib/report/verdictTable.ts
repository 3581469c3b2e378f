import { table } from "arquero";
import { type JudgedCause, type JudgedRow, judgeCauses, runsToResolve } from "../robustness/causeVerdict.js";
import type { StudyContrast } from "../robustness/experimentResults.js";
import { headlinePower } from "../robustness/headlinePower.js";
import type { Contrast } from "../robustness/overShifts.js";
import { seedsToDecide } from "../robustness/seedsToDecide.js";
import { pointsText } from "./pointsText.js";
import { headlineInWords, verdictInWords } from "./verdictText.js";

/** A cause, and what Fang et al. found about it. */
export interface VerdictSide {
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
  const { headline, verdict, rows } = found;
  const judgedOnes = rows.filter(({ notJudged }) => notJudged === undefined);
  if (judgedOnes.length === 0) {
    const reasons = [...new Set(rows.map(({ notJudged }) => notJudged))];
    return `${headlineInWords(headline, verdict.marginPoints)}: not judged, ${reasons.join("; ")}`;
  }
  const deltas = judgedOnes.map(({ deltaPoints }) => pointsText(deltaPoints));
  return `${headlineInWords(headline, verdict.marginPoints)} (Δρ ${deltas.join("; ")})`;
}

/** Formats of the columns of `judgedRows`, for `displayTable`. */
export const judgedFormats = { Δρ: "points", low: "points", high: "points" } as const;

/**
 * The comparisons behind the verdicts, one row each: the one-sided headline and the two-sided verdict behind it, or why the
 * row is not judged. Open ones of the miniature state what it would take to close them.
 */
export function judgedRows(judged: readonly JudgedCause<Contrast | StudyContrast>[]): object[] {
  const together = judged.flatMap(({ rows }) => rows).filter(({ notJudged }) => notJudged === undefined);
  return judged.flatMap(({ cause, rows }) =>
    rows.map((row) => ({
      cause,
      comparison: row.comparison,
      ...knownOf(row),
      "p (Holm)": row.notJudged === undefined ? row.pAdjusted : null,
      headline:
        row.notJudged === undefined
          ? headlineInWords(row.headline, row.test.verdict.marginPoints)
          : `not judged: ${row.notJudged}`,
      "two-sided": row.notJudged === undefined ? verdictInWords(row.test.verdict) : "–",
      ...("runs" in row && { runs: row.runs, "would take": wouldTake(row, together.length) }),
    })),
  );
}

/** Δρ with its interval; nothing where the sides' accuracies do not meet. */
function knownOf({ deltaPoints: { value, low, high } }: Contrast): Record<string, number | null> {
  const known = !Number.isNaN(value);
  return { Δρ: known ? value : null, low: known ? low : null, high: known ? high : null };
}

/** What it would take to close an open comparison; a dash for any other. */
function wouldTake(row: JudgedRow<StudyContrast>, comparisons: number): string {
  if (row.headline !== "open" || row.notJudged !== undefined) return "–";
  if (row.seeds !== undefined) {
    const seeds = seedsToDecide(row, { comparisons });
    return seeds === undefined ? "more than seeds" : `${seeds} seeds a side`;
  }
  const runs = runsToResolve(row);
  return runs === undefined ? "no number has 80% power" : `${runs} runs a side`;
}

/** Δρ of each comparison in percentage points, one row per comparison, one column per shift and for their mean. */
export function shiftRows(contrasts: readonly Contrast[]): Record<string, string | number>[] {
  return table({
    comparison: contrasts.map(({ comparison }) => comparison),
    shift: contrasts.map(({ shift }) => shift),
    value: contrasts.map(({ deltaPoints }) => deltaPoints.value),
  })
    .groupby("comparison")
    .pivot("shift", "value", { sort: false })
    .objects() as Record<string, string | number>[];
}

/** Formats of the columns of `shiftRows`, for `displayTable`. */
export function shiftFormats(contrasts: readonly Contrast[]): Record<string, "points"> {
  return Object.fromEntries(contrasts.map(({ shift }) => [shift, "points"] as const));
}

/** The same comparisons on two engines: Δρ on each, and what both say or where they differ. */
export function engineRows(
  comparisons: readonly { readonly first: Contrast; readonly second: Contrast; readonly agree: boolean }[],
  names: readonly [first: string, second: string],
): Record<string, string>[] {
  return comparisons.map(({ first, second, agree }) => {
    const said = [first, second].map(({ test }) => verdictInWords(test.verdict));
    return {
      comparison: first.comparison,
      [names[0]]: pointsText(first.deltaPoints),
      [names[1]]: pointsText(second.deltaPoints),
      verdict: agree ? said[1]! : said.join("; "),
    };
  });
}

/** Formats of the columns of `equalAccuracyRows`, for `displayTable`. */
export const equalAccuracyFormats = {
  from: "percent",
  to: "percent",
  Δ: "points",
  low: "points",
  high: "points",
} as const;

/**
 * Comparisons at equal accuracy: the in-distribution accuracies that both sides reach (fractions), the distance of their
 * lines there in percentage points, and the headline of each comparison alone, or why there is none.
 */
export function equalAccuracyRows(contrasts: readonly StudyContrast[]): object[] {
  const [judged] = judgeCauses({ all: contrasts });
  return judged!.rows.map(({ comparison, overlap, deltaPoints, headline, notJudged, test }) => {
    const meet = overlap !== undefined && overlap.points > 0;
    return {
      comparison,
      from: meet ? overlap.low : null,
      to: meet ? overlap.high : null,
      Δ: meet ? deltaPoints.value : null,
      low: meet ? deltaPoints.low : null,
      high: meet ? deltaPoints.high : null,
      headline: notJudged ?? headlineInWords(headline, test.verdict.marginPoints),
    };
  });
}

/** Formats of the columns of `errorRows`, for `displayTable`. */
export const errorFormats = {
  seeds: "points",
  "test set": "points",
  baseline: "points",
  all: "points",
} as const;

/**
 * Standard errors of Δρ and their parts in percentage points, one row per comparison; at equal accuracy also the smallest
 * overlap of the sides' accuracies in distribution.
 */
export function errorRows(contrasts: readonly StudyContrast[]): object[] {
  return contrasts.map((row) => ({
    comparison: row.comparison,
    ...(row.overlap && { overlap: Math.round(row.overlap.points) }),
    seeds: thousandths(row.seedStandardError),
    "test set": thousandths(row.testStandardError),
    baseline: thousandths(row.baselineStandardError),
    all: thousandths(row.standardError),
  }));
}

/** What rounding errors leave of nothing is nothing. */
function thousandths(points: number): number | null {
  return Number.isNaN(points) ? null : Math.round(1000 * points) / 1000;
}

/** Formats of the columns of `powerRows`, for `displayTable`. */
export const powerFormats = {
  "no rise, if none": "percent",
  "no rise, if 2": "percent",
  "raises, if 2": "percent",
  "raises, if 3": "percent",
  "raises, if 5": "percent",
} as const;

/**
 * What the comparisons could have found: how often a simulated experiment with their errors comes to a headline, by its
 * true effect in percentage points. Shares as fractions.
 * @param marginPoints rise that `no rise` excludes
 */
export function powerRows(contrasts: readonly StudyContrast[], marginPoints: number): object[] {
  return contrasts.map((row) => {
    const found = headlinePower(row, { marginPoints, comparisons: contrasts.length });
    const at = (points: number) => found.find(({ effectPoints }) => effectPoints === points)!;
    return {
      comparison: row.comparison,
      "no rise, if none": at(0).noRise,
      "no rise, if 2": at(2).noRise,
      "raises, if 2": at(2).raises,
      "raises, if 3": at(3).raises,
      "raises, if 5": at(5).raises,
    };
  });
}
