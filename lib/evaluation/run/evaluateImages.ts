import { appendFile, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { Piscina } from "piscina";
import { InputError } from "../../base/errors.js";
import { fileExists, readInput, writeAtomically } from "../../base/files.js";
import { canonicalJson, sha256 } from "../../base/hash.js";
import type { ImageSet } from "../images/imageSet.js";
import { loadSubsets } from "../images/labels.js";
import type { ScoringModel } from "../models/model.js";
import type { PreparedImage, PrepareTask } from "./prepareImage.js";

/** Counts of one model on one test set. */
export interface EvaluationResult {
  readonly testSet: string;
  readonly correct: number;
  readonly total: number;
  /** Images and right answers by first label, an index among the model's classes. */
  readonly correctByClass: readonly number[];
  readonly totalByClass: readonly number[];
  /** Whether each image was right, in the order of the images: `1` or `0`. */
  readonly right: string;
}

/** A model's results on the images of a test set; on ImageNet's, also those restricted to the classes of a shift. */
export interface ImageEvaluation {
  readonly results: readonly EvaluationResult[];
  /** Predicted class of each scored image, among the classes of the test set. */
  readonly predictions: readonly number[];
  /** First label of each scored image. */
  readonly labels: readonly number[];
  /** Images that could not be read and were left out. */
  readonly unreadable: readonly string[];
}

export interface ImageEvaluationOptions {
  /** File that keeps finished batches, so that a killed evaluation goes on. It is removed at the end. */
  readonly journal: string;
  /** Images per batch, default 32, unless the graph fixes it. */
  readonly batch?: number;
  /** Threads that decode, default one less than the cores. */
  readonly threads?: number;
  readonly skipUnreadable?: boolean;
  readonly onProgress?: (done: number, total: number) => void;
}

/** For each class list, the index of the best class; or why the image could not be read. */
type Answer = readonly number[] | string;

/**
 * Scores every image of a set. Threads decode and resize ahead of the model, at most a few batches, so memory is
 * bounded. Batches are always the same ones, and each finished batch is written to the journal: an evaluation that was
 * killed goes on after its last batch, with the same counts.
 * @throws InputError if images cannot be read (naming the first ones) and `skipUnreadable` is not set, if the journal
 *   is of another evaluation, or if the scores are no numbers
 */
export async function evaluateImages(
  model: ScoringModel,
  set: ImageSet,
  options: ImageEvaluationOptions,
): Promise<ImageEvaluation> {
  const { labelling, images } = set;
  const subsets = labelling.testSet === "imagenet" ? await loadSubsets() : [];
  const lists = [{ testSet: labelling.testSet, classes: labelling.classes }, ...subsets];
  const preprocessing = { ...model.preprocessing, ...(labelling.border > 0 && { border: labelling.border }) };
  const size = model.batch ?? options.batch ?? 32;
  const identity = sha256(
    canonicalJson({
      model: model.digest,
      preprocessing,
      size,
      images: images.map(({ path, labels }) => ({ path, labels })),
    }),
  );
  const answers = await readJournal(options.journal, identity);
  const first = answers.length;
  const pool = new Piscina<PrepareTask, PreparedImage>({
    filename: new URL("./prepareImage.js", import.meta.url).href,
    minThreads: 1,
    maxThreads: options.threads ?? Math.max(1, availableParallelism() - 1),
  });
  try {
    let waiting: { path: string; prepared: Promise<PreparedImage> }[] = [];
    const finish = async (count: number) => {
      const batch = waiting.slice(0, count);
      waiting = waiting.slice(count);
      const made = await answersOf(model, await Promise.all(batch.map(({ prepared }) => prepared)), lists);
      answers.push(...made);
      await appendFile(options.journal, `${JSON.stringify(made)}\n`);
      options.onProgress?.(answers.length, images.length);
    };
    const rest = images.slice(first).map(({ path }) => path);
    for await (const { path, bytes } of set.files.read(rest)) {
      const prepared = pool.run({ path, bytes, preprocessing });
      prepared.catch(() => undefined); // awaited in its batch
      waiting.push({ path, prepared });
      if (waiting.length >= 2 * size) await finish(size); // one batch is prepared while another is scored
    }
    while (waiting.length > 0) await finish(Math.min(size, waiting.length));
  } finally {
    await pool.destroy();
  }
  if (answers.length !== images.length)
    throw new InputError(
      `${images.length - answers.length} images are no longer there, expected the files not to change`,
    );
  const unreadable = answers.filter((answer) => typeof answer === "string");
  if (unreadable.length > 0 && !options.skipUnreadable)
    throw new InputError(
      `${unreadable.length} of ${images.length} images cannot be read, so there is no result; --skip-unreadable leaves them out: ${unreadable.slice(0, 5).join("; ")}${unreadable.length > 5 ? " …" : ""}`,
    );
  const scored = images.flatMap(({ labels }, at) => {
    const answer = answers[at]!;
    return typeof answer === "string" ? [] : [{ labels, answer }];
  });
  return {
    results: lists.map((own, list) => resultOf({ ...own, count: model.classes }, scored, list)),
    predictions: scored.map(({ answer }) => answer[0]!),
    labels: scored.map(({ labels }) => labels[0]!),
    unreadable,
  };
}

/** Removes the journal of an evaluation whose result has been written. */
export async function removeJournal(journal: string): Promise<void> {
  await rm(journal, { force: true });
}

async function readJournal(path: string, identity: string): Promise<Answer[]> {
  if (!(await fileExists(path))) {
    await writeAtomically(path, `${identity}\n`);
    return [];
  }
  const lines = (await readInput(path)).split("\n");
  if (lines[0] !== identity)
    throw new InputError(
      `${path}: an unfinished evaluation of another model, other settings or other images; remove the file to start again`,
    );
  const whole = lines.slice(1, -1); // what follows the last line break was cut off
  // Written again, so that the next batch does not follow half a line.
  await writeAtomically(path, `${[identity, ...whole].join("\n")}\n`);
  return whole.flatMap((line) => JSON.parse(line) as Answer[]);
}

async function answersOf(
  model: ScoringModel,
  prepared: readonly PreparedImage[],
  lists: readonly { readonly classes: readonly number[] }[],
): Promise<Answer[]> {
  const readable = prepared.flatMap((image) => ("pixels" in image ? [image.pixels] : []));
  const scores = readable.length === 0 ? new Float32Array() : await scoresOf(model, readable);
  const { classes: count } = model;
  let at = 0;
  return prepared.map((image) => {
    if ("fault" in image) return image.fault;
    const own = scores.subarray(at * count, ++at * count);
    return lists.map(({ classes }) => best(own, classes, model));
  });
}

async function scoresOf(model: ScoringModel, readable: readonly Float32Array[]): Promise<Float32Array> {
  const length = readable[0]!.length;
  const images = model.batch ?? readable.length; // a graph with a fixed batch gets empty images at its end
  const pixels = new Float32Array(images * length);
  for (const [at, own] of readable.entries()) pixels.set(own, at * length);
  return model.score(pixels, images);
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
  { testSet, classes, count }: { testSet: string; classes: readonly number[]; count: number },
  scored: readonly { readonly labels: readonly number[]; readonly answer: readonly number[] }[],
  list: number,
): EvaluationResult {
  const inside = new Set(classes);
  const correctByClass = new Array<number>(count).fill(0);
  const totalByClass = new Array<number>(count).fill(0);
  let right = "";
  for (const { labels, answer } of scored) {
    if (!inside.has(labels[0]!)) continue;
    const hit = labels.includes(answer[list]!);
    right += hit ? "1" : "0";
    totalByClass[labels[0]!]!++;
    if (hit) correctByClass[labels[0]!]!++;
  }
  const correct = correctByClass.reduce((sum, count) => sum + count, 0);
  return { testSet, correct, total: right.length, correctByClass, totalByClass, right };
}
