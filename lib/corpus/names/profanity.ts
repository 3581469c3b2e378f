import { englishDataset, englishRecommendedTransformers, RegExpMatcher } from "obscenity";
import type { Caption } from "../sets/candidate.js";
import { captionText } from "./captions.js";
import { words } from "./words.js";

/**
 * Words the library takes for profane that icon names use harmlessly: the bird (a class of
 * ImageNet), the pet, the mushroom, a vehicle's retarder, ban and user run together, the bastard sword.
 */
const harmless = new Set(
  "cock cocks pussycat pussycats shiitake retarder retarders banuser banuseralt pixelbastardsword".split(" "),
);

const matcher = new RegExpMatcher({ ...englishDataset.build(), ...englishRecommendedTransformers });
const verdicts = new Map<string, boolean>();

/**
 * The words of a text that obscenity's English data set calls profane, look-alike spellings included
 * (`sh1t`). Names of body parts count, so a few medical icons are dropped; `rooster`, `bitcoin`, `shuttlecock`
 * and `pussycat` do not. Words are judged one by one and remembered.
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
 * Whether the profanity filter drops a caption. The list is English: captions known to be in another language
 * are let pass, since there it strikes the innocent (Indonesian `serangga`, insect).
 * @param language the caption's language if it is known, e.g. `de`
 */
export function isProfane(caption: Caption, language = "en"): boolean {
  return language === "en" && profaneWords(captionText(caption)).length > 0;
}
