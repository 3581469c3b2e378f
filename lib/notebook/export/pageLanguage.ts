/** The language a page is written in, apart from its notebook: what the exporter itself says. */
export interface PageLanguage {
  /** As in `lang`, e.g. `ko`. */
  readonly code: string;
  /** What stands on the page for something that the exporter says in English. */
  say(english: string): string;
  /** What the page's scripts say: English → this language. Empty for English. */
  readonly words: Readonly<Record<string, string>>;
  /** Fonts for letters that the fonts of most systems lack: files for regular and bold, and which letters they are for. */
  readonly fonts?: {
    readonly family: string;
    readonly regular: string;
    readonly bold: string;
    readonly letters: RegExp;
  };
}

/** The same page in another language. */
export interface OtherLanguage {
  readonly code: string;
  /** In that language, e.g. `한국어`. */
  readonly name: string;
  /** Relative to this page. */
  readonly href: string;
}

export const english: PageLanguage = { code: "en", say: (text) => text, words: {} };
