import { Random } from "../../base/random.js";
import type { Candidate, Caption, OtherCaption } from "../sets/candidate.js";
import type { CaptionSources } from "./captionSources.js";
import type { StyledName } from "./styleWords.js";
import { words } from "./words.js";

/** How captions are made. The defaults are those of the corpus. */
interface CaptionOptions {
  readonly seed: number | string;
  /** Share of emoji that also get a caption in another language, in [0, 1]. */
  readonly otherLanguages?: number;
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
 * All captions are in English, as over 90% of ImageNet-Captions are. Emoji have official Unicode names and keywords in
 * more than a hundred languages. Half of them, drawn at random, have a second caption (`inOtherLanguage`): CLDR's name
 * and keywords in a language drawn uniformly from those that have them. Training reads it only on request, to ask what
 * captions in other languages do. The draw depends only on the seed and the icon's id.
 */
export function createCaptioner(sources: CaptionSources, options: CaptionOptions) {
  const { otherLanguages = 0.5 } = options;
  const draws = new Random(options.seed).stream("caption language");
  const languages = [...sources.annotations.keys()].filter((language) => language !== "en").sort();

  const otherCaption = (id: string, emoji: string): OtherCaption | undefined => {
    const draw = draws.stream(id);
    const known = languages.filter((language) => sources.annotations.get(language)!.has(emoji));
    if (known.length === 0 || draw.uniform() >= otherLanguages) return undefined;
    const language = known[draw.integer(known.length)]!;
    const { name: title, keywords } = sources.annotations.get(language)!.get(emoji)!;
    return { language, title, tags: distinct(keywords, title) };
  };

  /** @param name the candidate's name, split by the style reader of its set */
  return (candidate: Candidate, name: StyledName): WrittenCaption => {
    const emoji = sources.emoji.get(candidate.set)?.get(candidate.name);
    const other = emoji === undefined ? undefined : otherCaption(candidate.id, emoji);
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
        ...(other === undefined ? {} : { inOtherLanguage: other }),
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
