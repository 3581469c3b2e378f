import { holm, needDraws, runsNeeded, type Verdict } from "../stats/index.js";
import type { Contrast } from "./overShifts.js";
import type { TreatmentContrast } from "./treatments.js";

/** A suspected cause, its verdict, and the comparisons the verdict is based on. */
export interface JudgedCause<C extends Contrast = Contrast> {
  readonly cause: string;
  /** `higher` means that the cause raises ρ, `lower` that it lowers ρ. */
  readonly verdict: Verdict;
  /** Rows averaged over the shifts, each with its p-value of "Δρ is 0" after Holm's correction over all causes. */
  readonly rows: readonly (C & { readonly pAdjusted: number })[];
}

/**
 * Judges causes together. A comparison raises or lowers ρ if its Δρ differs from 0 after Holm's correction over the
 * primary comparisons of all given causes, and it was not found equivalent to 0. A cause has no effect if all its
 * comparisons were found equivalent (an intersection–union test, which needs no correction). A cause raises ρ if at
 * least one comparison raises ρ; otherwise it lowers ρ if at least one lowers ρ. All other cases are inconclusive.
 * @param causes primary comparisons of each cause, averaged over the shifts, from one layer of evidence
 * @throws InputError if there are too few bootstrap draws for the number of comparisons, so that a single draw could
 *   change a verdict; the message states the number needed
 */
export function judgeCauses<C extends Contrast>(
  causes: Readonly<Record<string, readonly C[]>>,
  alpha = 0.05,
): JudgedCause<C>[] {
  const all = Object.values(causes).flat();
  for (const { pZeroFloor } of all.map(({ test }) => test))
    if (pZeroFloor !== undefined) needDraws(Math.round(2 / pZeroFloor) - 1, all.length, alpha, 1);
  const adjusted = holm(all.map(({ test }) => test.pZero));
  const pOf = new Map(all.map((contrast, at) => [contrast, adjusted[at]!]));
  return Object.entries(causes).map(([cause, contrasts]) => {
    const rows = contrasts.map((contrast) => ({ ...contrast, pAdjusted: pOf.get(contrast)! }));
    const kinds = new Set(
      rows.map(({ pAdjusted, test: { verdict } }) =>
        verdict.kind === "equivalent" || pAdjusted < alpha ? verdict.kind : "inconclusive",
      ),
    );
    const only = kinds.size === 1 && kinds.has("equivalent");
    const kind = only
      ? "equivalent"
      : kinds.has("higher")
        ? "higher"
        : kinds.has("lower")
          ? "lower"
          : "inconclusive";
    const marginPoints = Math.max(0, ...rows.map(({ test }) => test.verdict.marginPoints));
    return { cause, verdict: { kind, marginPoints }, rows };
  });
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
