import { z } from "zod";
import type { Random } from "../base/random.js";
import { words } from "../corpus/names/words.js";
import type { CaptionParts } from "./source.js";

/** The text that accompanies an image in training. */
export const captionSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("text"),
    /** Fields to join with spaces, in this order; Fang et al. (2022) join title, tags and description. */
    fields: z
      .array(z.enum(["title", "description", "tags"]))
      .min(1)
      .readonly()
      .default(["title"]),
    /** Whether to keep style words such as `outline` and `24`. */
    styleWords: z.boolean().default(true),
    /** Maximum number of tags, sampled again each time. Without it, all tags are used. */
    tags: z.int().positive().optional(),
    /** Use an emoji's caption in another language where it has one; half of the emoji do. */
    otherLanguages: z.literal(true).optional(),
    /** Put the name of the image's class before a caption that does not contain it. */
    classWord: z.literal(true).optional(),
  }),
  z.strictObject({
    kind: z.literal("label"),
    /** Templates for the class name. One is drawn each time. */
    templates: z.array(z.string().includes("{}")).min(1).readonly(),
  }),
]);

/** A checked caption config with defaults filled in. */
export type CaptionConfig = z.infer<typeof captionSchema>;

/**
 * The text of one image as lower-case words separated by spaces.
 * @param className the image's class. If it is undefined, the text of a `label` caption is empty.
 * @param random source of random tags and templates
 */
export function captionText(
  config: CaptionConfig,
  parts: CaptionParts,
  className: string | undefined,
  random: Random,
): string {
  if (config.kind === "label") {
    if (className === undefined) return "";
    const template = config.templates[random.integer(config.templates.length)]!;
    return words(template.replaceAll("{}", className)).join(" ");
  }
  const { title, description, tags, styleWords } = config.otherLanguages ? otherwise(parts) : parts;
  const chosen =
    config.tags === undefined || tags.length <= config.tags ? tags : random.sample(tags, config.tags);
  const texts = { title, description, tags: chosen.join(" ") };
  const all = config.fields.flatMap((field) => words(texts[field]));
  const style = config.styleWords ? new Set<string>() : new Set(styleWords.flatMap(words));
  const kept = all.filter((word) => !style.has(word));
  const name = config.classWord && className !== undefined ? words(className) : [];
  return [...(holds(kept, name) ? [] : name), ...kept].join(" ");
}

/** The caption in another language, if there is one. */
function otherwise(parts: CaptionParts): CaptionParts {
  const other = parts.inOtherLanguage;
  return other === undefined ? parts : { ...other, description: "", styleWords: [] };
}

/** Whether a text contains a name: its words, one after the other. */
function holds(text: readonly string[], name: readonly string[]): boolean {
  return text.some((_, at) => name.every((word, i) => text[at + i] === word));
}
