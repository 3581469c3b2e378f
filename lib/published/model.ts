import { checkFraction, type ModelPoint } from "../stats/index.js";
import type { Origin, Regime } from "./schema.js";
import { imagesScored, testSetNamed } from "./testsets/dictionary.js";
import type { AccuracyRow } from "./testsets/row.js";

/** A published model with all its published accuracies. */
export interface PublishedModel {
  /** Unique within its table: the published name; for open_clip, with its weights, e.g. `ViT-B-32/openai`. */
  readonly model: string;
  readonly origin: Origin;
  /** Architecture family: the cluster in the bootstrap (families.ts). */
  readonly family: string;
  readonly regime: Regime;
  readonly trainingData: string;
  /** Tag of the published weights; null if the table has none. */
  readonly weights: string | null;
  /** Nominal number of training images; null if unknown. */
  readonly trainImages: number | null;
  /** Number of parameters in millions; null if unknown. */
  readonly paramsM: number | null;
  /** Side of the test images in pixels; null if unknown. */
  readonly imageSize: number | null;
  /** Number of image-text pairs seen in training, counting repeats; null if unknown. */
  readonly samplesSeen: number | null;
  /** Top-1 accuracy by test set, as published: a fraction. */
  readonly accuracies: ReadonlyMap<string, number>;
}

/** A model as a point of the plane, with the model itself for colour, shape and hover text. */
export interface PublishedPoint extends ModelPoint {
  readonly family: string;
  readonly xTotal: number;
  readonly yTotal: number;
  readonly published: PublishedModel;
}

/**
 * Converts models to points of the plane. Models that lack one of the two accuracies are skipped. A coordinate is a
 * count divided by the number of images; the count is the published fraction times the number of images, rounded.
 * @param x name of the in-distribution test set
 * @param y name of the shifted test set
 * @throws InputError for a test set that is not in the dictionary, or an accuracy that is not a fraction
 */
export function pointsOf(models: readonly PublishedModel[], x: string, y: string): PublishedPoint[] {
  const setX = testSetNamed(x);
  const setY = testSetNamed(y);
  return models.flatMap((published) => {
    const atX = published.accuracies.get(x);
    const atY = published.accuracies.get(y);
    if (atX === undefined || atY === undefined) return [];
    checkFraction(atX, `model "${published.model}", ${x}`);
    checkFraction(atY, `model "${published.model}", ${y}`);
    const { model, family, origin } = published;
    const xTotal = imagesScored(setX, origin);
    const yTotal = imagesScored(setY, origin);
    return [
      {
        model,
        family,
        x: countOf(atX, xTotal) / xTotal,
        y: countOf(atY, yTotal) / yTotal,
        xTotal,
        yTotal,
        published,
      },
    ];
  });
}

/**
 * The number of correct images behind a published fraction. Fractions were rounded to 3–5 decimals, so this is the
 * nearest whole number.
 */
function countOf(fraction: number, total: number): number {
  return Math.round(fraction * total);
}

/**
 * One row per model and test set. Counts are the published fraction times the number of images, rounded.
 * @throws InputError for a test set that is not in the dictionary, or an accuracy that is not a fraction
 */
export function accuracyRows(models: readonly PublishedModel[]): AccuracyRow[] {
  return models.flatMap(({ model, family, regime, origin, accuracies }) =>
    [...accuracies].map(([testset, fraction]) => {
      checkFraction(fraction, `model "${model}", ${testset}`);
      const total = imagesScored(testSetNamed(testset), origin);
      return { model, family, regime, testset, correct: countOf(fraction, total), total };
    }),
  );
}
