import { basename } from "node:path";
import { InputError } from "../../base/errors.js";
import { type ImageFiles, type ListedFile, openImageFiles } from "./imageFiles.js";
import { type ImageTestSet, type Labelling, loadLabelling } from "./labels.js";

/** An image of a test set with the classes that count as right. */
export interface LabelledImage {
  readonly path: string;
  readonly labels: readonly number[];
  /** The class by which it is counted. */
  readonly countedAs: number;
}

/** Classes that are not ImageNet's, in the order of a classifier's outputs. */
export interface ClassList {
  /** What prompts call each class. */
  readonly names: readonly string[];
  /** Templates for prompts unless others are asked for: the name of a set, or a list. */
  readonly templates?: string | readonly string[];
}

/** The images of a test set, found and labelled, but not read. */
export interface ImageSet {
  readonly labelling: Pick<Labelling, "testSet" | "title" | "classes" | "border">;
  /** The classes that a model is asked for, unless they are ImageNet's 1,000. */
  readonly classList?: ClassList;
  /** Names of the classes by which images are counted, unless they are ImageNet's 1,000. */
  readonly counted?: readonly string[];
  readonly images: readonly LabelledImage[];
  readonly files: ImageFiles;
  /** What to doubt, one sentence each. */
  readonly notes: readonly string[];
}

const picture = /\.(jpe?g|png|webp|gif|tiff?|bmp)$/i;

/** Whether a file is an image by its name. */
export const isPicture = ({ path }: ListedFile): boolean => picture.test(path);
const synset = /^n\d{8}$/;

/**
 * Finds the images of a test set in a folder or a `.tar`, laid out as the data set is published:
 * - ImageNet, Sketch, R, A: a folder per class, named by wnid
 * - ImageNet, flat: files beside, or below, a list of `wnid` lines in the order of the names, or `file wnid` lines
 * - V2: folders `0` … `999`
 * - ObjectNet: folders by name; those of the 113 classes that overlap are used
 * - webdataset shards: `name.jpg` with `name.cls`, an index among the 1,000 classes
 *
 * Folders above the class folders (`val/`, `imagenet-r/`) are skipped.
 * @throws InputError if the layout is another data set's, a class folder has no label or is there twice, or no image is
 *   found
 */
export async function openImageSet(path: string, testSet: ImageTestSet): Promise<ImageSet> {
  const [labelling, files] = await Promise.all([loadLabelling(testSet), openImageFiles(path)]);
  const pictures = picturesOf(files, path, labelling);
  const images =
    (await fromClassFiles(path, files, pictures, labelling)) ??
    (await fromList(path, files, pictures, labelling)) ??
    fromFolders(path, pictures, labelling);
  return { labelling, images, files, notes: countNotes(images, labelling) };
}

function picturesOf(files: ImageFiles, path: string, { title, folders }: Labelling): string[] {
  const pictures = files.files.filter(isPicture).map(({ path: file }) => file);
  if (pictures.length === 0)
    throw new InputError(`${path}: no images, expected ${title} in folders named by ${folders}`);
  return pictures;
}

const folderOf = (file: string) => file.split("/").at(-2) ?? "";

function fromFolders(root: string, pictures: readonly string[], labelling: Labelling): LabelledImage[] {
  const { title, labelsOf, classFolders, hasOthers, folders } = labelling;
  const byFolder = new Map<string, string>();
  const strangers = new Map<string, number>();
  const images: LabelledImage[] = [];
  for (const path of pictures) {
    const folder = folderOf(path);
    const above = path.split("/").slice(0, -1).join("/");
    const labels = labelsOf(folder);
    if (!labels) {
      strangers.set(folder, (strangers.get(folder) ?? 0) + 1);
      continue;
    }
    const key = labels.join(" ");
    const before = byFolder.get(key);
    if (before !== undefined && before !== above)
      throw new InputError(
        `${root}: class folder ${folder} is there twice, ${before} and ${above}, expected once`,
      );
    byFolder.set(key, above);
    images.push({ path, labels, countedAs: labels[0]! });
  }
  if (images.length === 0)
    throw new InputError(
      `${root}: not laid out as ${title}: found ${[...strangers.keys()]
        .slice(0, 3)
        .map((name) => name || basename(root))
        .join(
          ", ",
        )}${strangers.size > 3 ? " …" : ""} (${strangers.size} folders), expected folders named by ${folders}`,
    );
  if (strangers.size > 0 && !hasOthers) {
    const [name] = [...strangers.keys()];
    const other = synset.test(name!) ? `a class that ${title} does not have` : "no class";
    throw new InputError(
      `${root}: folder ${name || basename(root)} is ${other} (${strangers.size} such folders beside ${byFolder.size} of its classes), expected the ${classFolders} of ${title}, named by ${folders}`,
    );
  }
  if (byFolder.size < classFolders)
    throw new InputError(
      `${root}: ${byFolder.size} class folders with images, expected the ${classFolders} of ${title}; an accuracy over some classes is not comparable`,
    );
  return images;
}

/** webdataset: `name.cls` beside `name.jpg`; undefined if there are no such files. */
async function fromClassFiles(
  root: string,
  files: ImageFiles,
  pictures: readonly string[],
  { classes, title }: Labelling,
): Promise<LabelledImage[] | undefined> {
  const classFiles = files.files.filter(({ path }) => path.endsWith(".cls")).map(({ path }) => path);
  if (classFiles.length === 0) return undefined;
  const allowed = new Set(classes);
  const labels = new Map<string, number>();
  for await (const { path, bytes } of files.read(classFiles)) {
    const text = Buffer.from(bytes).toString("latin1").trim();
    const index = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
    if (!allowed.has(index))
      throw new InputError(
        `${root}: ${path}: "${text.slice(0, 20)}" is no class of ${title}, expected an index among ImageNet's 1,000`,
      );
    labels.set(path.slice(0, -4), index);
  }
  return pictures.map((path) => {
    const label = labels.get(path.replace(/\.[^./]+$/, ""));
    if (label === undefined)
      throw new InputError(`${root}: ${path} has no .cls file beside it, expected one with its class`);
    return { path, labels: [label], countedAs: label };
  });
}

/** A flat folder with a list of labels; undefined if the images are in class folders or there is no list. */
async function fromList(
  root: string,
  files: ImageFiles,
  pictures: readonly string[],
  labelling: Labelling,
): Promise<LabelledImage[] | undefined> {
  if (new Set(pictures.map(folderOf)).size > 1) return undefined;
  const lists = files.files.filter(({ path }) => /\.(txt|csv)$/i.test(path)).map(({ path }) => path);
  if (lists.length === 0) return undefined;
  const [list, ...others] = lists;
  if (others.length > 0)
    throw new InputError(`${root}: ${lists.join(", ")} could all be the list of labels, expected one`);
  let text = "";
  for await (const { bytes } of files.read([list!])) text = Buffer.from(bytes).toString("utf8");
  const lines = text
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter(Boolean);
  const labelOf = (wnid: string, at: number): readonly number[] => {
    const labels = labelling.labelsOf(wnid);
    if (!labels || !synset.test(wnid))
      throw new InputError(
        `${root}/${list}:${at + 1}: "${wnid}" is not a class of ${labelling.title}, expected a wnid as n01440764 (the numbers of ILSVRC's ground truth are in another order)`,
      );
    return labels;
  };
  if (lines.every((line) => !/[\s,]/.test(line))) {
    if (lines.length !== pictures.length)
      throw new InputError(
        `${root}/${list}: ${lines.length} labels for ${pictures.length} images, expected one each`,
      );
    return [...pictures].sort().map((path, at) => {
      const labels = labelOf(lines[at]!, at);
      return { path, labels, countedAs: labels[0]! };
    });
  }
  const byName = new Map(
    lines.map((line, at) => {
      const [name = "", wnid = ""] = line.split(/[\s,]+/);
      return [basename(name), labelOf(wnid, at)] as const;
    }),
  );
  return pictures.map((path) => {
    const labels = byName.get(basename(path));
    if (!labels) throw new InputError(`${root}/${list}: no label of ${path}, expected one for each image`);
    return { path, labels, countedAs: labels[0]! };
  });
}

function countNotes(images: readonly LabelledImage[], { images: expected, title }: Labelling): string[] {
  return images.length === expected ? [] : [`${title} has ${expected} images, found ${images.length}`];
}
