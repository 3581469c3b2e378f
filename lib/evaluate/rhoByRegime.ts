import { desc, from, op } from "arquero";
import { regimeTitles } from "../published/regimeTitles.js";
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
 * Mean, spread and range of ρ by regime, highest mean first. The interval of the mean speaks of models like
 * these: the regime's families are a sample, and the baseline's uncertainty is in it. A regime of a single family
 * has the interval of these very models.
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
    const { low, high } = evaluation.fit.rho(
      ofRegime.map(({ point }) => point),
      { members: row.families > 1 ? "sampled" : "fixed" },
    );
    return {
      ...row,
      regime: regimeTitles[row.regime as keyof typeof regimeTitles],
      lowPoints: low,
      highPoints: high,
    };
  });
}
