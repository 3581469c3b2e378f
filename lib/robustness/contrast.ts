import { InputError } from "../base/errors.js";
import { Random } from "../base/random.js";
import type { PublishedModel, PublishedPoint } from "../published/model.js";
import {
  averageOf,
  estimateRobustness,
  type GroupOptions,
  type PairedDraws,
  type RobustnessFit,
} from "../stats/index.js";
import { type Contrast, type ContrastTestOptions, contrastsOverShifts } from "./overShifts.js";
import type { ShiftEvaluation } from "./shift.js";

/** The models on one side of a comparison: their names, or a rule. */
export type Side = readonly string[] | ((model: PublishedModel) => boolean);

export interface ContrastOptions extends GroupOptions<PublishedPoint>, ContrastTestOptions {
  /** What is compared, e.g. `CC-12M − YFCC-15M, RN50`. */
  readonly comparison: string;
  /** The side whose ρ is counted as positive. */
  readonly a: Side;
  readonly b: Side;
}

/**
 * Δρ of two groups of models on each shift, then averaged over the shifts (for more than one). Only models
 * measured on all the shifts take part, so that every row speaks of the same models.
 *
 * Both sides stand against the evaluation's own baseline, and the difference is paired: what the baseline does
 * not know of itself mostly cancels. ρ in points grows with accuracy where the line of a group is steeper than
 * the baseline, so sides of unequal accuracy are better compared by `contrastAtEqualAccuracy`.
 * @param evaluations one a shift, of one table and with one seed
 * @throws InputError naming the comparison if a side has no model measured on all shifts
 */
export function contrast(evaluations: readonly ShiftEvaluation[], options: ContrastOptions): Contrast[] {
  return contrastOf(evaluations, options, ({ fit }, a, b) => fit.pairedDraws(a, b, options));
}

/**
 * Δρ at equal in-distribution accuracy: a line is fitted through side b, and side a's distance from it is the
 * difference. With a line of its own for b, a difference of the groups' accuracies is taken out, whatever the
 * slope. b needs models of at least three families for an interval.
 * @param draws bootstrap draws, default 1000
 * @throws InputError as `contrast`, or if no line can be fitted through b
 */
export function contrastAtEqualAccuracy(
  evaluations: readonly ShiftEvaluation[],
  options: ContrastOptions & { readonly draws?: number },
): Contrast[] {
  return contrastOf(evaluations, options, ({ baseline, seed }, a, b) => {
    const fit: RobustnessFit<PublishedPoint> = estimateRobustness(b, a, {
      scale: baseline.scale.name,
      method: baseline.method,
      draws: options.draws ?? 1000,
      random: new Random(seed),
    });
    return fit.pairedDraws(a, undefined, options);
  });
}

type DrawsOfSides = (
  evaluation: ShiftEvaluation,
  a: readonly PublishedPoint[],
  b: readonly PublishedPoint[],
) => PairedDraws;

function contrastOf(
  evaluations: readonly ShiftEvaluation[],
  options: ContrastOptions,
  drawsOf: DrawsOfSides,
): Contrast[] {
  const { comparison } = options;
  const sides = evaluations.map((evaluation) => ({
    a: sideOf(evaluations, evaluation, options.a, `${comparison}, first side`),
    b: sideOf(evaluations, evaluation, options.b, `${comparison}, second side`),
  }));
  const parts = evaluations.map((evaluation, at) => drawsOf(evaluation, sides[at]!.a, sides[at]!.b));
  const { a, b } = sides[0]!; // the same models on every shift
  return contrastsOverShifts(
    {
      comparison,
      modelsA: a.length,
      modelsB: b.length,
      inDistributionA: meanX(a),
      inDistributionB: meanX(b),
    },
    evaluations.map(({ shift }) => shift),
    options,
    ({ places }) => ({ delta: averageOf(places.map((place) => parts[place]!)) }),
  );
}

/** The points of one side that exist in every evaluation. */
function sideOf(
  evaluations: readonly ShiftEvaluation[],
  evaluation: ShiftEvaluation,
  side: Side,
  name: string,
): PublishedPoint[] {
  const belongs = typeof side === "function" ? side : ({ model }: PublishedModel) => side.includes(model);
  const others = evaluations
    .filter((other) => other !== evaluation)
    .map(({ models }) => new Set(models.map(({ point }) => point.model)));
  const points = evaluation.models
    .map(({ point }) => point)
    .filter(({ published, model }) => belongs(published) && others.every((measured) => measured.has(model)));
  if (typeof side !== "function") {
    const missing = side.find((model) => !points.some((point) => point.model === model));
    if (missing !== undefined)
      throw new InputError(`${name}: "${missing}" was not measured, expected on ${shiftsIn(evaluations)}`);
  }
  if (points.length === 0)
    throw new InputError(`${name}: no model, expected at least one measured on ${shiftsIn(evaluations)}`);
  return points;
}

function shiftsIn(evaluations: readonly ShiftEvaluation[]): string {
  return evaluations.map(({ shift }) => shift).join(", ");
}

function meanX(points: readonly PublishedPoint[]): number {
  return points.reduce((sum, { x }) => sum + x, 0) / points.length;
}
