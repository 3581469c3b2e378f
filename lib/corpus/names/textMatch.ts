/** How a class's name must occur in a text. */
export type TextRule =
  /** As a case-sensitive substring: the rule of Fang et al., as far as known. `cat` occurs in `vacation`. */
  | "substring"
  /** As a whole word or phrase, ignoring case: the rule of Wen et al. (NeurIPS 2024). */
  | "word";

/** Labels texts by the class names they contain. */
export interface TextMatcher {
  /** Every class with a name in the text, in order of first occurrence, without repeats. */
  classesIn(text: string): string[];
}

interface Node {
  readonly next: Map<string, Node>;
  classIds: readonly string[];
}

/**
 * The label search of the paper's baseline without a language model: it looks for class names in captions and
 * applies no other rules. A name shared by two classes labels both. Plurals do not match.
 * Pure. The time grows with the text, not with the number of names.
 * @param names every class's names, e.g. a synset's lemmas
 */
export function createTextMatcher(
  names: ReadonlyMap<string, readonly string[]>,
  rule: TextRule,
): TextMatcher {
  const fold = (text: string) => (rule === "word" ? text.toLowerCase() : text);
  const root: Node = { next: new Map(), classIds: [] };
  for (const [classId, classNames] of names) {
    for (const name of classNames) {
      let node = root;
      for (const character of fold(name)) {
        let child = node.next.get(character);
        if (child === undefined) {
          child = { next: new Map(), classIds: [] };
          node.next.set(character, child);
        }
        node = child;
      }
      if (node !== root && !node.classIds.includes(classId)) node.classIds = [...node.classIds, classId];
    }
  }

  return {
    classesIn(text) {
      const characters = [...fold(text)];
      const found = new Set<string>();
      for (let start = 0; start < characters.length; start++) {
        if (rule === "word" && isWordPart(characters[start - 1])) continue;
        let node: Node | undefined = root;
        for (let end = start; end < characters.length; end++) {
          node = node.next.get(characters[end]!);
          if (node === undefined) break;
          if (rule === "word" && isWordPart(characters[end + 1])) continue;
          for (const classId of node.classIds) found.add(classId);
        }
      }
      return [...found];
    },
  };
}

/** A matcher that finds nothing in a text that names several classes. */
export function onlyUnique({ classesIn }: TextMatcher): TextMatcher {
  return {
    classesIn(text) {
      const found = classesIn(text);
      return found.length === 1 ? found : [];
    },
  };
}

function isWordPart(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{M}\p{N}_]/u.test(character);
}
