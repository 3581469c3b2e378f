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
import { modelScatter, withModelScatter } from "./modelScatter.js";
import { type Contrast, type ContrastTestOptions, contrastsOverShifts } from "./overShifts.js";
import type { ShiftEvaluation } from "./shift.js";

/** The models on one side of a comparison: their names, or a rule. */
export type Side = readonly string[] | ((model: PublishedModel) => boolean);

/** Whether intervals are about exactly these networks, or about networks like these (modelScatter.ts). */
export interface NetworkOptions {
  /** Default `these`. Ignored for sides that are `sampled`, whose scatter is their own. */
  readonly networks?: "these" | "like these";
}

export interface ContrastOptions extends GroupOptions<PublishedPoint>, ContrastTestOptions, NetworkOptions {
  /** What is compared, e.g. `CC-12M − YFCC-15M, RN50`. */
  readonly comparison: string;
  /** The side whose ρ counts as positive. */
  readonly a: Side;
  readonly b: Side;
  /** Models of one network are one member of a side; default: each model is a network. */
  readonly network?: (model: PublishedModel) => string;
}

/**
 * Δρ of two groups of models on each shift, then averaged over the shifts if there are several. Only models measured
 * on all shifts are included, so every row is about the same models.
 *
 * Both sides are measured against the evaluation's baseline, and the difference is paired, so most of the baseline's
 * uncertainty cancels. If the line of a group is steeper than the baseline, ρ grows with accuracy. Use
 * `contrastAtEqualAccuracy` for sides of unequal accuracy.
 * @param evaluations one per shift, from one table and with one seed
 * @throws InputError naming the comparison if a side has no model measured on all shifts
 */
export function contrast(evaluations: readonly ShiftEvaluation[], options: ContrastOptions): Contrast[] {
  return contrastOf(evaluations, options, "models", ({ fit }, a, b) => fit.pairedDraws(a, b, options));
}

/**
 * Δρ at equal in-distribution accuracy: the mean distance of side a from a line fitted to side b. Since b has its own
 * line, a difference in accuracy between the groups does not matter, for any slope. An interval needs models of at
 * least three families in b.
 * @param draws bootstrap draws, default 1000
 * @throws InputError for the same reasons as `contrast`, or if no line can be fitted to b
 */
export function contrastAtEqualAccuracy(
  evaluations: readonly ShiftEvaluation[],
  options: ContrastOptions & { readonly draws?: number },
): Contrast[] {
  return contrastOf(evaluations, options, "line", ({ baseline, seed }, a, b) => {
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
  sideB: "models" | "line",
  drawsOf: DrawsOfSides,
): Contrast[] {
  const { comparison, members, networks = "these", network = ({ model }) => model } = options;
  const sides = evaluations.map((evaluation) => ({
    a: sideOf(evaluations, evaluation, options.a, `${comparison}, first side`),
    b: sideOf(evaluations, evaluation, options.b, `${comparison}, second side`),
  }));
  const parts = evaluations.map((evaluation, at) => drawsOf(evaluation, sides[at]!.a, sides[at]!.b));
  const { a, b } = sides[0]!; // the same models on every shift
  const networksOf = (side: readonly PublishedPoint[]) => side.map(({ published }) => network(published));
  const [inA, inB] = [networksOf(a), sideB === "line" ? [] : networksOf(b)];
  return contrastsOverShifts(
    {
      comparison,
      modelsA: a.length,
      modelsB: b.length,
      inDistributionA: meanX(a),
      inDistributionB: meanX(b),
      networks: new Set([...inA, ...inB]).size,
    },
    evaluations.map(({ shift }) => shift),
    options,
    ({ places, shift }) => {
      const delta = averageOf(places.map((place) => parts[place]!));
      if (networks === "these" || members === "sampled") return { delta };
      const scatter = modelScatter(places.map((place) => evaluations[place]!));
      const random = new Random(evaluations[0]!.seed).stream(`${comparison} ${shift}`);
      return { delta: withModelScatter(delta, scatter, inA, inB, random) };
    },
  );
}

/** The points of one side that are in every evaluation. */
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
