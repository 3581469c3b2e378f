import { englishDataset, englishRecommendedTransformers, RegExpMatcher } from "obscenity";
import type { Caption } from "../sets/candidate.js";
import { captionText } from "./captions.js";
import { words } from "./words.js";

/**
 * Harmless words in icon names that the library calls profane: the bird (an ImageNet class), the pet, the mushroom,
 * a vehicle's retarder, "ban user" written as one word, the bastard sword.
 */
const harmless = new Set(
  "cock cocks pussycat pussycats shiitake retarder retarders banuser banuseralt pixelbastardsword".split(" "),
);

const matcher = new RegExpMatcher({ ...englishDataset.build(), ...englishRecommendedTransformers });
const verdicts = new Map<string, boolean>();

/**
 * The words of a text that are profane according to the English data set of `obscenity`, including look-alike
 * spellings (`sh1t`). Names of body parts count, so a few medical icons are dropped. `rooster`, `bitcoin`,
 * `shuttlecock` and `pussycat` do not count. Each word is judged on its own, and the result is cached.
 */
export function profaneWords(text: string): string[] {
  const spoken = text.toLowerCase().split(/[\s,;:/_-]+/);
  return [...new Set([...spoken, ...words(text)])].filter((word) => {
    let profane = verdicts.get(word);
    if (profane === undefined) {
      profane = word.length > 2 && !harmless.has(word) && matcher.hasMatch(word);
      verdicts.set(word, profane);
    }
    return profane;
  });
}

/**
 * Whether the profanity filter drops a caption. The word list is English, so captions in other languages always
 * pass: the list would drop harmless words (Indonesian `serangga`, insect).
 * @param language the caption's language, if known, e.g. `de`
 */
export function isProfane(caption: Caption, language = "en"): boolean {
  return language === "en" && profaneWords(captionText(caption)).length > 0;
}
