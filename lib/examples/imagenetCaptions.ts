import { basename, dirname, resolve } from "node:path";
import { z } from "zod";
import { InputError, oneOf } from "../base/errors.js";
import { readInput } from "../base/files.js";
import { canonicalJson, sha256 } from "../base/hash.js";
import { parsedJson } from "../base/parse.js";
import {
  asCaptionedImage,
  type ImagenetCaption,
  loadImagenetNames,
  readImagenetCaptions,
} from "../corpus/describe/imagenetCaptions.js";
import { createTextMatcher } from "../corpus/names/textMatch.js";
import { openClassFolder } from "../evaluation/images/classFolder.js";
import { openImageFiles } from "../evaluation/images/imageFiles.js";
import { type ImageSet, openImageSet } from "../evaluation/images/imageSet.js";
import { type ImageTestSet, imageTestSets, loadLabelling, loadSubsets } from "../evaluation/images/labels.js";
import { type FeatureModel, openImageEncoder } from "../evaluation/models/imageEncoder.js";
import { extractFeatures, type Features } from "../evaluation/run/extractFeatures.js";
import { loadClassFrequencies } from "../published/load.js";
import { drawRows, type Pool } from "./draw.js";
import type { CaptionParts, DataSource, LoadedTestSet } from "./source.js";

const settingsSchema = z.strictObject({
  /** The released JSON: a list of {filename, wnid, title, description, tags}. */
  captions: z.string().min(1),
  /** ImageNet's training images: a folder or a `.tar`. Files are found by name, in whatever folders they lie. */
  images: z.string().min(1),
  /** An ONNX image encoder, as `openImageEncoder` takes it, and its output where it has several. */
  encoder: z.string().min(1),
  output: z.string().optional(),
  /** Test sets: ImageNet's and its shifts by name, or a name of your own with a class file. */
  tests: z.record(z.string().regex(/^[\w-]+$/, "expected letters, digits, _ and -"), z.string().min(1)),
  /** Folder for the features; default `features` beside the settings. */
  cache: z.string().min(1).default("features"),
});

/** The name of the one training pool. */
const poolName = "imagenet-captions";

/** A captioned image of ImageNet: where its file is, its class and its text in the corpus's form. */
export interface JoinedImage {
  readonly path: string;
  readonly wnid: string;
  readonly caption: CaptionParts;
}

/**
 * Joins captions with image files by file name.
 * @param files paths of images
 * @param place where the files are, for messages
 * @returns the captions whose image is there, in the captions' order, and the number of those whose image is not
 * @throws InputError if a file name or a caption is there twice, or no caption has its image
 */
export function joinImages(
  captions: readonly ImagenetCaption[],
  files: readonly string[],
  place: string,
): { joined: JoinedImage[]; missing: number } {
  const byName = new Map<string, string>();
  for (const path of files) {
    const name = basename(path);
    const before = byName.get(name);
    if (before !== undefined)
      throw new InputError(`${place}: ${name} is there twice, ${before} and ${path}, expected once`);
    byName.set(name, path);
  }
  const seen = new Set<string>();
  const joined = captions.flatMap((caption) => {
    if (seen.has(caption.filename))
      throw new InputError(`captions: ${caption.filename} has two captions, expected one`);
    seen.add(caption.filename);
    const path = byName.get(caption.filename);
    return path === undefined
      ? []
      : [{ path, wnid: caption.wnid, caption: asCaptionedImage(caption).caption }];
  });
  if (joined.length === 0)
    throw new InputError(
      `${place}: none of the ${captions.length} captions has its image there, expected files as ${captions[0]?.filename ?? "n01440764_10026.JPEG"}`,
    );
  return { joined, missing: captions.length - joined.length };
}

/**
 * ImageNet-Captions as a data source: the images' features by a frozen ONNX encoder, with ImageNet's labels, labels by text
 * match, and captions. With the model `pixels` (which takes features as they are), size 1 and no augmentation, the
 * objective `crossEntropy` is a linear probe, and `clip` is a text tower on a locked image tower (LiT).
 *
 * Features are divided by the root of their mean square over all captioned images, so that learning rates mean the same
 * for every encoder. They are extracted once, on the first use.
 * @param path settings as JSON; paths in them are relative to it
 * @throws InputError naming file and field
 */
export async function openImagenetCaptions(
  path: string,
  onProgress?: (what: string, done: number, total: number) => void,
): Promise<DataSource> {
  const settings = parsedJson(settingsSchema, await readInput(path), path);
  const at = (place: string) => resolve(dirname(path), place);
  const names = await loadImagenetNames();
  const captions = await readImagenetCaptions(at(settings.captions), names);
  const files = await openImageFiles(at(settings.images));
  const { joined } = joinImages(
    captions,
    files.files.map(({ path: file }) => file).filter((file) => /\.(jpe?g|png)$/i.test(file)),
    at(settings.images),
  );
  const wnids = [...names.keys()];
  const encoder = await openImageEncoder(
    at(settings.encoder),
    settings.output === undefined ? {} : { output: settings.output },
  );
  const featuresOf = (what: string, set: Pick<ImageSet, "images" | "files" | "labelling">) =>
    extractFeatures(encoder, set, {
      cache: at(settings.cache),
      onProgress: (done, total) => onProgress?.(what, done, total),
    });
  const labels = joined.map(({ wnid }) => wnids.indexOf(wnid));
  const labelling = await loadLabelling("imagenet");
  const trainSet = {
    images: joined.map((one, row) => ({ path: one.path, labels: [labels[row]!], countedAs: labels[row]! })),
    files,
    labelling,
  };
  let features: Promise<Features> | undefined;
  const pool: Pool = {
    sets: joined.map(() => "Flickr"),
    labels: { class: labels, textMatch: textLabels(joined, names, wnids) },
  };
  const digest = await digestOf(encoder, joined, settings.tests);
  const classNames = (await loadClassFrequencies()).map(({ class_name }) => class_name);
  return {
    digest,
    async load(spec) {
      if (spec.size !== 1)
        throw new InputError(`data.size: ${spec.size}, expected 1: features have no sides`);
      features ??= featuresOf(poolName, trainSet);
      const all = await features;
      const { dim } = all;
      const faults = new Set(all.unreadable);
      if (faults.size > 0)
        throw new InputError(
          `${at(settings.images)}: ${faults.size} images cannot be read, the first is ${joined[all.unreadable[0]!]!.path}; remove their captions or mend the files`,
        );
      const scale = 1 / rootMeanSquare(all.values);
      const rows = drawRows(spec, { [poolName]: pool });
      const images = new Float32Array(rows.length * dim);
      for (const [place, { row }] of rows.entries())
        for (let each = 0; each < dim; each++)
          images[place * dim + each] = scale * all.values[row * dim + each]!;
      const known = await testSets(settings.tests, spec.tests, at, featuresOf, { scale, dim });
      return {
        digest,
        classNames,
        shape: { height: 1, width: 1, channels: dim },
        train: {
          images,
          labels: Int32Array.from(rows, ({ label }) => label),
          captions: rows.map(({ row }) => joined[row]!.caption),
        },
        tests: known,
      };
    },
  };
}

async function digestOf(
  encoder: FeatureModel,
  joined: readonly JoinedImage[],
  tests: Readonly<Record<string, string>>,
): Promise<string> {
  return sha256(canonicalJson({ encoder: encoder.digest, joined: [...joined], tests })).slice(0, 16);
}

/** The class that a text names; −1 if it names none or several. */
function textLabels(
  joined: readonly JoinedImage[],
  names: ReadonlyMap<string, readonly string[]>,
  wnids: readonly string[],
): Int32Array {
  const matcher = createTextMatcher(names, "word");
  return Int32Array.from(joined, ({ caption: { title, tags, description } }) => {
    const found = matcher.classesIn([title, ...tags, description].join(" . "));
    return found.length === 1 ? wnids.indexOf(found[0]!) : -1;
  });
}

function rootMeanSquare(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum / values.length) || 1;
}

/** The test sets that a spec names, default all. ImageNet's own comes with the class subsets of the shifts. */
async function testSets(
  places: Readonly<Record<string, string>>,
  asked: readonly string[],
  at: (place: string) => string,
  featuresOf: (what: string, set: ImageSet) => Promise<Features>,
  { scale, dim }: { scale: number; dim: number },
): Promise<Record<string, LoadedTestSet>> {
  const unknown = asked.find((name) => !Object.hasOwn(places, name));
  if (unknown !== undefined)
    throw new InputError(`data.tests: no test set "${unknown}", expected ${oneOf(Object.keys(places))}`);
  const made: Record<string, LoadedTestSet> = {};
  for (const [name, place] of Object.entries(places)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    const set = isPublished(name)
      ? await openImageSet(at(place), name)
      : await openClassFolder(at(place), { imagenet: true });
    const ambiguous = set.images.find(({ labels }) => labels.length !== 1);
    if (ambiguous)
      throw new InputError(
        `tests.${name}: ${ambiguous.path} has ${ambiguous.labels.length} right classes, expected one; ObjectNet is scored by robustness evaluate`,
      );
    const { values, unreadable, dim: own } = await featuresOf(name, set);
    if (unreadable.length > 0)
      throw new InputError(
        `${at(place)}: ${unreadable.length} images cannot be read, the first is ${set.images[unreadable[0]!]!.path}`,
      );
    if (own !== dim) throw new Error(`features of ${own} numbers, expected ${dim}`);
    const labels = Int32Array.from(set.images, ({ labels: [label] }) => label!);
    made[name] = { images: values.map((value) => scale * value), labels, classes: set.labelling.classes };
    if (name !== "imagenet") continue;
    for (const { testSet, classes } of await loadSubsets()) {
      const inside = new Set(classes);
      const rows = Int32Array.from(labels.keys()).filter((row) => inside.has(labels[row]!));
      made[testSet] = { of: "imagenet", rows, classes };
    }
  }
  return made;
}

function isPublished(name: string): name is ImageTestSet {
  return (imageTestSets as readonly string[]).includes(name);
}
