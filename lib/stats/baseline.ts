import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import { InputError, oneOf } from "../base/errors.js";
import { Random } from "../base/random.js";
import { quantileOf } from "./estimate.js";
import { bootstrapLines, type LineDraws } from "./familyBootstrap.js";
import { fitLine } from "./fitLine.js";
import type { Interval } from "./interval.js";
import type { Line } from "./leastSquares.js";
import { checkPoints, type Point } from "./point.js";
import { type Scale, type ScaleName, scaleNamed } from "./scale.js";
import { type BaselineMethod, type ScaledPoints, scalePoints } from "./scaledPoints.js";
import { median } from "./theilSen.js";

export type { BaselineMethod } from "./scaledPoints.js";

/** All fitting methods. */
export const baselineMethods: readonly BaselineMethod[] = ["ols", "weighted", "theil-sen"];

export interface BaselineOptions {
  /** Scale of both axes, default logit. */
  readonly scale?: ScaleName;
  /**
   * How the line is fitted, default ols.
   * - `ols`: every model has equal weight (Taori et al. 2020).
   * - `weighted`: weights of 1 / binomial variance of y on the scaled axis. They are right only if image noise
   *   explains all the scatter about the line. Where models scatter more than that (every shift but ImageNetV2),
   *   they merely favour models near 50%. The intervals do not assume that the weights are right.
   * - `theil-sen`: medians of pairwise slopes. Use it to check that the line does not depend on a few models.
   */
  readonly method?: BaselineMethod;
}

/** A line on scaled axes, fitted to the baseline models only. */
export interface Baseline {
  readonly scale: Scale;
  readonly method: BaselineMethod;
  /** Models in the fit. */
  readonly n: number;
  /** Models left out because an accuracy of 0 or 1 is infinite on the scale. */
  readonly leftOut: number;
  /** Families among the models in the fit. */
  readonly families: number;
  readonly slope: number;
  readonly intercept: number;
  /** 1 − Σ w·residual² / Σ w·(y − ȳ)² on the scaled axes; NaN if all models have the same y. */
  readonly r2: number;
  /** Standard deviation of the models about the line, on the scaled axis; NaN with fewer than 3 models. */
  readonly residualSd: number;
  /** Expected accuracy under shift at in-distribution accuracy x (fractions); the limit if x is 0 or 1. */
  predict(x: number): number;
  /**
   * Confidence band of the line at x, as fractions. The default level is 0.95. It comes from 1,000 bootstrap
   * lines over families with a fixed seed. NaN with fewer than 3 families.
   */
  lineBand(x: number, level?: number): Interval;
  /** Prediction band for another baseline model at x: the uncertainty of the line and the scatter about it. */
  modelBand(x: number, level?: number): Interval;
  /** Bootstrap lines over families (familyBootstrap.ts). */
  drawLines(draws: number, random: Random): LineDraws;
}

/**
 * Fits the baseline β of effective robustness: s(acc_shift) = slope · s(acc_id) + intercept, where s is the scale.
 * Taori et al. 2020, arXiv 2007.00644, section 2; Miller et al. 2021, arXiv 2107.04649.
 * @param points the baseline models and no others
 * @throws InputError if an accuracy is not a fraction, a total is not a number of images, there are fewer than two
 *   models, all models have the same x, or `weighted` is chosen and a total is missing
 */
export function fitBaseline(points: readonly Point[], options: BaselineOptions = {}): Baseline {
  checkPoints(points, "baseline");
  const scale = scaleNamed(options.scale ?? "logit");
  const method = options.method ?? "ols";
  if (!baselineMethods.includes(method))
    throw new InputError(`weights: "${method}" is not a method, expected ${oneOf(baselineMethods)}`);
  return baselineOf(scalePoints(points, scale, method), scale, method);
}

/** Fits the baseline to points that are already on scaled axes. */
function baselineOf(scaled: ScaledPoints, scale: Scale, method: BaselineMethod): Baseline {
  const centred = needLine(scaled, method);
  const slope = centred.slope;
  const intercept = centred.intercept + scaled.centreY - slope * scaled.centreX;
  const residuals = scaled.y.map((y, i) => y - centred.intercept - slope * scaled.x[i]!);
  const residualSd = scatter(residuals, scaled, method);
  const drawLines = (draws: number, random: Random) => bootstrapLines(scaled, method, draws, random);
  let lines: LineDraws | undefined; // drawn when a band is first requested
  const lineAt = (x: number, level: number) => {
    lines ??= drawLines(1000, new Random("band of a baseline"));
    const { slopes, intercepts } = lines;
    const v = scale.forward(x);
    const heights = slopes.map((steep, draw) => intercepts[draw]! + steep * v).sort();
    const tail = (1 - level) / 2;
    return {
      centre: intercept + slope * v,
      low: quantileOf(heights, tail),
      high: quantileOf(heights, 1 - tail),
    };
  };
  return {
    scale,
    method,
    n: scaled.x.length,
    leftOut: scaled.leftOut,
    families: scaled.families,
    slope,
    intercept,
    r2: explained(residuals, scaled),
    residualSd,
    predict: (x) => scale.inverse(intercept + slope * scale.forward(x)),
    lineBand(x, level = 0.95) {
      const { centre, low, high } = lineAt(x, level);
      return { value: scale.inverse(centre), low: scale.inverse(low), high: scale.inverse(high), level };
    },
    modelBand(x, level = 0.95) {
      const { centre, low, high } = lineAt(x, level);
      const reach = tQuantile((1 + level) / 2, scaled.families - 2) * residualSd;
      return {
        value: scale.inverse(centre),
        low: scale.inverse(centre - Math.hypot(centre - low, reach)),
        high: scale.inverse(centre + Math.hypot(high - centre, reach)),
        level,
      };
    },
    drawLines,
  };
}

/**
 * Minimum width of a baseline on the scaled x axis. On a logit axis, 0.0001 is about two images in 100,000; a slope
 * over less than that is rounding error.
 */
const narrowest = 1e-4;

function needLine(scaled: ScaledPoints, method: BaselineMethod): Line {
  const n = scaled.x.length;
  const without = scaled.leftOut > 0 ? ` (${scaled.leftOut} more left out: accuracy 0 or 1)` : "";
  if (n < 2)
    throw new InputError(
      `baseline: ${n === 1 ? "1 model" : `${n} models`} to fit a line to${without}, expected at least 2`,
    );
  const line = fitLine(scaled, method);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const x of scaled.x) [low, high] = [Math.min(low, x), Math.max(high, x)];
  if (line && high - low < narrowest)
    throw new InputError(
      `baseline: all ${n} models have nearly the same x${without}, within ${(high - low).toExponential(1)} on the axis, expected at least ${narrowest}`,
    );
  if (!line)
    throw new InputError(
      `baseline: all ${n} models have the same x${without}, expected at least 2 different`,
    );
  return line;
}

function explained(residuals: Float64Array, { y, w }: ScaledPoints): number {
  if (y.every((value) => value === y[0])) return Number.NaN;
  let total = 0;
  let weights = 0;
  for (let i = 0; i < y.length; i++) {
    total += w[i]! * y[i]!;
    weights += w[i]!;
  }
  const mean = total / weights;
  let left = 0;
  let all = 0;
  for (let i = 0; i < y.length; i++) {
    left += w[i]! * residuals[i]! ** 2;
    all += w[i]! * (y[i]! - mean) ** 2;
  }
  return 1 - left / all;
}

/**
 * Residual scatter. Theil–Sen: 1.4826 · median |residual|, which is robust to outliers. Otherwise: root mean square
 * with n − 2 degrees of freedom.
 */
function scatter(residuals: Float64Array, { w }: ScaledPoints, method: BaselineMethod): number {
  const n = residuals.length;
  if (n < 3) return Number.NaN;
  if (method === "theil-sen") return 1.4826 * median(residuals.map(Math.abs));
  let squares = 0;
  let weights = 0;
  for (let i = 0; i < n; i++) {
    squares += w[i]! * residuals[i]! ** 2;
    weights += w[i]!;
  }
  return Math.sqrt(((squares / weights) * n) / (n - 2));
}
