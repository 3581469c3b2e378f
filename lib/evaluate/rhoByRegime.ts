import { desc, from, op } from "arquero";
import { Random } from "../base/random.js";
import { regimeTitles } from "../published/regimeTitles.js";
import { estimateFrom } from "../stats/estimate.js";
import type { ShiftEvaluation } from "./shift.js";

/** ρ of the models of one regime, in percentage points. */
export interface RegimeSummary {
  readonly regime: string;
  readonly models: number;
  readonly families: number;
  readonly meanPoints: number;
  /** 95% interval of the mean. */
  readonly lowPoints: number;
  readonly highPoints: number;
  readonly sdPoints: number;
  readonly minPoints: number;
  readonly maxPoints: number;
}

/** Models that take part in a summary, by default all. */
export type ModelFilter = (model: ShiftEvaluation["models"][number]) => boolean;

/**
 * Mean, spread and range of ρ by regime, highest mean first. The interval of the mean resamples the regime's
 * families and takes each model's ρ from the draws of the fit, so that the baseline's uncertainty is in it.
 */
export function rhoByRegime(evaluation: ShiftEvaluation, filter: ModelFilter = () => true): RegimeSummary[] {
  const models = evaluation.models.filter(filter);
  const rows = models.map(({ point, rhoPoints }) => ({
    regime: point.published.regime,
    family: point.family,
    rhoPoints,
  }));
  const summary = from(rows)
    .groupby("regime")
    .rollup({
      models: op.count(),
      families: op.distinct("family"),
      meanPoints: op.mean("rhoPoints"),
      sdPoints: op.stdev("rhoPoints"),
      minPoints: op.min("rhoPoints"),
      maxPoints: op.max("rhoPoints"),
    })
    .orderby(desc("meanPoints"))
    .objects() as Omit<RegimeSummary, "lowPoints" | "highPoints">[];
  return summary.map((row) => {
    const ofRegime = models.filter(({ point }) => point.published.regime === row.regime);
    const { low, high } = meanInterval(evaluation, ofRegime, row.meanPoints);
    return {
      ...row,
      regime: regimeTitles[row.regime as keyof typeof regimeTitles],
      lowPoints: low,
      highPoints: high,
    };
  });
}

function meanInterval(
  evaluation: ShiftEvaluation,
  models: ShiftEvaluation["models"],
  mean: number,
): { low: number; high: number } {
  const draws = models.map(({ point }) => evaluation.fit.rhoDraws(point));
  const rows = new Map<string, number[]>();
  for (const [row, { point }] of models.entries())
    rows.set(point.family, [...(rows.get(point.family) ?? []), row]);
  const byFamily = [...rows.values()];
  const random = new Random(evaluation.seed).stream("regime mean");
  const means = Float64Array.from({ length: draws[0]!.length }, (_, draw) => {
    let sum = 0;
    let count = 0;
    for (let drawn = 0; drawn < byFamily.length; drawn++)
      for (const row of byFamily[random.integer(byFamily.length)]!) {
        sum += draws[row]![draw]!;
        count++;
      }
    return sum / count;
  });
  return estimateFrom(mean, means, 0.95);
}
