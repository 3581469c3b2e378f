import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import type { Random } from "../base/random.js";
import { average, type Estimate, estimateFrom } from "../stats/index.js";
import type { MeasuredPoint, ShiftEvaluation } from "./shift.js";

/** Fewest networks that a verdict may rest on. */
export const fewestNetworks = 3;

/** How ordinary models scatter about the baseline, on one shift or averaged over several. */
export interface ModelScatter {
  /** Standard deviation of ρ, percentage points. */
  readonly standardDeviation: number;
  readonly df: number;
}

/**
 * Scatter of the baseline's own models about their line: the root mean square of ρ, averaged over the shifts first, over
 * models measured on all of them. Families are not independent, so there are families − 2 degrees of freedom.
 * @param evaluations the shifts to average over
 */
export function modelScatter<P extends MeasuredPoint>(
  evaluations: readonly ShiftEvaluation<P>[],
): ModelScatter {
  const rhos = evaluations.map(({ models, baselinePoints }) => {
    const onLine = new Set(baselinePoints.map(({ model }) => model));
    return new Map(
      models
        .filter(({ point }) => onLine.has(point.model))
        .map(({ point, rhoPoints }) => [point.model, rhoPoints.value]),
    );
  });
  const measured = [...(rhos[0]?.keys() ?? [])].filter((model) => rhos.every((rho) => rho.has(model)));
  const means = measured.map((model) => average(rhos.map((rho) => rho.get(model)!)));
  const squares = means.reduce((sum, mean) => sum + mean ** 2, 0);
  return {
    standardDeviation: Math.sqrt(squares / (means.length - 2)),
    df: Math.max(1, Math.min(...evaluations.map(({ baseline }) => baseline.families)) - 2),
  };
}

/**
 * Adds to Δρ that its networks are a sample: a network that differs in nothing else lies above or below the line too (a
 * random effect). Each network's own departure has the scatter of ordinary models, so the variance is s² · Σ (its share
 * of side a − its share of side b)²: s²/n for n networks against a line, and nothing for a network on both sides. Image
 * noise is in the scatter already and counts twice; that makes intervals slightly too wide.
 * @param a the network of each model on a side; b none, if side b is a line
 */
export function withModelScatter(
  delta: Estimate,
  { standardDeviation, df }: ModelScatter,
  a: readonly string[],
  b: readonly string[],
  random: Random,
): Estimate {
  const shares = new Map<string, number>();
  for (const network of a) shares.set(network, (shares.get(network) ?? 0) + 1 / a.length);
  for (const network of b) shares.set(network, (shares.get(network) ?? 0) - 1 / b.length);
  const squares = [...shares.values()].reduce((sum, share) => sum + share ** 2, 0);
  const error = standardDeviation * Math.sqrt(squares);
  const stream = random.stream("networks");
  const draws = delta.draws.map((draw) => draw + error * tQuantile(1 - stream.uniform(), df));
  return estimateFrom(delta.value, draws, delta.level);
}
