import pluralize from "pluralize";

/**
 * The words of a text, lower case, in order: runs of letters and runs of digits. Apostrophes are dropped, so
 * `woman's` is one word; everything else separates: `calendar-add_24` gives `calendar`, `add`, `24`.
 */
export function words(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replace(/['’]/g, "")
      .match(/[\p{L}\p{M}]+|\p{N}+/gu) ?? []
  );
}

/**
 * The spellings under which a phrase is found, each as words: as written, its last word in the plural, and
 * (for several words) both run together: `light bulb` also as `light bulbs`, `lightbulb`, `lightbulbs`.
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
