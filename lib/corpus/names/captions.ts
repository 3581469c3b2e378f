import { Random } from "../../base/random.js";
import type { Candidate, Caption } from "../sets/candidate.js";
import type { CaptionSources } from "./captionSources.js";
import type { StyledName } from "./styleWords.js";
import { words } from "./words.js";

/** How captions are made. The defaults are those of the corpus. */
interface CaptionOptions {
  readonly seed: number | string;
  /** Share of emoji captions in English, in [0, 1]. The others use a language drawn from CLDR's. */
  readonly englishShare?: number;
}

/** A caption and its language, as a CLDR code (`en`, `de`, …). */
export interface WrittenCaption {
  readonly caption: Caption;
  readonly language: string;
}

/**
 * Creates a function that writes captions, using only text that the icons' publishers provide:
 * - title: the icon's name with hyphens replaced by spaces. Style words stay in place and are listed in `styleWords`.
 * - description: the set's categories for the icon, joined by commas. Empty for sets without categories.
 * - tags: other names and search tags in published order, without duplicates and without those that repeat the title.
 *
 * Emoji have official Unicode names and keywords in more than a hundred languages. People caption their photos in
 * their own language, so each emoji icon is captioned in one language: English with probability `englishShare`,
 * otherwise one drawn uniformly from the languages that have a name for it. Title and tags are then CLDR's name and
 * keywords in that language, and the description is empty. The default of one half is our choice: about half of the
 * web is in English. The draw depends only on the seed and the icon's id.
 */
export function createCaptioner(sources: CaptionSources, options: CaptionOptions) {
  const { englishShare = 0.5 } = options;
  const draws = new Random(options.seed).stream("caption language");
  const languages = [...sources.annotations.keys()].filter((language) => language !== "en").sort();

  /** @param name the candidate's name, split by the style reader of its set */
  return (candidate: Candidate, name: StyledName): WrittenCaption => {
    const emoji = sources.emoji.get(candidate.set)?.get(candidate.name);
    if (emoji !== undefined) {
      const draw = draws.stream(candidate.id);
      const known = languages.filter((language) => sources.annotations.get(language)!.has(emoji));
      if (known.length > 0 && draw.uniform() >= englishShare) {
        const language = known[draw.integer(known.length)]!;
        const { name: title, keywords } = sources.annotations.get(language)!.get(emoji)!;
        return {
          language,
          caption: { title, description: "", tags: distinct(keywords, title), styleWords: [] },
        };
      }
    }
    const title = candidate.name.replace(/[-_]+/g, " ").trim();
    const tags = [
      ...candidate.aliases.map((alias) => alias.replace(/[-_]+/g, " ")),
      ...(sources.searchTags.get(candidate.set)?.get(name.base.join("-")) ?? []),
      ...((emoji && sources.annotations.get("en")?.get(emoji)?.keywords) ?? []),
    ];
    return {
      language: "en",
      caption: {
        title,
        description: candidate.categories.join(", "),
        tags: distinct(tags, title),
        styleWords: name.style,
      },
    };
  };
}

/** The title without the style words at either end: `calendar add 24 filled` → `calendar add`. */
export function titleWithoutStyle({ title, styleWords }: Caption): string {
  const left = title.split(" ");
  const style = [...styleWords];
  for (let own = words(left.at(-1)!); left.length > 1; own = words(left.at(-1)!)) {
    if (own.length === 0 || own.some((word, i) => style.at(i - own.length) !== word)) break;
    left.pop();
    style.splice(-own.length);
  }
  for (let own = words(left[0]!); left.length > 1; own = words(left[0]!)) {
    if (own.length === 0 || own.some((word, i) => style[i] !== word)) break;
    left.shift();
    style.splice(0, own.length);
  }
  return left.join(" ");
}

/** Title, description and tags joined by spaces, as in Fang et al. */
export function captionText({ title, description, tags }: Caption): string {
  return [title, description, ...tags].filter((part) => part !== "").join(" ");
}

function distinct(tags: readonly string[], title: string): string[] {
  const same = (text: string) => words(text).join(" ");
  const seen = new Set([same(title)]);
  return tags.filter((tag) => {
    const key = same(tag);
    if (key === "" || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
