import { Random } from "../../base/random.js";
import type { Candidate, Caption } from "../sets/candidate.js";
import type { CaptionSources } from "./captionSources.js";
import type { StyledName } from "./styleWords.js";
import { words } from "./words.js";

/** How captions are made; the defaults make the corpus. */
export interface CaptionOptions {
  readonly seed: number | string;
  /** Share of emoji captions left in English, in [0, 1]; the others are drawn from CLDR's languages. */
  readonly englishShare?: number;
}

/** A caption with the language it was drawn in, as CLDR writes it (`en`, `de`, …). */
export interface WrittenCaption {
  readonly caption: Caption;
  readonly language: string;
}

/**
 * Makes the captions of candidates, of nothing but what their publishers say:
 * - title: the icon's name with hyphens as spaces, style words left in place and listed in `styleWords`;
 * - description: the set's categories for the icon, joined by commas; empty for sets without categories;
 * - tags: other names and search tags, in published order, each once, without those that repeat the title.
 *
 * Emoji carry Unicode's official names and keywords in more than a hundred languages. As people caption their
 * photos in their own language, each emoji icon is captioned in one language: English with probability
 * `englishShare`, else one drawn evenly from those that have a name for it. Then title and tags are CLDR's
 * name and keywords in that language, and there is no description. One half, the default, is a choice:
 * English is about half of the web. The draw depends on the seed and the icon's id alone.
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

/** The title without its style words, which stand at its ends: `calendar add 24 filled` → `calendar add`. */
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

/** Title, description and tags joined by spaces, as Fang et al. join them. */
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
