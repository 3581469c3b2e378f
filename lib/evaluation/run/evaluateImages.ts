import { InputError } from "../../base/errors.js";
import { canonicalJson, sha256 } from "../../base/hash.js";
import { packCorrect } from "../../record/correctIcons.js";
import type { ImageSet, LabelledImage } from "../images/imageSet.js";
import { loadSubsets } from "../images/labels.js";
import type { ScoringModel } from "../models/model.js";
import type { Preprocessing } from "../pixels/preprocess.js";
import { type Answer, openJournal } from "./journal.js";
import { preparedBatches } from "./preparedBatches.js";
import type { PreparedImage } from "./prepareImage.js";

/** Counts of one model on one test set. */
export interface EvaluationResult {
  readonly testSet: string;
  readonly correct: number;
  readonly total: number;
  /** Images and right answers by the class that they are counted by. */
  readonly correctByClass: readonly number[];
  readonly totalByClass: readonly number[];
  /** Which images were right, packed as in run records (`packCorrect`). */
  readonly correctIcons: string;
}

/** A model's results on the images of a test set; on ImageNet's, also those restricted to the classes of a shift. */
export interface ImageEvaluation {
  readonly results: readonly EvaluationResult[];
  /** Predicted class of each scored image, among the classes of the test set. */
  readonly predictions: readonly number[];
  /** First label of each scored image. */
  readonly labels: readonly number[];
  /** Images that could not be read and were left out. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  /** Digest of the images' paths and labels. */
  readonly imagesDigest: string;
}

export interface ImageEvaluationOptions {
  /** File that keeps finished batches, so that a killed evaluation goes on. */
  readonly journal: string;
  /** Images per batch, default 32, unless the graph fixes it. */
  readonly batch?: number;
  /** Threads that decode, default one less than the cores. */
  readonly threads?: number;
  readonly skipUnreadable?: boolean;
  readonly onProgress?: (done: number, total: number) => void;
}

const defaultBatch = 32;

/**
 * Scores every image of a set and hands the counts to `keep`, which stores them; only then the journal goes. Threads
 * decode and resize ahead of the model, at most a few batches, so memory is bounded. Batches are always the same ones,
 * and each finished batch is written to the journal: an evaluation that was killed goes on after its last batch, with
 * the same counts. Images that could not be read are tried again.
 * @throws InputError if images cannot be read (naming the first ones) and `skipUnreadable` is not set, if another process
 *   has the journal, if it is of another evaluation, or if the scores are no numbers
 */
export async function evaluateImages<Kept>(
  model: ScoringModel,
  set: ImageSet,
  options: ImageEvaluationOptions,
  keep: (evaluation: ImageEvaluation) => Promise<Kept>,
): Promise<Kept> {
  const { labelling, images } = set;
  const subsets = labelling.testSet === "imagenet" ? await loadSubsets() : [];
  const lists = [{ testSet: labelling.testSet, classes: labelling.classes }, ...subsets];
  const preprocessing = preprocessingFor(model, set);
  const size = model.batch ?? options.batch ?? defaultBatch;
  const imagesDigest = sha256(canonicalJson(images.map(({ path, labels }) => ({ path, labels }))));
  const identity = sha256(
    canonicalJson({ model: model.digest, preprocessing, size, lists, images: imagesDigest }),
  );
  const journal = await openJournal(options.journal, identity, images.length);
  try {
    const known = journal.answers;
    const places = [...images.keys()];
    const fresh = places.filter((at) => !known.has(at));
    const unread = places.filter((at) => typeof known.get(at) === "string");
    options.onProgress?.(images.length - fresh.length, images.length);
    for (const chosen of [fresh, unread])
      for await (const [at, prepared] of preparedBatches(set, chosen, preprocessing, size, options.threads)) {
        const answers = await answersOf(model, prepared, lists);
        await journal.add(new Map(at.map((image, place) => [image, answers[place]!])));
        options.onProgress?.(known.size, images.length);
      }
    if (known.size !== images.length)
      throw new InputError(
        `${images.length - known.size} images are no longer there, expected the files not to change`,
      );
    const skipped = places.flatMap((at) => {
      const answer = known.get(at)!;
      return typeof answer === "string" ? [{ path: images[at]!.path, reason: answer }] : [];
    });
    if (skipped.length > 0 && !options.skipUnreadable)
      throw new InputError(
        `${skipped.length} of ${images.length} images cannot be read, so there is no result; --skip-unreadable leaves them out: ${skipped
          .slice(0, namedFaults)
          .map(({ reason }) => reason)
          .join("; ")}${skipped.length > namedFaults ? " …" : ""}`,
      );
    const scored = images.flatMap((image, at) => {
      const answer = known.get(at)!;
      return typeof answer === "string" ? [] : [{ ...image, answer }];
    });
    const classes = set.counted?.length ?? model.classes;
    const kept = await keep({
      results: lists.map(({ testSet, classes: inside }, list) =>
        resultOf(testSet, inside, scored, list, classes),
      ),
      predictions: scored.map(({ answer }) => answer[0]!),
      labels: scored.map(({ labels }) => labels[0]!),
      skipped,
      imagesDigest,
    });
    await journal.remove();
    return kept;
  } finally {
    journal.close();
  }
}

const namedFaults = 5;

/** How a model sees the images of a set: its own preprocessing, after the data set's border is cut off. */
export function preprocessingFor(
  model: Pick<ScoringModel, "preprocessing">,
  { labelling: { border } }: Pick<ImageSet, "labelling">,
): Preprocessing {
  return { ...model.preprocessing, ...(border > 0 && { border }) };
}

async function answersOf(
  model: ScoringModel,
  prepared: readonly PreparedImage[],
  lists: readonly { readonly classes: readonly number[] }[],
): Promise<Answer[]> {
  const readable = prepared.filter((image) => image instanceof Float32Array);
  const scores =
    readable.length === 0 ? new Float32Array() : await model.score(...batchPixels(readable, model.batch));
  let at = 0;
  return prepared.map((image) => {
    if (!(image instanceof Float32Array)) return image.fault;
    const own = scores.subarray(at * model.classes, ++at * model.classes);
    return lists.map(({ classes }) => best(own, classes, model));
  });
}

/** Joins images to a batch. A graph with a fixed batch gets empty images at its end. */
export function batchPixels(
  readable: readonly Float32Array[],
  batch: number | undefined,
): [pixels: Float32Array, images: number] {
  const length = readable[0]!.length;
  const images = batch ?? readable.length;
  const pixels = new Float32Array(images * length);
  for (const [at, own] of readable.entries()) pixels.set(own, at * length);
  return [pixels, images];
}

/** The class with the highest score, the first of equal ones. */
function best(scores: Float32Array, classes: readonly number[], { name }: ScoringModel): number {
  let top = classes[0]!;
  for (const index of classes) {
    const score = scores[index]!;
    if (Number.isNaN(score)) throw new InputError(`${name}: the score of class ${index} is not a number`);
    if (score > scores[top]!) top = index;
  }
  return top;
}

function resultOf(
  testSet: string,
  classes: readonly number[],
  scored: readonly (LabelledImage & { readonly answer: readonly number[] })[],
  list: number,
  counted: number,
): EvaluationResult {
  const allowed = new Set(classes);
  const inside = scored.filter(({ labels }) => allowed.has(labels[0]!));
  const correctByClass = new Array<number>(counted).fill(0);
  const totalByClass = new Array<number>(counted).fill(0);
  const right = inside.map(({ labels, answer }) => labels.includes(answer[list]!));
  for (const [at, { countedAs }] of inside.entries()) {
    totalByClass[countedAs]!++;
    if (right[at]) correctByClass[countedAs]!++;
  }
  const own = inside.map(({ countedAs }) => countedAs);
  return {
    testSet,
    correct: right.filter(Boolean).length,
    total: inside.length,
    correctByClass,
    totalByClass,
    correctIcons: packCorrect(
      own.map((label, at) => (right[at] ? label : -1)),
      own,
      counted,
    ),
  };
}
