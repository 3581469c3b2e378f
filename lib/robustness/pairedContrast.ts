import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import { InputError } from "../base/errors.js";
import { Random } from "../base/random.js";
import { average, averageOf, estimateFrom } from "../stats/index.js";
import { type Contrast, type ContrastTestOptions, contrastsOverShifts } from "./overShifts.js";
import type { ShiftEvaluation } from "./shift.js";

/** Two models that differ in one thing. */
export interface ModelPair {
  /** The model whose ρ counts as positive. */
  readonly a: string;
  readonly b: string;
  /** Pairs with the same cluster are not independent, e.g. because they start from the same weights. */
  readonly cluster: string;
}

export interface PairedContrastOptions extends ContrastTestOptions {
  readonly comparison: string;
  readonly pairs: readonly ModelPair[];
  /**
   * - `sampled` (default): the pairs are a sample. The interval includes the scatter of their differences over
   *   clusters and needs at least two clusters.
   * - `fixed`: the result is about exactly these pairs.
   */
  readonly members?: "sampled" | "fixed";
}

/**
 * Δρ of paired models, on each shift and averaged over the shifts: the mean of the pairs' differences. Differences
 * between pairs, such as the network, cancel within each pair, so the interval is narrower than that of two groups
 * (contrast.ts) with the same models.
 *
 * Each draw is the pairs' mean difference against a resampled baseline and with resampled test images. For `sampled`,
 * t-distributed noise with the standard error of the mean over clusters is added. This counts image noise twice,
 * which makes intervals slightly conservative.
 * @param evaluations one per shift, from one table and with one seed
 * @throws InputError if there are no pairs, a model was not measured, or `sampled` has fewer than two clusters
 */
export function pairedContrast(
  evaluations: readonly ShiftEvaluation[],
  options: PairedContrastOptions,
): Contrast[] {
  const { comparison, pairs, members = "sampled" } = options;
  if (pairs.length === 0) throw new InputError(`${comparison}: no pairs, expected at least one`);
  const measured = evaluations.map((evaluation) => pairsOn(evaluation, pairs, comparison));
  return contrastsOverShifts(
    {
      comparison,
      modelsA: new Set(pairs.map(({ a }) => a)).size,
      modelsB: new Set(pairs.map(({ b }) => b)).size,
      inDistributionA: measured[0]!.x.a,
      inDistributionB: measured[0]!.x.b,
    },
    evaluations.map(({ shift }) => shift),
    options,
    ({ places }) => {
      const parts = places.map((place) => measured[place]!);
      const fixed = averageOf(parts.map(({ draws }) => draws));
      if (members === "fixed") return { delta: fixed };
      return {
        delta: withScatter(fixed, scatterOf(parts, pairs, comparison), new Random(evaluations[0]!.seed)),
      };
    },
  );
}

interface MeasuredPairs {
  /** Difference of each pair in percentage points. */
  readonly differences: readonly number[];
  readonly draws: ReturnType<ShiftEvaluation["fit"]["pairedDraws"]>;
  /** Mean in-distribution accuracy of each side, a fraction. */
  readonly x: { readonly a: number; readonly b: number };
}

function pairsOn(
  evaluation: ShiftEvaluation,
  pairs: readonly ModelPair[],
  comparison: string,
): MeasuredPairs {
  const find = (model: string) => {
    const found = evaluation.models.find(({ point }) => point.model === model);
    if (found) return found;
    throw new InputError(`${comparison}: "${model}" was not measured, expected on ${evaluation.shift}`);
  };
  const found = pairs.map(({ a, b }) => ({ a: find(a), b: find(b) }));
  const mean = (of: (pair: (typeof found)[number]) => number) => average(found.map(of));
  return {
    differences: found.map(({ a, b }) => a.rhoPoints.value - b.rhoPoints.value),
    // A model in several pairs is listed several times, so that averages give pairs equal weight.
    draws: evaluation.fit.pairedDraws(
      found.map(({ a }) => a.point),
      found.map(({ b }) => b.point),
    ),
    x: { a: mean(({ a }) => a.point.x), b: mean(({ b }) => b.point.x) },
  };
}

interface Scatter {
  readonly standardError: number;
  readonly df: number;
}

/** Cluster-robust standard error of the mean difference over pairs, after averaging over shifts. */
function scatterOf(
  parts: readonly MeasuredPairs[],
  pairs: readonly ModelPair[],
  comparison: string,
): Scatter {
  const differences = pairs.map(
    (_pair, at) => parts.reduce((sum, part) => sum + part.differences[at]!, 0) / parts.length,
  );
  const mean = average(differences);
  const totals = new Map<string, number>();
  for (const [at, { cluster }] of pairs.entries())
    totals.set(cluster, (totals.get(cluster) ?? 0) + differences[at]! - mean);
  const clusters = totals.size;
  if (clusters < 2)
    throw new InputError(
      `${comparison}: ${clusters} cluster of pairs, expected at least 2 or members "fixed"`,
    );
  const squares = [...totals.values()].reduce((sum, total) => sum + total ** 2, 0);
  return { standardError: Math.sqrt((squares * clusters) / (clusters - 1)) / pairs.length, df: clusters - 1 };
}

function withScatter(
  { value, draws, level }: ReturnType<typeof averageOf>,
  { standardError, df }: Scatter,
  random: Random,
): ReturnType<typeof averageOf> {
  const stream = random.stream("scatter of pairs");
  const scattered = draws.map((draw) => draw + standardError * tQuantile(1 - stream.uniform(), df));
  return estimateFrom(value, scattered, level);
}
