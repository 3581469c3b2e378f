import { z } from "zod";
import type { Random } from "../base/random.js";
import { words } from "../corpus/names/words.js";
import type { CaptionParts } from "./source.js";

/** What text stands beside an image in training. */
export const captionSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("text"),
    /** Fields joined with spaces, in this order, as Fang et al. 2022 join title, tags and description. */
    fields: z
      .array(z.enum(["title", "description", "tags"]))
      .min(1)
      .readonly()
      .default(["title"]),
    /** Whether words such as `outline` and `24` stay. */
    styleWords: z.boolean().default(true),
    /** At most this many tags, drawn anew each time; all without. */
    tags: z.int().positive().optional(),
  }),
  z.strictObject({
    kind: z.literal("label"),
    /** The class name in a template drawn anew each time. */
    templates: z.array(z.string().includes("{}")).min(1).readonly(),
  }),
]);

export type CaptionConfig = z.infer<typeof captionSchema>;

/**
 * The text of one image, lower-case words separated by spaces.
 * @param className the image's class; undefined where it has none, which gives an empty text for `label`
 * @param random draws tags and templates
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
  const chosen =
    config.tags === undefined || parts.tags.length <= config.tags
      ? parts.tags
      : random.sample(parts.tags, config.tags);
  const texts = { title: parts.title, description: parts.description, tags: chosen.join(" ") };
  const all = config.fields.flatMap((field) => words(texts[field]));
  if (config.styleWords) return all.join(" ");
  const style = new Set(parts.styleWords.flatMap(words));
  return all.filter((word) => !style.has(word)).join(" ");
}
