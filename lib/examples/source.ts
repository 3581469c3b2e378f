import { z } from "zod";

// What a run asks of a data set and what it gets. The corpus answers (lib/examples, from lib/corpus); tests
// answer with drawn shapes.

const count = z.int().positive();

/** A part of the training set: some images of one pool. */
const drawSchema = z.strictObject({
  /** Name of a training pool of the corpus. */
  pool: z.string().min(1),
  /** Only images of these sources; all of the pool's without. */
  sets: z.array(z.string().min(1)).min(1).readonly().optional(),
  /** This many images, drawn at random; all without. */
  images: count.optional(),
});

export const dataSchema = z.strictObject({
  /** The training set is the union of these draws. */
  train: z.array(drawSchema).min(1).readonly(),
  /**
   * Where labels come from: `class`, the corpus's own; `textMatch`, class names found in captions; `none`, images
   * without one are used too. But for `none`, images without a label are left out before drawing.
   */
  labels: z.enum(["class", "textMatch", "none"]).default("class"),
  /** At most this many images a class, drawn at random; for few-shot probes. */
  perClass: count.optional(),
  /** Side of the images in pixels. */
  size: count.default(32),
  /** Seed of the draws, apart from the run's seed: two runs may share images or not. */
  seed: z.int().default(0),
  /** Names of test sets; all that the corpus has if empty. */
  tests: z.array(z.string().min(1)).readonly().default([]),
});

/** Which images to train and test on, as plain data. */
export type DataSpec = z.infer<typeof dataSchema>;

/** Text of an image, as title, description and tags on Flickr. */
export interface CaptionParts {
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** Words of title and tags that say how the image is drawn, e.g. `outline`, `24`. */
  readonly styleWords: readonly string[];
}

/** Images of one size with their labels. */
export interface LabelledImages {
  /** [count, height, width, channels], row after row, 0 to 255. */
  readonly images: Uint8Array;
  /** Class numbers; −1 where there is none. */
  readonly labels: Int32Array;
}

export interface TrainingImages extends LabelledImages {
  /** One an image, in the same order. */
  readonly captions: readonly CaptionParts[];
}

export interface TestImages extends LabelledImages {
  /** The classes this set has; predictions are made among them alone. All classes without. */
  readonly classes?: readonly number[];
}

/** Some images of another test set of the same data, told apart by class. */
export interface TestRows {
  /** Name of the other test set, which stands before this one. */
  readonly of: string;
  readonly rows: Int32Array;
  /** As in `TestImages`. */
  readonly classes: readonly number[];
}

export type TestSet = TestImages | TestRows;

/** Red, green, blue. */
export const imageChannels = 3;

export interface LoadedData {
  /** Hash of all images, labels and captions there are, so that a record can say what it was made from. */
  readonly digest?: string;
  /** One name a class, as prompts will say it. */
  readonly classNames: readonly string[];
  readonly shape: { readonly height: number; readonly width: number; readonly channels: number };
  readonly train: TrainingImages;
  /** In this order they are evaluated. */
  readonly tests: Readonly<Record<string, TestSet>>;
}

export interface DataSource {
  /** Equal specs give equal data. @throws InputError naming a pool, set or test that is not there */
  load(spec: DataSpec): Promise<LoadedData>;
}
