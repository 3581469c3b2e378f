import { sha256 } from "../base/hash.js";

/**
 * What an icon shows, whatever set drew it and however: the words of its name without those of style, each
 * once, in alphabetical order. `calendar-add-outline` and `add-calendar-24` are one concept, `add calendar`.
 *
 * @param base the name's words without style words
 */
export function conceptOf(base: readonly string[]): string {
  return [...new Set(base)].sort().join(" ");
}

/** A place in [0, 1) that depends on the concept and the seed alone, so all icons of a concept share it. */
export function placeOf(concept: string, seed: number): number {
  return Number.parseInt(sha256(`${seed}/${concept}`).slice(0, 12), 16) / 2 ** 48;
}
