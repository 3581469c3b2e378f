import { readFileSync } from "node:fs";
import { sourceFile } from "../sets/sources.js";
import { words } from "./words.js";

/** Style prefixes and suffixes of a set's icon names, each as a list of words, e.g. `["outline", "rounded"]`. */
export interface Styles {
  readonly prefixes: readonly (readonly string[])[];
  readonly suffixes: readonly (readonly string[])[];
}

/** Words that never name a thing at the end of an icon's name. At least one set declares each of them as a style. */
const sureStyles = new Set(
  "outline outlined solid fill filled duotone twotone linear bold thin rounded sharp baseline".split(" "),
);

/** Styles that sets use without declaring them. */
const undeclared: Styles = {
  prefixes: [],
  suffixes: [
    "line",
    "light",
    "regular",
    "flat",
    "color",
    "round",
    "two tone",
    "duo",
    "mini",
    "alt",
    "px",
    "24 px",
    "remix",
  ].map((style) => style.split(" ")),
};

/** Reads the styles a set declares in its package. @throws InputError if the package is not installed */
export function readDeclaredStyles(set: string): Styles {
  const metadata = JSON.parse(readFileSync(sourceFile(set, "metadata.json"), "utf8")) as {
    prefixes?: Readonly<Record<string, string>>;
    suffixes?: Readonly<Record<string, string>>;
  };
  const asWords = (declared: Readonly<Record<string, string>> = {}) =>
    Object.keys(declared)
      .map(words)
      .filter((style) => style.length > 0);
  return { prefixes: asWords(metadata.prefixes), suffixes: asWords(metadata.suffixes) };
}

/** An icon's name in two parts: what is drawn, and how it is drawn. */
export interface StyledName {
  /** The name's words without style words: `calendar`, `add`. */
  readonly base: readonly string[];
  /** The style words, in order: `24`, `filled`. */
  readonly style: readonly string[];
}

/**
 * Creates a function that splits one set's names into base and style. It removes styles from both ends of a name as
 * long as something remains. The styles are those the set declares and a short list of others. A word that may also
 * name a thing (`light`, `round`, `24`) counts as style only if the set contains a sibling: an icon of the same name
 * with another style or none. `traffic-light` stays whole next to `traffic-light-bold`.
 * @param names all icon names of the set
 */
export function createStyleReader(names: Iterable<string>, declared: Styles): (name: string) => StyledName {
  const styles: Styles = {
    prefixes: [...declared.prefixes, ...[...sureStyles].map((word) => [word])],
    suffixes: [...declared.suffixes, ...undeclared.suffixes, ...[...sureStyles].map((word) => [word])],
  };
  const worn = new Map<string, Set<string>>();
  for (const name of names) collectStyles(words(name), styles, worn);
  const hasSibling = (stem: readonly string[]) => (worn.get(stem.join("-"))?.size ?? 0) > 1;

  return (name) => {
    let base = words(name);
    let opening: string[] = [];
    let closing: string[] = [];
    for (;;) {
      const cut = cuts(base, styles).find(({ style, stem }) => style.some(isSure) || hasSibling(stem));
      if (cut === undefined) return { base, style: [...opening, ...closing] };
      if (cut.atEnd) closing = [...cut.style, ...closing];
      else opening = [...opening, ...cut.style];
      base = cut.stem;
    }
  };
}

function isSure(word: string): boolean {
  return sureStyles.has(word);
}

interface Cut {
  readonly style: readonly string[];
  readonly stem: string[];
  readonly atEnd: boolean;
}

/** Every way to remove one style from the name. Longer styles come first, then declared ones. */
function cuts(name: readonly string[], { prefixes, suffixes }: Styles): Cut[] {
  const found: Cut[] = [];
  for (const style of suffixes) {
    const rest = name.length - style.length;
    if (rest > 0 && style.every((word, i) => name[rest + i] === word))
      found.push({ style, stem: name.slice(0, rest), atEnd: true });
  }
  for (const style of prefixes) {
    if (name.length > style.length && style.every((word, i) => name[i] === word))
      found.push({ style, stem: name.slice(style.length), atEnd: false });
  }
  return found.sort((a, b) => b.style.length - a.style.length);
}

/** Records, for the name and every stem it can be cut to, the styles it occurs with. No style counts as one. */
function collectStyles(name: readonly string[], styles: Styles, worn: Map<string, Set<string>>): void {
  wornBy(name, worn).add("");
  for (const { style, stem } of cuts(name, styles)) {
    wornBy(stem, worn).add(style.join("-"));
    for (const deeper of cuts(stem, styles)) wornBy(deeper.stem, worn).add(deeper.style.join("-"));
  }
}

function wornBy(name: readonly string[], worn: Map<string, Set<string>>): Set<string> {
  const key = name.join("-");
  let styles = worn.get(key);
  if (styles === undefined) {
    styles = new Set();
    worn.set(key, styles);
  }
  return styles;
}
