import { josa } from "es-hangul";

/** How digits, units and signs at the end of a word are read, as far as particles depend on it. */
const readings: Readonly<Record<string, string>> = {
  "0": "영",
  "1": "일",
  "2": "이",
  "3": "삼",
  "4": "사",
  "5": "오",
  "6": "육",
  "7": "칠",
  "8": "팔",
  "9": "구",
  "%": "퍼센트",
  ρ: "로",
  // Latin letters by their Korean names; a word that is read as a word ends alike for these.
  L: "엘",
  M: "엠",
  N: "엔",
  R: "알",
  l: "을",
  m: "음",
  n: "은",
};

type Pair = Parameters<typeof josa.pick>[1];

/**
 * Puts the particle that fits in the place of each pair such as `[은/는]`: `V2[은/는]` → `V2는`, `값[이/가]` → `값이`.
 * What ends in a closing bracket is read without the bracket's content.
 */
export function withParticles(text: string): string {
  return text.replace(
    /([^[\]]*?)\[(은\/는|이\/가|을\/를|과\/와|으로\/로|이라\/라|이다\/다)\]/g,
    (_, before: string, pair: Pair) => before + josa.pick(spoken(before), pair),
  );
}

/** The last syllable that is spoken, in Hangul. */
function spoken(text: string): string {
  const bare = text.replace(/(?:\([^()]*\)|[\s*_`"'”’).])+$/u, "");
  const last = bare.at(-1) ?? "";
  return /[가-힣]/.test(last) ? last : (readings[last] ?? "가");
}
