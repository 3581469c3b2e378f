import { isBaseline, withoutDuplicates } from "../published/families.js";
import { type PublishedModel, type PublishedPoint, pointsOf } from "../published/model.js";
import { testSetNamed } from "../published/testsets/dictionary.js";
import { fitTwoPiece } from "../stats/index.js";
import { evaluateAgainst, type FitOptions, type ShiftEvaluation, type ShiftOptions } from "./shift.js";

/** An evaluation in two pieces. `baseline` has the right piece's numbers, but predicts with the piece at x. */
export interface TwoPieceEvaluation extends Omit<ShiftEvaluation, "fit"> {
  /** In-distribution accuracy at which the line is split, a fraction. */
  readonly pivot: number;
  readonly left: ShiftEvaluation;
  readonly right: ShiftEvaluation;
}

/**
 * Evaluates a shift whose test set was filtered against one model, such as ImageNet-A, with two baselines. They are
 * split at the in-distribution accuracy of the baseline model that scores 0, as in Taori et al. 2020. Every model is
 * measured against the piece on its side.
 * @throws InputError if no baseline model scores 0, or one side has fewer than two baseline models
 */
export function evaluateTwoPiece(
  models: readonly PublishedModel[],
  options: ShiftOptions,
): TwoPieceEvaluation {
  const { shift, inDistribution = "imagenet", isBaseline: belongs = isBaseline } = options;
  const points = pointsOf(withoutDuplicates(models), inDistribution, shift);
  const titles = { inDistribution: testSetNamed(inDistribution).title, shift: testSetNamed(shift).title };
  const baseline = points.filter(({ published }) => belongs(published));
  return evaluateTwoPiecesAgainst(baseline, points, { ...options, ...titles });
}

/** Like `evaluateTwoPiece`, for points made in other ways, against a baseline fitted to the points given first. */
export function evaluateTwoPiecesAgainst(
  baselinePoints: readonly PublishedPoint[],
  points: readonly PublishedPoint[],
  options: FitOptions & { readonly inDistribution: string; readonly shift: string },
): TwoPieceEvaluation {
  const { pivot } = fitTwoPiece(baselinePoints, {
    scale: options.scale ?? "logit",
    method: options.method ?? "ols",
  });
  const side = (belongs: (point: PublishedPoint) => boolean) =>
    evaluateAgainst(baselinePoints.filter(belongs), points.filter(belongs), options);
  const left = side(({ x }) => x < pivot);
  const right = side(({ x }) => x >= pivot);
  const pieceAt = (x: number) => (x < pivot ? left : right);
  const { inDistribution: xTitle, shift: yTitle, seed } = right;
  return {
    inDistribution: xTitle,
    shift: yTitle,
    seed,
    pivot,
    left,
    right,
    baseline: {
      ...right.baseline,
      predict: (x) => pieceAt(x).baseline.predict(x),
      lineBand: (x, level) => pieceAt(x).baseline.lineBand(x, level),
      modelBand: (x, level) => pieceAt(x).baseline.modelBand(x, level),
    },
    baselinePoints: [...left.baselinePoints, ...right.baselinePoints],
    models: [...left.models, ...right.models],
  };
}
