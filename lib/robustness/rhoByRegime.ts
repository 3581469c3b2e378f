import { regimeTitles } from "../published/regimeTitles.js";
import type { Regime } from "../published/schema.js";
import { type GroupSummary, summariseRho } from "../published/summary.js";
import { type Interval, intervalOf } from "../stats/index.js";
import type { ShiftEvaluation } from "./shift.js";

/** ρ of the models of one regime, in percentage points. */
export interface RegimeSummary extends Omit<GroupSummary, "group" | "meanPoints"> {
  /** Title of the regime. */
  readonly regime: string;
  readonly families: number;
  /** Mean ρ with its 95% interval. */
  readonly meanPoints: Interval;
}

/** Selects the models of a summary. */
type ModelFilter = (model: ShiftEvaluation["models"][number]) => boolean;

/**
 * Mean, spread and range of ρ by regime, highest mean first. The interval of the mean treats the regime's families as
 * a sample and includes the baseline's uncertainty. For a regime with a single family, the interval is about exactly
 * these models.
 */
export function rhoByRegime(evaluation: ShiftEvaluation, filter: ModelFilter = () => true): RegimeSummary[] {
  const models = evaluation.models.filter(filter);
  return summariseRho(models, ({ point }) => point.published.regime)
    .map(({ group, ...summary }) => {
      const points = models.map(({ point }) => point).filter((point) => point.published.regime === group);
      const families = new Set(points.map((point) => point.family)).size;
      const members = families > 1 ? "sampled" : "fixed";
      const meanPoints = intervalOf(evaluation.fit.rho(points, { members }));
      const regime = regimeTitles[group as Regime];
      return { regime, families, ...summary, meanPoints };
    })
    .sort((a, b) => b.meanPoints.value - a.meanPoints.value);
}
