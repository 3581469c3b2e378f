import { z } from "zod";
import type { Random } from "../base/random.js";
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
    return captionWords(template.replaceAll("{}", className)).join(" ");
  }
  const chosen =
    config.tags === undefined || parts.tags.length <= config.tags
      ? parts.tags
      : random.sample(parts.tags, config.tags);
  const texts = { title: parts.title, description: parts.description, tags: chosen.join(" ") };
  const all = config.fields.flatMap((field) => captionWords(texts[field]));
  if (config.styleWords) return all.join(" ");
  const style = new Set(parts.styleWords.flatMap(captionWords));
  return all.filter((word) => !style.has(word)).join(" ");
}

/**
 * The words of a caption: letters, marks and digits together, in lower case; everything else separates.
 *
 * Class names are matched with `words` of lib/corpus/names/words.ts, which also separates digits from letters and drops
 * apostrophes. So the title `building2` matches "building", but its caption hides that word. The committed records were
 * trained on captions read in this way; the next sweep is to read them with `words` (data/sweep/PLAN.md).
 */
export function captionWords(text: string): string[] {
  return (
    text
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  );
}
