import { z } from "zod";
import { InputError } from "../../base/errors.js";
import { parsedJson } from "../../base/parse.js";
import { loadImageNetClasses } from "../../published/load.js";
import { openImageFiles } from "./imageFiles.js";
import { type ImageSet, isPicture, type LabelledImage } from "./imageSet.js";

/** The class file of a folder with images, whatever they show. */
export const classFileName = "classes.json";

const classFileSchema = z
  .strictObject({
    /** Name of the test set in records. */
    name: z.string().regex(/^[\w.:-]+$/, "expected letters, digits and . : _ -"),
    /** All classes that a model scores, in the order of a classifier's outputs. */
    classes: z
      .array(
        z.strictObject({
          /** The folder with the class's images. A class may have none. */
          folder: z.string().regex(/^[^/\\]+$/, "expected the name of a folder"),
          /** What prompts call the class; by default as the folder is called. */
          name: z.string().min(1).optional(),
          /** ImageNet classes that are right for its images, as wnids, for classifiers of ImageNet's 1,000. */
          imagenet: z
            .array(z.string().regex(/^n\d{8}$/, "expected n and eight digits"))
            .min(1)
            .optional(),
        }),
      )
      .min(2),
    /** The folders of the classes that a prediction is chosen from; all of them unless given. */
    among: z.array(z.string()).min(2).optional(),
    /** Templates for prompts unless the command line names others: the name of a set, or a list. */
    templates: z.union([z.string().min(1), z.array(z.string().includes("{}")).min(1)]).optional(),
  })
  .check(({ value, issues }) => {
    const fault = (field: string, message: string) =>
      issues.push({ code: "custom", message, input: value, path: [field] });
    const folders = value.classes.map(({ folder }) => folder);
    const twice = folders.find((folder, at) => folders.indexOf(folder) !== at);
    if (twice !== undefined) fault("classes", `expected each folder once, "${twice}" is there twice`);
    const unknown = value.among?.find((folder) => !folders.includes(folder));
    if (unknown !== undefined) fault("among", `expected folders of the classes, not "${unknown}"`);
  });

/** What `classes.json` holds. */
export type ClassFile = z.input<typeof classFileSchema>;

/**
 * Opens a folder or a `.tar` of any images, a folder per class, with a class file `classes.json` at its root.
 * @param options with `imagenet`, a class file whose classes name ImageNet's is for a classifier of ImageNet's 1,000:
 *   predictions are among the named ones, and images of classes that name none are left out. Images are counted by the
 *   folder's own classes all the same.
 * @throws InputError if the class file is missing or wrong, or images lie in a folder that it does not name
 */
export async function openClassFolder(
  path: string,
  { imagenet = false }: { readonly imagenet?: boolean } = {},
): Promise<ImageSet> {
  const files = await openImageFiles(path);
  const place = `${path}/${classFileName}`;
  let text: string | undefined;
  for await (const { bytes } of files.read(
    files.files.filter((file) => file.path === classFileName).map((file) => file.path),
  ))
    text = Buffer.from(bytes).toString("utf8");
  if (text === undefined)
    throw new InputError(`${place}: no such file, expected the classes of the images in this folder`);
  const { name, classes, among, templates } = parsedJson(classFileSchema, text, place);
  const numbers = new Map(classes.map(({ folder }, index) => [folder, index]));
  const scored = (among?.map((folder) => numbers.get(folder)!) ?? [...numbers.values()]).sort(
    (a, b) => a - b,
  );
  const allowed = new Set(scored);
  const named = imagenet ? await imagenetLabels(classes, place) : undefined;
  const images: LabelledImage[] = [];
  for (const file of files.files.filter(isPicture)) {
    const folder = file.path.split("/").at(-2) ?? "";
    const label = numbers.get(folder);
    if (label === undefined || !allowed.has(label))
      throw new InputError(
        `${path}: ${file.path} lies in folder "${folder}", which ${label === undefined ? "classes" : "among"} of ${classFileName} does not name`,
      );
    const labels = named ? (named.get(label) ?? []) : [label];
    if (labels.length > 0) images.push({ path: file.path, labels, countedAs: label });
  }
  if (images.length === 0) throw new InputError(`${path}: no images, expected a folder per class`);
  const names = classes.map((one) => one.name ?? one.folder);
  const chosen = named ? scored.flatMap((label) => named.get(label) ?? []).sort((a, b) => a - b) : scored;
  return {
    labelling: { testSet: name, title: name, classes: chosen, border: 0 },
    ...(!named && { classList: { names, ...(templates !== undefined && { templates }) } }),
    counted: names,
    images,
    files,
    notes: [],
  };
}

/** For each class that names classes of ImageNet, their indices; undefined if none does. */
async function imagenetLabels(
  classes: readonly { readonly imagenet?: readonly string[] | undefined }[],
  place: string,
): Promise<ReadonlyMap<number, readonly number[]> | undefined> {
  if (classes.every(({ imagenet }) => imagenet === undefined)) return undefined;
  const indices = new Map((await loadImageNetClasses()).map(({ wnid }, index) => [wnid, index]));
  const owners = new Map<string, number>();
  const labels = new Map<number, readonly number[]>();
  for (const [at, { imagenet = [] }] of classes.entries()) {
    for (const wnid of imagenet) {
      if (!indices.has(wnid))
        throw new InputError(`${place}: classes.${at}.imagenet: "${wnid}" is not one of ImageNet's 1000`);
      const owner = owners.get(wnid);
      if (owner !== undefined)
        throw new InputError(
          `${place}: classes.${at}.imagenet: "${wnid}" is right for classes.${owner} too, expected it once`,
        );
      owners.set(wnid, at);
    }
    if (imagenet.length > 0)
      labels.set(
        at,
        imagenet.map((wnid) => indices.get(wnid)!),
      );
  }
  return labels;
}
