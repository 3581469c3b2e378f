import { z } from "zod";

// The interface between a run and a data set: the spec that a run asks for, and the data that it gets. pictograms.ts
// implements it with the corpus. Tests implement it with drawn shapes.

const count = z.int().positive();

/** A part of the training set: images from one pool. */
const drawSchema = z.strictObject({
  /** Name of a training pool of the corpus. */
  pool: z.string().min(1),
  /** Use only images of these sets. Default: all sets of the pool. */
  sets: z.array(z.string().min(1)).min(1).readonly().optional(),
  /** Use only images of sets of these families, e.g. `emoji`. */
  families: z.array(z.string().min(1)).min(1).readonly().optional(),
  /** Leave out images of sets of these families. */
  exceptFamilies: z.array(z.string().min(1)).min(1).readonly().optional(),
  /** Leave out the images of a frozen list: `alike`, those that are nearer to a test image than the reference is. */
  exceptIcons: z.enum(["alike"]).optional(),
  /** Number of images, drawn at random. Default: all. */
  images: count.optional(),
});

export const dataSchema = z.strictObject({
  /** The training set is the union of these draws. */
  train: z.array(drawSchema).min(1).readonly(),
  /**
   * Where labels come from. `class`: the corpus's own labels. `textMatch`: class names found in captions. `none`: the
   * corpus's own labels, and images without a label are used too; otherwise they are left out before drawing.
   */
  labels: z.enum(["class", "textMatch", "none"]).default("class"),
  /** Maximum number of images per class, drawn at random; for few-shot probes. */
  perClass: count.optional(),
  /** Side of the images in pixels. */
  size: count.default(32),
  /** Seed of the draws. It is separate from the run's seed, so that runs can share images or not. */
  seed: z.int().default(0),
  /** Names of test sets. If empty, the data set's default test sets. */
  tests: z.array(z.string().min(1)).readonly().default([]),
});

/** Which images to train and test on, as plain data. */
export type DataSpec = z.infer<typeof dataSchema>;

/** The text of an image: title, description and tags, as on Flickr. */
export interface CaptionParts {
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** Words of title and tags that describe how the image is drawn, e.g. `outline`, `24`. */
  readonly styleWords: readonly string[];
  /** For some images: the title and the tags in another language. */
  readonly inOtherLanguage?: {
    readonly language: string;
    readonly title: string;
    readonly tags: readonly string[];
  };
}

/** Images of the same size, with labels. */
export interface LabelledImages {
  /**
   * [count, height, width, channels], row after row: bytes from 0 to 255, or features of a frozen encoder in [count, 1, 1,
   * dim], which models take as they are.
   */
  readonly images: Uint8Array | Float32Array;
  /** Class numbers; −1 for images without a label. */
  readonly labels: Int32Array;
}

/** Images to train on. */
export interface TrainingImages extends LabelledImages {
  /** One caption per image, in the same order. */
  readonly captions: readonly CaptionParts[];
}

/** Images to test on. */
export interface TestImages extends LabelledImages {
  /** The classes in this set. Predictions are restricted to them. Default: all classes. */
  readonly classes?: readonly number[];
}

/** A test set that consists of some images of another test set, with predictions restricted to some classes. */
interface TestRows {
  /** Name of the other test set, which must come before this one. */
  readonly of: string;
  readonly rows: Int32Array;
  /** As in `TestImages`. */
  readonly classes: readonly number[];
}

/** A test set: images of its own, or rows of another test set. */
export type LoadedTestSet = TestImages | TestRows;

/** Red, green, blue. */
export const imageChannels = 3;

/** The data of a run. */
export interface LoadedData {
  /** Hash of all available images, labels and captions. Records store it to identify the data. */
  readonly digest?: string;
  /** One name per class, as used in prompts. */
  readonly classNames: readonly string[];
  /** All terms of each class, its name among them; for prompts that use them all. */
  readonly classTerms?: readonly (readonly string[])[];
  readonly shape: { readonly height: number; readonly width: number; readonly channels: number };
  readonly train: TrainingImages;
  /** Test sets by name, in the order in which they are evaluated. */
  readonly tests: Readonly<Record<string, LoadedTestSet>>;
}

/** Provides the data that a run's spec asks for. */
export interface DataSource {
  /** Hash of all available data, as in `LoadedData`, if it is known before anything is loaded. */
  readonly digest?: string;
  /** Loads data. Equal specs give equal data. @throws InputError naming a pool, set or test set that does not exist */
  load(spec: DataSpec): Promise<LoadedData>;
}
