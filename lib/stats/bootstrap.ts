import type { Random } from "../base/random.js";
import { type Baseline, type BaselineOptions, fitBaseline } from "./baseline.js";
import { AccuracyDraws } from "./drawAccuracies.js";
import { drawLines } from "./drawLines.js";
import { type Estimate, estimateFrom } from "./estimate.js";
import type { ModelPoint, Point } from "./point.js";

export interface RobustnessOptions extends BaselineOptions {
  /** Seeds every draw: the same seed, points and options give the same intervals, in any order of the points. */
  readonly random: Random;
  /** Number of bootstrap draws, default 1000. */
  readonly draws?: number;
  /** Nominal coverage of the intervals, default 0.95. */
  readonly level?: number;
  /** Whether test images count as a sample, where totals are known; default true. */
  readonly imageNoise?: boolean;
}

/** A model's effective robustness with its interval. */
export interface RobustnessEstimate<P extends ModelPoint = ModelPoint> {
  readonly point: P;
  /** Accuracy under shift the baseline expects, a fraction. */
  readonly predicted: number;
  /** ρ in percentage points. */
  readonly rhoPoints: number;
  /** Interval of ρ in percentage points; NaN where the baseline has fewer than 3 families. */
  readonly lowPoints: number;
  readonly highPoints: number;
  readonly level: number;
}

/** A baseline, every model's ρ, and the draws behind the intervals. */
export interface RobustnessFit<P extends ModelPoint = ModelPoint> {
  readonly baseline: Baseline;
  readonly models: readonly RobustnessEstimate<P>[];
  /** Draws of one model's ρ in percentage points, the same baseline in draw b for all models. Made anew on each call. */
  rhoDraws(model: P): Float64Array;
  /** Δρ = ρ(a) − ρ(b) in percentage points, paired: both stand against the same baseline in every draw. */
  difference(a: P, b: P): Estimate;
}

export function estimateRobustness<P extends ModelPoint>(
  baselinePoints: readonly Point[],
  models: readonly P[],
  options: RobustnessOptions,
): RobustnessFit<P> {
  const { random, draws = 1000, level = 0.95, imageNoise = true } = options;
  const baseline = fitBaseline(baselinePoints, options);
  const lines = drawLines(baselinePoints, baseline, draws, random.stream("baseline"));
  const accuracies = new AccuracyDraws(models, random.stream("images"), imageNoise);
  const { scale } = baseline;
  const places = new Map(models.map((model, at) => [model, at]));

  const drawRho = (at: number, into: Float64Array) => {
    const { x, y } = accuracies.of(at, draws);
    for (let draw = 0; draw < draws; draw++)
      into[draw] = 100 * (y[draw]! - scale.inverse(lines.at(draw, scale.forward(x[draw]!))));
    return into;
  };
  const rhoDraws = (model: P) => {
    const at = places.get(model);
    if (at === undefined) throw new RangeError(`${model.model} is not a model of this fit`);
    return drawRho(at, new Float64Array(draws));
  };
  const rho = (model: P) => 100 * (model.y - baseline.predict(model.x));
  const buffer = new Float64Array(draws);
  return {
    baseline,
    models: models.map((point, at) => {
      const { value, low, high } = estimateFrom(rho(point), drawRho(at, buffer), level);
      return {
        point,
        predicted: baseline.predict(point.x),
        rhoPoints: value,
        lowPoints: low,
        highPoints: high,
        level,
      };
    }),
    rhoDraws,
    difference(a, b) {
      const minus = rhoDraws(b);
      const delta = rhoDraws(a).map((value, draw) => value - minus[draw]!);
      return estimateFrom(rho(a) - rho(b), delta, level);
    },
  };
}
