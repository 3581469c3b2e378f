/** Detects the language of a text. */
interface LanguageDetector {
  /** ISO 639-1 code of one of 60 languages, or `und` if the text has no letters the detector knows. */
  detect(text: string): string;
}

/**
 * A text counts as English if English reaches this share of the best language's score. Captions are mostly English,
 * and short English texts are easily taken for Dutch, French or Danish.
 */
const englishAtLeast = 0.8;

/**
 * Loads the language detector: eld's large n-gram table (60 languages), preferring English when it scores at least
 * 0.8 of the best. Loading takes about a second and 300 MB; each text takes 30 µs.
 *
 * Short texts are hard to classify. We measured accuracy on texts whose language is known: CLDR's emoji names with
 * their keywords (about eight words), and icon names. In 37 languages other than English, 90% of the texts are
 * detected correctly and 5% are taken for English. 99% of the English emoji texts and 96% of the icon names are
 * detected correctly. Without the preference for English, these figures are 93%, 0.5%, 94% and 83%. On the same
 * texts, franc is right for 52% and 30%, cld3 for 70% and 37%. Shares of English are therefore accurate to a few
 * percent. The number of languages is an upper bound, because every wrong guess can add a language.
 * `test/corpus/names/language.test.ts` repeats the measurement.
 */
export async function loadLanguageDetector(): Promise<LanguageDetector> {
  const { eld } = await import("eld/large");
  return {
    detect(text) {
      const { language, getScores } = eld.detect(text);
      if (language === "") return "und";
      const scores = getScores();
      const best = scores[language] ?? 0;
      return (scores.en ?? 0) >= englishAtLeast * best ? "en" : language;
    },
  };
}
