import { z } from "zod";
import { parsedJson } from "../../base/parse.js";

/**
 * English → translation, in groups that only order the file. In both, `#` is a number and `{name}` any text, which
 * is translated in its turn; `{=name}` stays. A translation that changes the order of numbers names them: `#1`, `#2`.
 */
const messagesSchema = z.record(z.string(), z.record(z.string(), z.string()));

export type Messages = z.infer<typeof messagesSchema>;

/** Reads the messages of a catalogue. @throws InputError naming the file and the entry that is not as expected */
export function parseMessages(content: string, path: string): Messages {
  return parsedJson(messagesSchema, content, path);
}
