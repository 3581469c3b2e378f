import { holm, needDraws, runsNeeded, type Verdict } from "../stats/index.js";
import { fewestNetworks } from "./modelScatter.js";
import { fewestOverlapPoints, fewestRecipes, type Overlap } from "./overlap.js";
import type { Contrast } from "./overShifts.js";
import type { TreatmentContrast } from "./treatments.js";

/**
 * The one-sided conclusion on a cause, given a margin.
 * - `no rise`: a rise of the margin or more is excluded.
 * - `raises`: ρ rises, and a rise of the margin or more is not excluded.
 * - `open`: neither.
 */
export type Headline = "no rise" | "raises" | "open";

/** A comparison with what it says alone. */
export type JudgedRow<C extends Contrast = Contrast> = C & {
  /** p-value of "Δρ is 0" after Holm's correction over all causes; NaN if the row is not judged. */
  readonly pAdjusted: number;
  readonly headline: Headline;
  /** Why the comparison is shown and not judged, e.g. `rests on one network`. */
  readonly notJudged?: string;
};

/** A suspected cause, its verdict, and the comparisons the verdict is based on. */
export interface JudgedCause<C extends Contrast = Contrast> {
  readonly cause: string;
  readonly headline: Headline;
  /** The two-sided verdict: `higher` means that the cause raises ρ, `lower` that it lowers ρ. */
  readonly verdict: Verdict;
  /** Rows averaged over the shifts. */
  readonly rows: readonly JudgedRow<C>[];
}

/**
 * Judges causes together, from comparisons of which Δρ above 0 means that the cause raises ρ.
 *
 * The headline is one-sided, as the paper's claim is. A cause has `no rise` if every comparison rejects "Δρ is the margin
 * or more" at level alpha (an intersection–union test, which needs no correction). It `raises` ρ if a comparison is above
 * 0 after Holm's correction over all comparisons judged, and does not reject the margin. Otherwise it is `open`.
 *
 * The verdict is two-sided. A comparison raises or lowers ρ if its Δρ differs from 0 after Holm's correction, and it was
 * not found equivalent to 0. A cause has no effect if all its comparisons were found equivalent. A cause raises ρ if at
 * least one comparison raises ρ; otherwise it lowers ρ if at least one lowers ρ. All other cases are inconclusive.
 *
 * Not judged are comparisons that rest on one or two networks; they are left out. A comparison at equal accuracy of which
 * the ranges overlap too little is not judged either, and keeps a cause from `no rise` and `no effect`.
 * @param causes primary comparisons of each cause, averaged over the shifts, from one layer of evidence
 * @throws InputError if there are too few bootstrap draws for the number of comparisons, so that a single draw could
 *   change a verdict; the message states the number needed
 */
export function judgeCauses<C extends Contrast>(
  causes: Readonly<Record<string, readonly C[]>>,
  alpha = 0.05,
): JudgedCause<C>[] {
  const all = Object.values(causes)
    .flat()
    .filter((contrast) => whyNotJudged(contrast) === undefined);
  for (const { pZeroFloor } of all.map(({ test }) => test))
    if (pZeroFloor !== undefined) needDraws(Math.round(2 / pZeroFloor) - 1, all.length, alpha, 1);
  const adjusted = holm(all.map(({ test }) => test.pZero));
  const pOf = new Map(all.map((contrast, at) => [contrast, adjusted[at]!]));
  return Object.entries(causes).map(([cause, contrasts]) => {
    const rows = contrasts.map((contrast): JudgedRow<C> => {
      const pAdjusted = pOf.get(contrast) ?? Number.NaN;
      const notJudged = whyNotJudged(contrast);
      const headline = notJudged === undefined ? headlineOf(contrast, pAdjusted, alpha) : "open";
      return { ...contrast, pAdjusted, headline, ...(notJudged !== undefined && { notJudged }) };
    });
    const judged = rows.filter(({ notJudged }) => notJudged === undefined);
    const complete = judged.length > 0 && rows.every((row) => overlapOf(row)?.comparable !== false);
    const kinds = new Set(
      judged.map(({ pAdjusted, test: { verdict } }) =>
        verdict.kind === "equivalent" || pAdjusted < alpha ? verdict.kind : "inconclusive",
      ),
    );
    const kind =
      complete && kinds.size === 1 && kinds.has("equivalent")
        ? "equivalent"
        : kinds.has("higher")
          ? "higher"
          : kinds.has("lower")
            ? "lower"
            : "inconclusive";
    const headline = judged.some((row) => row.headline === "raises")
      ? "raises"
      : complete && judged.every((row) => row.headline === "no rise")
        ? "no rise"
        : "open";
    const marginPoints = Math.max(0, ...rows.map(({ test }) => test.verdict.marginPoints));
    return { cause, headline, verdict: { kind, marginPoints }, rows };
  });
}

function headlineOf({ test }: Contrast, pAdjusted: number, alpha: number): Headline {
  if (test.pUpper < alpha) return "no rise";
  return test.verdict.kind === "higher" && pAdjusted < alpha ? "raises" : "open";
}

/** Why a comparison is not judged; undefined if it is. */
function whyNotJudged(contrast: Contrast): string | undefined {
  const { networks } = contrast;
  if (networks !== undefined && networks < fewestNetworks)
    return networks === 1 ? "rests on one network" : "rests on two networks";
  const overlap = overlapOf(contrast);
  if (overlap === undefined || overlap.comparable) return undefined;
  if (overlap.recipes < fewestRecipes)
    return `not comparable: ${overlap.recipes === 1 ? "one budget or size" : `${overlap.recipes} budgets or sizes`} on a side, ${fewestRecipes} needed`;
  return `not comparable: accuracies overlap by ${overlap.points.toFixed(0)} points, ${fewestOverlapPoints} needed`;
}

function overlapOf(contrast: Contrast): Overlap | undefined {
  return (contrast as Partial<TreatmentContrast>).overlap;
}

/**
 * Number of runs of each treatment with which a comparison would find equivalence within its margin with a power of
 * 80%, if there were no effect. Undefined if no number of runs is enough, because of the uncertainty from baseline
 * and test classes.
 */
export function runsToResolve(contrast: TreatmentContrast): number | undefined {
  const { runs, standardError, seedStandardError, seedDf, test } = contrast;
  return runsNeeded(test.verdict.marginPoints, {
    standardDeviation: seedStandardError * Math.sqrt(runs / 2),
    df: seedDf,
    floor: Math.sqrt(Math.max(0, standardError ** 2 - seedStandardError ** 2)),
  });
}
