import pluralize from "pluralize";

/**
 * Splits a text into lower-case words: runs of letters and runs of digits. Apostrophes are dropped, so `woman's` is
 * one word. All other characters separate words: `calendar-add_24` gives `calendar`, `add`, `24`. Characters that are
 * variants of others count as those (Unicode's NFKC). Labels, captions and tokens are all read with this function.
 */
export function words(text: string): string[] {
  return (
    text
      .normalize("NFKC")
      .toLowerCase()
      .replace(/['’]/g, "")
      .match(/[\p{L}\p{M}]+|\p{N}+/gu) ?? []
  );
}

/**
 * The spellings of a phrase, each as a list of words: as written, with its last word in the plural, and (for several
 * words) each of these joined into one. `light bulb` gives also `light bulbs`, `lightbulb` and `lightbulbs`.
 */
export function spellings(phrase: string): string[][] {
  const singular = words(phrase);
  const last = singular.at(-1);
  if (last === undefined) return [];
  const plural = [...singular.slice(0, -1), pluralize(last)];
  const found = new Map<string, string[]>();
  for (const form of [singular, plural]) {
    found.set(form.join(" "), form);
    if (form.length > 1 && form.every((word) => /^\p{L}/u.test(word))) {
      found.set(form.join(""), [form.join("")]);
    }
  }
  return [...found.values()];
}
