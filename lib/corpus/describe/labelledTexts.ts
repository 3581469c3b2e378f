import type { SplitName } from "../build/splits.js";
import type { Corpus } from "../read/openCorpus.js";
import type { Caption } from "../sets/candidate.js";
import type { CorpusClass } from "../sets/classes.js";
import type { LabelledText } from "./matchQuality.js";

/** A part of a caption. */
export type CaptionField = keyof Pick<Caption, "title" | "description" | "tags">;

/**
 * The captions of a split as texts to search for class names, each with the class of its icon. Parts are joined with a
 * separator, so that no match spans two of them.
 * @param fields the parts to search; default: all
 */
export function labelledTexts(
  corpus: Corpus,
  name: SplitName,
  fields: readonly CaptionField[] = ["title", "tags", "description"],
): LabelledText[] {
  const { captions, labels } = corpus.split(name);
  return captions.map((caption, row) => ({
    text: fields
      .flatMap((field) => caption[field])
      .filter((part) => part !== "")
      .join(" . "),
    classId: corpus.classes[labels[row]!],
  }));
}

/** The names of each class of the corpus: all its terms, just as a synset has several lemmas. */
export function namesOfClasses(
  corpus: Pick<Corpus, "classes">,
  classes: readonly CorpusClass[],
): Map<string, readonly string[]> {
  const termsOf = new Map(classes.map(({ id, terms }) => [id, terms]));
  return new Map(corpus.classes.map((id) => [id, termsOf.get(id) ?? []]));
}
