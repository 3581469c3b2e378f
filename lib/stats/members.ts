import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import type { Random } from "../base/random.js";
import { average } from "./average.js";
import type { ModelPoint } from "./point.js";

/** How the members of an average vary. */
export interface GroupOptions<P extends ModelPoint> {
  /**
   * - `fixed` (default): the average is about exactly these models. Only test images and the baseline vary.
   * - `sampled`: the models are a sample, e.g. of the seeds of one recipe, and the average is about the population.
   *   Their scatter already includes image noise. Needs at least two clusters in each group.
   */
  readonly members?: "fixed" | "sampled";
  /**
   * Cluster of each member if `sampled`; default its family, or the model itself if it has none.
   */
  readonly cluster?: (model: P) => string;
}

interface MemberDraws<P> {
  readonly draws: number;
  /** Draws of one model's ρ in percentage points, with or without image noise. */
  ofModel(model: P, withImages: boolean): Float64Array;
  /** The model's ρ in percentage points. */
  rhoOf(model: P): number;
  readonly random: Random;
}

/** Draws of the average ρ of some models, in percentage points. @throws RangeError if there are no models */
export function drawMembers<P extends ModelPoint>(
  models: readonly P[],
  source: MemberDraws<P>,
  options: GroupOptions<P>,
): Float64Array {
  if (models.length === 0) throw new RangeError("an average needs at least one model");
  const sampled = options.members === "sampled";
  const average = new Float64Array(source.draws);
  for (const model of models) {
    const draws = source.ofModel(model, !sampled);
    for (let draw = 0; draw < average.length; draw++) average[draw]! += draws[draw]! / models.length;
  }
  if (sampled) {
    const { se, df } = scatterOfMean(models, source, options.cluster ?? familyOf);
    for (let draw = 0; draw < average.length; draw++)
      average[draw]! += se * tQuantile(1 - source.random.uniform(), df);
  }
  return average;
}

function familyOf(model: ModelPoint): string {
  return model.family ?? model.model;
}

/**
 * Cluster-robust standard error of the mean of ρ over models. Each cluster contributes one term; there are clusters −
 * 1 degrees of freedom.
 */
function scatterOfMean<P extends ModelPoint>(
  models: readonly P[],
  source: MemberDraws<P>,
  cluster: (model: P) => string,
): { se: number; df: number } {
  const mean = average(models.map((model) => source.rhoOf(model)));
  const totals = new Map<string, number>();
  for (const model of models)
    totals.set(cluster(model), (totals.get(cluster(model)) ?? 0) + source.rhoOf(model) - mean);
  const clusters = totals.size;
  if (clusters < 2)
    throw new RangeError(
      `members "sampled": ${clusters} cluster, expected at least 2 to see how they scatter`,
    );
  const squares = [...totals.values()].reduce((sum, total) => sum + total ** 2, 0);
  return { se: Math.sqrt((squares * clusters) / (clusters - 1)) / models.length, df: clusters - 1 };
}
