import { isBaseline } from "../published/families.js";
import { type PublishedModel, pointsOf } from "../published/model.js";
import { testSetNamed } from "../published/testsets/dictionary.js";
import type { ShiftKind } from "../published/testsets/testSet.js";
import { fitBaseline, type ScaleName } from "../stats/index.js";

/** How well in-distribution accuracy predicts accuracy under one shift among the baseline models. */
export interface Linearity {
  readonly testset: string;
  readonly title: string;
  readonly kind: ShiftKind;
  /** Name of the x axis. */
  readonly inDistribution: string;
  readonly models: number;
  readonly slope: number;
  readonly intercept: number;
  readonly r2: number;
}

/** Minimum number of models for a line; with fewer, R² means little. */
const fewestModels = 10;

/**
 * The baseline's R² on each test set, highest first. The x axis has the same classes where the table has such an
 * axis. Test sets with fewer than 10 measured baseline models are omitted.
 */
export function linearity(
  models: readonly PublishedModel[],
  testsets: readonly string[],
  scale: ScaleName = "logit",
): Linearity[] {
  const baselineModels = models.filter(isBaseline);
  return testsets
    .flatMap((testset) => {
      const { title, kind, inDistribution } = testSetNamed(testset);
      const points = pointsOf(baselineModels, inDistribution, testset);
      if (points.length < fewestModels) return [];
      const { n, slope, intercept, r2 } = fitBaseline(points, { scale });
      return [{ testset, title, kind, inDistribution, models: n, slope, intercept, r2 }];
    })
    .sort((a, b) => b.r2 - a.r2);
}
