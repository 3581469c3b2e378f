import { InputError } from "../base/errors.js";
import { type Baseline, type BaselineOptions, fitBaseline } from "./baseline.js";
import { checkFraction } from "./count.js";
import { checkPoints, type Point } from "./point.js";

/** Two separate baselines, one on each side of a pivot. */
interface TwoPieceBaseline {
  /** In-distribution accuracy of the model that scores 0 under shift, a fraction. */
  readonly pivot: number;
  /** Fitted to models below the pivot. */
  readonly left: Baseline;
  /** Fitted to models at or above the pivot. Modern models are compared with this piece. */
  readonly right: Baseline;
  /** The piece that contains x. */
  pieceAt(x: number): Baseline;
  /** Expected accuracy under shift at x; it may jump at the pivot. */
  predict(x: number): number;
}

/**
 * Fits a baseline in two pieces, for a test set that was filtered against a model, such as ImageNet-A against a
 * ResNet-50. The pivot is the in-distribution accuracy of the baseline model that scores 0 under shift, as in Taori
 * et al. 2020. If several score 0, the pivot is the lowest of their accuracies.
 * @param points the baseline models
 * @param options.pivot x to split at; required if no baseline model scores 0
 * @throws InputError if an accuracy is not a fraction, if no point scores 0 and no pivot is given, or if one side has
 *   too few models for a line
 */
export function fitTwoPiece(
  points: readonly Point[],
  options: BaselineOptions & { readonly pivot?: number } = {},
): TwoPieceBaseline {
  checkPoints(points, "baseline");
  if (options.pivot !== undefined) checkFraction(options.pivot, "pivot");
  const zeros = points.filter((point) => point.y === 0).map((point) => point.x);
  if (options.pivot === undefined && zeros.length === 0)
    throw new InputError(
      "pivot: no baseline model scores 0 under shift, expected one or the accuracy to split at",
    );
  const pivot = options.pivot ?? Math.min(...zeros);
  const left = fitBaseline(
    points.filter((point) => point.x < pivot),
    options,
  );
  const right = fitBaseline(
    points.filter((point) => point.x >= pivot),
    options,
  );
  const pieceAt = (x: number) => (x < pivot ? left : right);
  return { pivot, left, right, pieceAt, predict: (x) => pieceAt(x).predict(x) };
}
