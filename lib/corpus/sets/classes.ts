import { z } from "zod";
import { InputError } from "../../base/errors.js";
import { inPackage, readInput } from "../../base/files.js";
import { jsonValue } from "../../base/parse.js";

const phrase = z
  .string()
  .regex(/^[a-z0-9]+( [a-z0-9]+)*$/, "expected lower-case words separated by single spaces");

const wordNetSense = /^[^#\s]+#\d+$/;
const otherSense = /^(unicode:U\+[0-9A-F]{4,5}( U\+[0-9A-F]{4,5})*|ours: \S.*)$/;

const classSchema = z
  .strictObject({
    /** Unique, e.g. `traffic-light`. */
    id: z.string().regex(/^[a-z]+(-[a-z]+)*$/, "expected lower-case letters and single hyphens"),
    /** The name used in prompts, e.g. `traffic light`. */
    name: phrase,
    /**
     * What the name means: a WordNet noun sense as lemma and sense number in WordNet 3.0, e.g. `bank#2`. Where WordNet has
     * none: an emoji or symbol, e.g. `unicode:U+1F44D`, or a line of our own, e.g. `ours: two curved arrows in a circle`.
     */
    sense: z
      .string()
      .refine(
        (sense) => wordNetSense.test(sense) || otherSense.test(sense),
        "expected lemma#number, unicode:U+… or ours: …",
      ),
    /** The same sense as a WordNet sense key, valid in 3.0 and 3.1, e.g. `bank%1:14:00::`. */
    senseKey: z
      .string()
      .regex(/^[^%\s]+%1:\d\d:\d\d::$/, "expected a noun's sense key")
      .optional(),
    /** The same sense as an offset in WordNet 3.0, the number in ImageNet's wnid: `08420278-n` is n08420278. */
    synset: z
      .string()
      .regex(/^\d{8}-n$/, "expected eight digits and -n")
      .optional(),
    /** First lemma of each synset from `entity` down to the class, following first hypernyms. */
    path: z.array(z.string()).min(2).optional(),
    /**
     * A sign, such as a check mark: the icon's name must be one of the terms and nothing else, apart from its style and its
     * frame. Without this, a term may stand anywhere in a name.
     */
    alone: z.literal(true).optional(),
    /** Words and phrases that name the class, in the singular if there is one. */
    terms: z.array(phrase).min(1),
    /** Phrases that contain a term but name another thing, e.g. `paper plane`. */
    otherThings: z.array(phrase),
    /** If one of these words accompanies a term, the picture shows something else, e.g. `eye` with `dropper`. */
    without: z.array(phrase),
    /** Sets that use a term for something else: in emoji sets, `mouse` is the animal. */
    exceptIn: z.array(z.strictObject({ term: phrase, sets: z.array(z.string()).min(1) })).optional(),
  })
  .refine(
    ({ sense, senseKey, synset, path }) =>
      [senseKey, synset, path].every((field) => (field !== undefined) === wordNetSense.test(sense)),
    "expected senseKey, synset and path with a sense of WordNet's, and none of them with another",
  );

const vocabularySchema = z.strictObject({
  note: z.string(),
  /** Sets whose names are noun phrases with the thing at the end: there, `lightning-bow` is a bow. */
  headLast: z.array(z.string()).optional(),
  /** Words that say how a sign is framed or drawn: `circle`, `bold`. They do not count in the name of a sign. */
  frames: z.array(phrase).optional(),
  /** Opening words that some sets file their icons under, e.g. `interface essential`. They do not count either. */
  topics: z.array(phrase).optional(),
  /** The label classes. */
  classes: z.array(classSchema).min(1),
  /** Things that are not classes. A name that contains a class and one of these is ambiguous. */
  others: z.array(
    z.strictObject({
      id: z.string().regex(/^[a-z]+(-[a-z]+)*$/),
      /** Where it counts: `anywhere`, or only `before` the class, where icon names put their subject. */
      position: z.enum(["anywhere", "before"]),
      terms: z.array(phrase).min(1),
    }),
  ),
});

/** A label class: a thing or a sign, what it means, and the words that name it. */
export type CorpusClass = Readonly<z.infer<typeof classSchema>>;

/** The label classes, and the other things that the matcher must distinguish from them. */
export type Vocabulary = Readonly<z.infer<typeof vocabularySchema>>;

/** The package's own class file. */
export const classesPath: string = inPackage("data", "corpus", "classes.json");

/**
 * Reads and checks a class file (see data/corpus/classes.json for the format).
 * @throws InputError naming file, class and field if the file is not JSON, has the wrong format, or repeats an id
 */
export async function loadClasses(path: string = classesPath): Promise<Vocabulary> {
  const parsed = vocabularySchema.safeParse(jsonValue(await readInput(path), path));
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new InputError(`${path}: ${issue.path.join(".") || "the file"}: ${issue.message}`);
  }
  const seen = new Set<string>();
  for (const { id } of [...parsed.data.classes, ...parsed.data.others]) {
    if (seen.has(id)) throw new InputError(`${path}: "${id}" is declared twice`);
    seen.add(id);
  }
  return parsed.data;
}
