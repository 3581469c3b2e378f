import { InputError } from "../base/errors.js";
import type { Random } from "../base/random.js";
import { average } from "./average.js";
import { type Baseline, type BaselineOptions, fitBaseline } from "./baseline.js";
import { type Estimate, estimateFrom, type PairedDraws } from "./estimate.js";
import type { LineDraws } from "./familyBootstrap.js";
import { drawAccuracies } from "./imageNoise.js";
import type { Interval } from "./interval.js";
import { drawMembers, type GroupOptions } from "./members.js";
import { checkPoints, type ModelPoint, type Point } from "./point.js";
import { effectiveRobustness } from "./robustness.js";
import type { Scale } from "./scale.js";

interface RobustnessOptions extends BaselineOptions {
  /**
   * Source of all draws. The same seed, points and options give the same intervals, in any order of the points.
   */
  readonly random: Random;
  /** Number of bootstrap draws, default 1000. */
  readonly draws?: number;
  /** Nominal coverage of the intervals, default 0.95. */
  readonly level?: number;
  /** Whether to resample test images where totals are known; default true. */
  readonly imageNoise?: boolean;
}

/** A model's effective robustness with its interval. */
export interface RobustnessEstimate<P extends ModelPoint = ModelPoint> {
  readonly point: P;
  /** Accuracy under shift that the baseline predicts, a fraction. */
  readonly predicted: number;
  /** ρ in percentage points; the interval's ends are NaN if the baseline has fewer than 3 families. */
  readonly rhoPoints: Interval;
}

/** A baseline, every model's ρ, and methods for averages and differences of ρ. */
export interface RobustnessFit<P extends ModelPoint = ModelPoint> {
  readonly baseline: Baseline;
  /** One estimate per model, in the order given. */
  readonly models: readonly RobustnessEstimate<P>[];
  /** ρ of one model, or averaged over several, in percentage points. */
  rho(models: P | readonly P[], options?: GroupOptions<P>): Estimate;
  /**
   * Δρ = ρ(a) − ρ(b) in percentage points, between models or averages of models. The difference is paired: each
   * draw uses one baseline for both, so most of the baseline's uncertainty cancels.
   */
  difference(a: P | readonly P[], b: P | readonly P[], options?: GroupOptions<P>): Estimate;
  /**
   * The draws behind `rho` (without b) and `difference`, in the order they were drawn. Fits of several shifts with
   * the same seed share three things in draw d: the resampled families (if the baselines have the same families),
   * each model's in-distribution images, and the resampling of `sampled` members. An average over shifts thus keeps
   * their correlation (estimate.ts, averageOf).
   */
  pairedDraws(a: P | readonly P[], b?: P | readonly P[], options?: GroupOptions<P>): PairedDraws;
}

/**
 * Effective robustness of models against a baseline, each with a bootstrap interval.
 *
 * In draw b, the baseline is refitted to families drawn with replacement (familyBootstrap.ts, the same line for all
 * models). Each model's two accuracies are drawn from the posterior given its counts of test images (imageNoise.ts).
 * Then ρ_b = 100 · (y_b − s⁻¹(line_b(s(x_b)))), and the interval contains the central `level` of these values. It is
 * an interval for the true ρ(f) = p_y − β(p_x), with f's true accuracies and the baseline of the whole population of
 * models.
 *
 * @param baselinePoints the baseline models and no others (published/families.ts)
 * @param models the models to measure; baseline models may be among them
 * @throws InputError for the same reasons as `fitBaseline`, here also for `models`; for draws below 2 or a level
 *   outside (0, 1)
 */
export function estimateRobustness<P extends ModelPoint>(
  baselinePoints: readonly Point[],
  models: readonly P[],
  options: RobustnessOptions,
): RobustnessFit<P> {
  const { random, draws = 1000, level = 0.95, imageNoise = true } = options;
  if (!(Number.isSafeInteger(draws) && draws >= 2))
    throw new InputError(`draws: "${draws}" is not a whole number, 2 or more`);
  if (!(level > 0 && level < 1)) throw new InputError(`level: "${level}" is not between 0 and 1`);
  checkPoints(models, "models");
  const baseline = fitBaseline(baselinePoints, options);
  const lines = baseline.drawLines(draws, random.stream("baseline"));
  const drawn = new ModelDraws(baseline.scale, lines, streamsOf(models, random.stream("images")), imageNoise);

  const rho = (group: P | readonly P[], groupOptions: GroupOptions<P> = {}) => {
    const members = list(group);
    const value = average(members.map((model) => effectiveRobustness(baseline, model)));
    const stream = random.stream(`members ${members.map(({ model }) => model).join(" ")}`);
    const ofModel = (model: P, withImages: boolean) => drawn.rho(model, new Float64Array(draws), withImages);
    const rhoOf = (model: P) => effectiveRobustness(baseline, model);
    return { value, draws: drawMembers(members, { draws, ofModel, rhoOf, random: stream }, groupOptions) };
  };
  const pairedDraws = (a: P | readonly P[], b?: P | readonly P[], groupOptions?: GroupOptions<P>) => {
    const minuend = rho(a, groupOptions);
    if (b === undefined) return minuend;
    const subtrahend = rho(b, groupOptions);
    return {
      value: minuend.value - subtrahend.value,
      draws: minuend.draws.map((value, draw) => value - subtrahend.draws[draw]!),
    };
  };
  const buffer = new Float64Array(draws);
  return {
    baseline,
    models: models.map((point) => {
      const { value, low, high } = estimateFrom(
        effectiveRobustness(baseline, point),
        drawn.rho(point, buffer, imageNoise),
        level,
      );
      const predicted = baseline.predict(point.x);
      return { point, predicted, rhoPoints: { value, low, high, level } };
    }),
    rho(group, groupOptions) {
      const { value, draws: values } = pairedDraws(group, undefined, groupOptions);
      return estimateFrom(value, values, level);
    },
    difference(a, b, groupOptions) {
      const { value, draws: values } = pairedDraws(a, b, groupOptions);
      return estimateFrom(value, values, level);
    },
    pairedDraws,
  };
}

function list<P>(group: P | readonly P[]): readonly P[] {
  return Array.isArray(group) ? group : [group as P];
}

/** Draws of a model's ρ. Each call regenerates them from the model's own stream, so they are always the same. */
class ModelDraws<P extends ModelPoint> {
  readonly #x: Float64Array;
  constructor(
    readonly scale: Scale,
    readonly lines: LineDraws,
    readonly streams: ReadonlyMap<P, () => ImageStreams>,
    readonly imageNoise: boolean,
  ) {
    this.#x = new Float64Array(lines.slopes.length);
  }

  rho(model: P, into: Float64Array, withImages: boolean): Float64Array {
    const stream = this.streams.get(model);
    if (!stream) throw new RangeError(`${model.model} is not one of the models of this fit`);
    const { inDistribution, shift } = stream();
    const noise = this.imageNoise && withImages;
    this.#fill(this.#x, model.x, noise ? model.xTotal : undefined, inDistribution);
    this.#fill(into, model.y, noise ? model.yTotal : undefined, shift);
    const { slopes, intercepts } = this.lines;
    for (let draw = 0; draw < into.length; draw++) {
      const v = this.scale.forward(this.#x[draw]!);
      into[draw] = 100 * (into[draw]! - this.scale.inverse(intercepts[draw]! + slopes[draw]! * v));
    }
    return into;
  }

  #fill(into: Float64Array, accuracy: number, total: number | undefined, random: Random): void {
    if (total === undefined) into.fill(accuracy);
    else drawAccuracies(accuracy, total, random, into);
  }
}

/** Random streams for the images behind a model's two accuracies. */
interface ImageStreams {
  readonly inDistribution: Random;
  readonly shift: Random;
}

/**
 * Streams of each model, named after the model and not its position. A number distinguishes equal models. The name of
 * the in-distribution stream omits the shift, so fits of several shifts draw the same images.
 */
function streamsOf<P extends ModelPoint>(models: readonly P[], random: Random): Map<P, () => ImageStreams> {
  const seen = new Map<string, number>();
  return new Map(
    models.map((model) => {
      const { model: name, x, y } = model;
      const place = `${name} ${x} ${y}`;
      const before = seen.get(place) ?? 0;
      seen.set(place, before + 1);
      return [
        model,
        () => ({
          inDistribution: random.stream(`x of ${name} ${x} ${before}`),
          shift: random.stream(`y of ${place} ${before}`),
        }),
      ];
    }),
  );
}
