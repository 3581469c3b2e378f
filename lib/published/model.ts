import { checkFraction, type ModelPoint } from "../stats/index.js";
import type { Origin, Regime } from "./schema.js";
import { imagesScored, testSetNamed } from "./testsets/dictionary.js";
import type { AccuracyRow } from "./testsets/row.js";

/** A published model with every accuracy somebody measured. */
export interface PublishedModel {
  /** Unique within its table: the published name, for open_clip with its weights, e.g. `ViT-B-32/openai`. */
  readonly model: string;
  readonly origin: Origin;
  /** Cluster of the bootstrap (families.ts). */
  readonly family: string;
  readonly regime: Regime;
  readonly trainingData: string;
  /** Tag of the published weights; null where the table has none. */
  readonly weights: string | null;
  /** Nominal number of training images; null where unknown. */
  readonly trainImages: number | null;
  /** Parameters in millions. */
  readonly paramsM: number | null;
  /** Side of the test images in pixels. */
  readonly imageSize: number | null;
  /** Image-text pairs seen in training, repetitions counted. */
  readonly samplesSeen: number | null;
  /** Top-1 accuracy by test set, as the published fraction. */
  readonly accuracies: ReadonlyMap<string, number>;
}

/** A model that has both coordinates, with the model itself for colour, shape and hover. */
export interface PublishedPoint extends ModelPoint {
  readonly family: string;
  readonly xTotal: number;
  readonly yTotal: number;
  readonly published: PublishedModel;
}

/**
 * The models that have both accuracies, as points of the plane; the others are skipped. An accuracy is the
 * whole number of images behind the published fraction divided by their number.
 * @param x name of the in-distribution test set
 * @param y name of the shifted test set
 * @throws InputError for a test set that is not in the dictionary, or an accuracy that is no fraction
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
 * The count behind a published fraction, which was rounded to 3–5 decimals: the nearest whole number of
 * images.
 */
function countOf(fraction: number, total: number): number {
  return Math.round(fraction * total);
}

/**
 * One row a model and test set, counts being the published fraction times the number of images, rounded.
 * @throws InputError for a test set that is not in the dictionary, or an accuracy that is no fraction
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
