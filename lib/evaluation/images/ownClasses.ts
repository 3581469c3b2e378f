import { z } from "zod";
import { InputError } from "../../base/errors.js";
import { parsedJson } from "../../base/parse.js";
import { loadImageNetClasses } from "../../published/load.js";
import type { Labelling } from "./labels.js";

/** The file in a reader's own image folder that lists its classes. */
export const ownClassesFile = "classes.json";

export const ownClassesSchema = z.strictObject({
  classes: z
    .array(
      z.strictObject({
        /** Name of the class's folder. */
        folder: z.string().min(1),
        /** Name of the class, as used in prompts. */
        name: z.string().min(1),
        /** ImageNet classes that are right for its images, as wnids; needed for a classifier of ImageNet's 1,000. */
        imagenet: z.array(z.string().regex(/^n\d{8}$/, "expected n and eight digits")).optional(),
      }),
    )
    .min(2),
});

/** The content of a class file. */
export type OwnClasses = z.infer<typeof ownClassesSchema>;

/**
 * The labelling of a reader's own image set.
 * @param text content of its class file
 * @param place the file, for messages
 * @param testSet name of the set
 * @param imagenet whether predictions are among ImageNet's classes. The classes of the set without such a class are left
 *   out; otherwise predictions are among the set's own classes.
 * @throws InputError naming the field if the file is not valid, a folder is listed twice, or a class of ImageNet is unknown
 *   or belongs to two classes
 */
export async function ownLabelling(
  text: string,
  place: string,
  testSet: string,
  imagenet: boolean,
): Promise<Labelling> {
  const { classes } = parsedJson(ownClassesSchema, text, place);
  const byFolder = new Map<string, { counted: number; labels: readonly number[] }>();
  const wnids = new Map((await loadImageNetClasses()).map(({ wnid }, index) => [wnid, index]));
  const owners = new Map<number, string>();
  for (const [at, { folder, imagenet: own = [] }] of classes.entries()) {
    if (byFolder.has(folder))
      throw new InputError(`${place}: classes.${at}.folder: "${folder}" is listed twice, expected once`);
    const indices = own.map((wnid) => {
      const index = wnids.get(wnid);
      if (index === undefined)
        throw new InputError(`${place}: classes.${at}.imagenet: "${wnid}" is not one of ImageNet's 1000`);
      const owner = owners.get(index);
      if (owner !== undefined)
        throw new InputError(`${place}: classes.${at}.imagenet: "${wnid}" belongs to "${owner}" too`);
      owners.set(index, folder);
      return index;
    });
    byFolder.set(folder, { counted: at, labels: imagenet ? indices : [at] });
  }
  const used = [...byFolder.values()].filter(({ labels }) => labels.length > 0);
  if (used.length < 2)
    throw new InputError(
      `${place}: ${used.length} classes name an ImageNet class, expected at least 2 for a classifier of ImageNet's 1000`,
    );
  return {
    testSet,
    title: testSet,
    images: undefined,
    classes: used.flatMap(({ labels }) => labels).sort((a, b) => a - b),
    counted: classes.map(({ name }) => name),
    folders: `the classes of ${ownClassesFile}`,
    classFolders: used.length,
    hasOthers: used.length < classes.length,
    border: 0,
    labelsOf: (folder) => {
      const labels = byFolder.get(folder)?.labels;
      return labels?.length === 0 ? undefined : labels;
    },
    countedAs: (folder) => byFolder.get(folder)!.counted,
  };
}
