import { z } from "zod";
import { InputError } from "../../base/errors.js";
import { inPackage, readInput } from "../../base/files.js";
import { parsedJson } from "../../base/parse.js";
import { loadClassFrequencies } from "../../published/load.js";
import type { CaptionedImage } from "../names/properties.js";

const recordSchema = z.object({
  /** ILSVRC-2012's file name, e.g. `n01440764_10026.JPEG`. */
  filename: z.string().min(1),
  /** WordNet id of the image's class, e.g. `n01440764`. */
  wnid: z.string().regex(/^n\d{8}$/, "expected n and eight digits"),
  title: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
});

/** One record of ImageNet-Captions as released: the Flickr text of an ImageNet image. */
export type ImagenetCaption = Readonly<z.infer<typeof recordSchema>>;

/** Twenty made-up records in the format of the release, as an example. */
export const exampleCaptionsPath: string = inPackage("data", "corpus", "imagenet-captions-example.json");

const synsetsSchema = z.object({
  note: z.string(),
  synsets: z.record(z.string(), z.array(z.string()).min(1)),
});

/**
 * Loads the names of ImageNet's 1000 classes by wnid: the lemmas of the WordNet 3.0 synset, plus the edited class name
 * used in zero-shot prompts (data/published/class-frequencies.csv) if it is not one of the lemmas.
 */
export async function loadImagenetNames(): Promise<Map<string, readonly string[]>> {
  const path = inPackage("data", "corpus", "imagenet-synsets.json");
  const { synsets } = parsedJson(synsetsSchema, await readInput(path), path);
  const edited = (await loadClassFrequencies()).map(({ class_name }) => class_name);
  return new Map(
    Object.entries(synsets).map(([wnid, lemmas], index) => {
      const name = edited[index];
      return [wnid, name === undefined || lemmas.includes(name) ? lemmas : [...lemmas, name]];
    }),
  );
}

/**
 * Reads the JSON file of ImageNet-Captions (github.com/mlfoundations/imagenet-captions): a list of
 * `{filename, wnid, title, description, tags}`. Other fields are ignored.
 * @param known the allowed wnids, from `loadImagenetNames`
 * @throws InputError naming file, record index, field and value if the file is not JSON or not a list, a field is
 *   missing or has the wrong type, or a wnid is unknown
 */
export async function readImagenetCaptions(
  path: string,
  known: ReadonlyMap<string, unknown>,
): Promise<ImagenetCaption[]> {
  let list: unknown;
  const text = await readInput(path);
  try {
    list = JSON.parse(text);
  } catch (error) {
    throw new InputError(`${path}: not JSON (${(error as Error).message})`);
  }
  if (!Array.isArray(list)) {
    throw new InputError(
      `${path}: expected a list of {filename, wnid, title, description, tags}, found ${kindOf(list)}`,
    );
  }
  return list.map((record: unknown, index) => {
    const parsed = recordSchema.safeParse(record);
    if (!parsed.success) {
      const issue = parsed.error.issues[0]!;
      throw new InputError(`${path}: [${index}] ${issue.path.join(".") || "record"}: ${issue.message}`);
    }
    if (!known.has(parsed.data.wnid))
      throw new InputError(`${path}: [${index}] wnid: "${parsed.data.wnid}" is not one of ImageNet's 1000`);
    return parsed.data;
  });
}

/** Converts a record to the corpus's format, for `captionProperties`, the profanity filter and text matching. */
export function asCaptionedImage({ wnid, title, description, tags }: ImagenetCaption): CaptionedImage {
  return { classId: wnid, set: "Flickr", caption: { title, description, tags, styleWords: [] } };
}

function kindOf(value: unknown): string {
  return value === null ? "null" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}
