import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import { InputError } from "../base/errors.js";
import { Random } from "../base/random.js";
import {
  average,
  balancedAccuracy,
  drawClassWeights,
  estimateFrom,
  type Interval,
  intervalOf,
} from "../stats/index.js";
import type { MiniatureModel } from "./miniature.js";
import { isSelected, type PlannedComparison, type Selection } from "./selection.js";

/** Accuracies of two treatments, and their difference in percentage points with a 95% interval. */
export interface AccuracyDifference {
  readonly comparison: string;
  /** Mean accuracies over runs and test sets, all classes alike: fractions. */
  readonly accuracyA: number;
  readonly accuracyB: number;
  readonly runsA: number;
  readonly runsB: number;
  readonly differencePoints: Interval;
}

export interface AccuracyOptions {
  /** Test sets whose accuracies are averaged, e.g. `["test"]` for in distribution. */
  readonly testsets: readonly string[];
  /** Default 1000. */
  readonly draws?: number;
  /** Default 1. */
  readonly seed?: number;
}

/**
 * Compares accuracies of treatments without a baseline, as few-shot and linear-probe studies do. In each draw all
 * models are scored on the same resampled classes, and t-distributed noise is added for the seeds. The scatter over
 * seeds is pooled over both sides of all comparisons, so pass only similar comparisons in one call.
 * @param comparisons names and sides; their other fields are ignored
 * @throws InputError naming the comparison if a side has no model measured on the test sets, or if no side has two
 *   runs
 */
export function accuracyDifferences(
  models: readonly MiniatureModel[],
  comparisons: readonly Pick<PlannedComparison, "comparison" | "a" | "b">[],
  { testsets, draws = 1000, seed = 1 }: AccuracyOptions,
): AccuracyDifference[] {
  const random = new Random(seed).stream(`accuracies ${testsets.join(" ")}`);
  const sideOf = (selection: Selection, name: string) => {
    const side = models.filter(
      (model) => isSelected(model, selection) && testsets.every((testset) => model.counts.has(testset)),
    );
    if (side.length === 0)
      throw new InputError(
        `${name}: no model in the records, expected at least one of ${JSON.stringify(selection)}`,
      );
    return side;
  };
  const pairs = comparisons.map(({ comparison, a, b }) => ({
    comparison,
    a: sideOf(a, `${comparison}, first side`),
    b: sideOf(b, `${comparison}, second side`),
  }));
  const accuracyOf = ({ counts }: MiniatureModel, weights?: ArrayLike<number>) =>
    average(testsets.map((testset) => balancedAccuracy(counts.get(testset)!, weights)));
  const meanOf = (side: readonly MiniatureModel[], weights?: ArrayLike<number>) =>
    average(side.map((model) => accuracyOf(model, weights)));
  const scatter = pooledScatter(
    pairs.flatMap(({ a, b }) => [a, b]).map((side) => side.map((model) => accuracyOf(model))),
  );
  const classes = pairs[0]!.a[0]!.counts.get(testsets[0]!)!.totalByClass.length;
  const worlds = drawClassWeights(classes, draws, random.stream("classes"));
  return pairs.map(({ comparison, a, b }) => {
    const [accuracyA, accuracyB] = [meanOf(a), meanOf(b)];
    const standardError = 100 * scatter.deviation * Math.sqrt(1 / a.length + 1 / b.length);
    const stream = random.stream(comparison);
    const values = Float64Array.from(
      worlds,
      (weights) =>
        100 * (meanOf(a, weights) - meanOf(b, weights)) +
        standardError * tQuantile(1 - stream.uniform(), scatter.df),
    );
    const estimate = estimateFrom(100 * (accuracyA - accuracyB), values, 0.95);
    return {
      comparison,
      accuracyA,
      accuracyB,
      runsA: a.length,
      runsB: b.length,
      differencePoints: intervalOf(estimate),
    };
  });
}

/** Pooled standard deviation within groups. */
function pooledScatter(groups: readonly (readonly number[])[]): { deviation: number; df: number } {
  const df = groups.reduce((sum, group) => sum + group.length - 1, 0);
  if (df === 0)
    throw new InputError(
      "accuracies: no treatment with two runs, expected at least one to estimate the scatter over seeds",
    );
  const squares = groups.flatMap((group) => {
    const mean = average(group);
    return group.map((value) => (value - mean) ** 2);
  });
  return { deviation: Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / df), df };
}
