import { InputError } from "../base/errors.js";
import {
  inDistributionOf,
  type PictogramShift,
  pictogramTestSets,
} from "../published/testsets/pictograms.js";
import { unpackPredictions } from "../record/wrongClasses.js";
import { fitPoints, average as mean, type ScaleName, scaleNamed } from "../stats/index.js";
import { type AccuracyAverage, accuracyOf, type MiniatureModel, type TestCount } from "./miniature.js";

/** A line on scaled axes, and how well it holds. */
interface LineThroughPoints {
  readonly slope: number;
  readonly intercept: number;
  /** Share of the variance of the scaled y that the line explains. */
  readonly r2: number;
}

/** How often two models give an icon the same class, right or wrong: fractions in distribution and under the shift. */
export interface PairAgreement {
  readonly models: readonly [string, string];
  readonly x: number;
  readonly y: number;
}

/** A model whose predictions are kept: accuracies as fractions, in distribution and under the shift. */
export interface AgreeingModel {
  readonly model: string;
  readonly x: number;
  readonly y: number;
}

/** Accuracy on the line and agreement on the line for one shift. */
export interface AgreementOnTheLine {
  /** Title of the shift. */
  readonly shift: string;
  readonly scale: ScaleName;
  readonly models: readonly AgreeingModel[];
  readonly pairs: readonly PairAgreement[];
  /** The line of the models' accuracies. */
  readonly accuracy: LineThroughPoints;
  /** The line of their pairs' agreements. It needs no labels of the shift. */
  readonly agreement: LineThroughPoints;
  /**
   * Mean distance, in percentage points, between the models' accuracies under the shift and those that the line of the
   * agreements gives for their accuracies in distribution (ALine-S of Baek et al.).
   */
  readonly errorPoints: number;
}

/**
 * Compares two lines: accuracy under shift against accuracy in distribution, and agreement of pairs of models under shift
 * against agreement in distribution. Where models lie on a line, their agreements lie on one with the same slope and
 * intercept (Baek et al. 2022, §3), so that accuracy under shift can be told without labels.
 * @param models ordinary models; those whose records keep no predictions are left out
 * @param options.scale of both axes, default probit as in the paper
 * @param options.average over classes alike or over icons, default `balanced`
 * @throws InputError if fewer than three models keep predictions on both test sets
 */
export function agreementOnTheLine(
  models: readonly MiniatureModel[],
  {
    shift,
    scale: name = "probit",
    average = "balanced",
  }: {
    readonly shift: PictogramShift;
    readonly scale?: ScaleName;
    readonly average?: AccuracyAverage;
  },
): AgreementOnTheLine {
  const scale = scaleNamed(name);
  const predicted = models.flatMap(({ model, counts }) => {
    const [x, y] = [counts.get(inDistributionOf(shift)), counts.get(shift)];
    const [inDistribution, shifted] = [x && unpackPredictions(x), y && unpackPredictions(y)];
    if (!x || !y || !inDistribution || !shifted) return [];
    return [{ model, x, y, inDistribution, shifted }];
  });
  if (predicted.length < 3)
    throw new InputError(
      `${shift}: ${predicted.length} models keep predictions in their records, expected at least 3; those of the baseline's first seed do`,
    );
  const pairs = predicted.flatMap((a, at) =>
    predicted.slice(at + 1).map(
      (b): PairAgreement => ({
        models: [a.model, b.model],
        x: agreementOf(a.inDistribution, b.inDistribution, a.x, average),
        y: agreementOf(a.shifted, b.shifted, a.y, average),
      }),
    ),
  );
  const accuracies = predicted.map(({ model, x, y }) => ({
    model,
    x: accuracyOf(x, average).accuracy,
    y: accuracyOf(y, average).accuracy,
  }));
  const lineOf = (points: readonly { x: number; y: number }[]): LineThroughPoints => {
    const line = fitPoints(points, scale);
    if (!line) throw new InputError(`${shift}: all models have the same accuracy, expected a range of them`);
    const able = points.map(({ x, y }) => [scale.forward(x), scale.forward(y)] as const);
    const inside = able.filter((both) => both.every(Number.isFinite));
    const centre = mean(inside.map(([, y]) => y));
    const left = inside.reduce((sum, [x, y]) => sum + (y - line.intercept - line.slope * x) ** 2, 0);
    return { ...line, r2: 1 - left / inside.reduce((sum, [, y]) => sum + (y - centre) ** 2, 0) };
  };
  const agreement = lineOf(pairs);
  const told = (x: number) => scale.inverse(agreement.intercept + agreement.slope * scale.forward(x));
  return {
    shift: pictogramTestSets[shift].title,
    scale: name,
    models: accuracies,
    pairs,
    accuracy: lineOf(accuracies),
    agreement,
    errorPoints: 100 * mean(accuracies.map(({ x, y }) => Math.abs(y - told(x)))),
  };
}

/** How often two models agree, averaged like an accuracy. Both predictions are ordered by the icons' own classes. */
function agreementOf(
  a: Int16Array,
  b: Int16Array,
  { totalByClass }: TestCount,
  average: AccuracyAverage,
): number {
  let at = 0;
  const correctByClass = totalByClass.map((images) => {
    let same = 0;
    for (const end = at + images; at < end; at++) if (a[at] === b[at]) same++;
    return same;
  });
  const correct = correctByClass.reduce((sum, same) => sum + same, 0);
  return accuracyOf({ correct, total: a.length, correctByClass, totalByClass }, average).accuracy;
}
