import type { SplitName } from "../build/splits.js";
import { createTextMatcher } from "../names/textMatch.js";
import { words } from "../names/words.js";
import type { Corpus } from "../read/openCorpus.js";
import type { CorpusClass } from "../sets/classes.js";
import { labelledTexts } from "./labelledTexts.js";

/** How often the captions of a split say what its labels say. Shares are fractions of the labelled icons. */
export interface ClassWordShares {
  readonly split: SplitName;
  readonly labelled: number;
  /** The title holds the class's name, the one that prompts use. */
  readonly nameInTitle: number;
  /** Title, tags or description hold it. */
  readonly nameInText: number;
  /** Title, tags or description hold any term of the class, as whole words. */
  readonly termInText: number;
}

/**
 * Shares of the labelled icons of a split whose caption holds a word for their class.
 * @throws RangeError if the split has no labelled icon
 */
export function classWordShares(
  corpus: Corpus,
  classes: readonly CorpusClass[],
  split: SplitName,
): ClassWordShares {
  const spaced = (text: string) => words(text).join(" ");
  const names = createTextMatcher(new Map(classes.map(({ id, name }) => [id, [spaced(name)]])), "word");
  const terms = createTextMatcher(new Map(classes.map(({ id, terms }) => [id, terms.map(spaced)])), "word");
  const share = (matcher: typeof names, texts: ReturnType<typeof labelledTexts>): number => {
    const labelled = texts.filter(({ classId }) => classId !== undefined);
    if (labelled.length === 0) throw new RangeError(`${split}: no labelled icon`);
    const held = labelled.filter(({ text, classId }) =>
      text.split(" . ").some((part) => matcher.classesIn(spaced(part)).includes(classId!)),
    );
    return held.length / labelled.length;
  };
  const all = labelledTexts(corpus, split);
  return {
    split,
    labelled: all.filter(({ classId }) => classId !== undefined).length,
    nameInTitle: share(names, labelledTexts(corpus, split, ["title"])),
    nameInText: share(names, all),
    termInText: share(terms, all),
  };
}
