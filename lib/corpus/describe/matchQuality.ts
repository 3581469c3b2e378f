import { createTextMatcher, type TextMatcher, type TextRule } from "../names/textMatch.js";
import { words } from "../names/words.js";

/** A text, and the class of its image if it has one. */
export interface LabelledText {
  readonly text: string;
  readonly classId?: string | undefined;
}

/** How well labels found in texts agree with the images' own classes: counts, and the fractions derived from them. */
export interface MatchQuality {
  readonly images: number;
  /** Images that have a class of their own. */
  readonly labelled: number;
  /** Images in whose text at least one class was found. */
  readonly matched: number;
  /** Image-label pairs found. An image whose text names three classes counts three times. */
  readonly pairs: number;
  /** Pairs whose label is the image's class. */
  readonly right: number;
  /** Pairs whose image has a class different from the label. */
  readonly otherClass: number;
  /** right / pairs: the fraction of found labels that are right. NaN if there are no pairs. */
  readonly precision: number;
  /** right / labelled: the fraction of images with a class whose class was found. NaN if there are no such images. */
  readonly recall: number;
}

/** Match quality for one class. */
export interface ClassMatches {
  readonly classId: string;
  readonly labelled: number;
  readonly pairs: number;
  readonly right: number;
  readonly precision: number;
  readonly recall: number;
  /**
   * Words that occur in wrongly matched texts of this class but in no correctly matched one. Words that contain the
   * class name (`cat` in `location`) come first, then the others; within each group the most frequent come first.
   */
  readonly misleading: readonly { readonly word: string; readonly texts: number }[];
}

/** Measures a text matcher on a pool of texts. Pure. */
export function matchQuality(texts: Iterable<LabelledText>, matcher: TextMatcher): MatchQuality {
  let images = 0;
  let labelled = 0;
  let matched = 0;
  let pairs = 0;
  let right = 0;
  let otherClass = 0;
  for (const { text, classId } of texts) {
    const found = matcher.classesIn(text);
    images++;
    pairs += found.length;
    if (found.length > 0) matched++;
    if (classId === undefined) continue;
    labelled++;
    const hits = found.includes(classId) ? 1 : 0;
    right += hits;
    otherClass += found.length - hits;
  }
  const counts = { images, labelled, matched, pairs, right, otherClass };
  return { ...counts, precision: right / pairs, recall: right / labelled };
}

/** Measures both rules of searching class names in texts. @param names every class's names */
export function qualityByRule(
  texts: readonly LabelledText[],
  names: ReadonlyMap<string, readonly string[]>,
): Record<TextRule, MatchQuality> {
  return {
    substring: matchQuality(texts, createTextMatcher(names, "substring")),
    word: matchQuality(texts, createTextMatcher(names, "word")),
  };
}

/**
 * Match quality for each class, with misleading words. Classes with most pairs come first. Classes that are neither
 * found nor labelled are left out.
 * @param atMost maximum number of misleading words per class, default 3
 */
export function matchesByClass(
  texts: Iterable<LabelledText>,
  matcher: TextMatcher,
  atMost = 3,
): ClassMatches[] {
  const classes = new Map<string, Tally>();
  const tally = (classId: string) => {
    const known = classes.get(classId) ?? new Tally();
    classes.set(classId, known);
    return known;
  };
  for (const { text, classId } of texts) {
    if (classId !== undefined) tally(classId).labelled++;
    for (const found of matcher.classesIn(text)) tally(found).add(text, found === classId);
  }
  return [...classes]
    .map(([classId, { labelled, pairs, right, rightWords, wrongWords }]) => {
      const misleading = [...wrongWords]
        .filter(([word]) => !rightWords.has(word))
        .map(([word, texts]) => ({ word, texts, holdsName: matcher.classesIn(word).includes(classId) }))
        .sort(
          (a, b) =>
            Number(b.holdsName) - Number(a.holdsName) || b.texts - a.texts || (a.word < b.word ? -1 : 1),
        )
        .slice(0, atMost)
        .map(({ word, texts }) => ({ word, texts }));
      return {
        classId,
        labelled,
        pairs,
        right,
        precision: right / pairs,
        recall: right / labelled,
        misleading,
      };
    })
    .sort((a, b) => b.pairs - a.pairs || (a.classId < b.classId ? -1 : 1));
}

class Tally {
  labelled = 0;
  pairs = 0;
  right = 0;
  readonly rightWords = new Set<string>();
  readonly wrongWords = new Map<string, number>();

  add(text: string, isRight: boolean): void {
    this.pairs++;
    if (isRight) this.right++;
    for (const word of new Set(words(text)))
      if (isRight) this.rightWords.add(word);
      else this.wrongWords.set(word, (this.wrongWords.get(word) ?? 0) + 1);
  }
}
