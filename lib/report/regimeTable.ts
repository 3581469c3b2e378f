import { regimeTitles } from "../published/regimeTitles.js";
import type { Regime } from "../published/schema.js";
import type { RegimeSummary } from "../robustness/rhoByRegime.js";

/** One row per regime: its models and families, mean ρ with its 95% interval and the spread, in percentage points. */
export function regimeRows(summaries: readonly RegimeSummary[]): object[] {
  return summaries.map(({ regime, models, families, meanPoints: { value, low, high }, sdPoints }) => ({
    regime,
    models,
    families,
    mean: value,
    low,
    high,
    "sd of models": sdPoints,
  }));
}

/**
 * How much of zero-shot CLIP's mean ρ its fine-tuned models have: one row per shift, ρ in percentage points, `kept` a
 * fraction.
 * @param byShift title of the shift → its regimes, see `rhoByRegime`
 * @throws RangeError if one of the two regimes has no model on a shift
 */
export function keptByFineTuningRows(
  byShift: Readonly<Record<string, readonly RegimeSummary[]>>,
): { shift: string; "zero-shot": number; "fine-tuned": number; kept: number }[] {
  return Object.entries(byShift).map(([shift, summaries]) => {
    const meanOf = (regime: Regime) => {
      const found = summaries.find((row) => row.regime === regimeTitles[regime]);
      if (!found) throw new RangeError(`${shift}: no model of the regime "${regimeTitles[regime]}"`);
      return found.meanPoints.value;
    };
    const [zeroShot, fineTuned] = [meanOf("clip-zero-shot"), meanOf("clip-fine-tuned")];
    return { shift, "zero-shot": zeroShot, "fine-tuned": fineTuned, kept: fineTuned / zeroShot };
  });
}
