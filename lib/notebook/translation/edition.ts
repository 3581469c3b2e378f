import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { fileExists, readInput } from "../../base/files.js";
import { parsedJson } from "../../base/parse.js";
import { type Annotations, readAnnotations, type Term, termSchema } from "../export/annotations.js";
import type { OtherLanguage, PageLanguage } from "../export/pageLanguage.js";
import { hangul, hangulFontFiles } from "../textWidth.js";
import { Catalogue } from "./catalogue.js";
import { type Messages, parseMessages } from "./messages.js";
import { parseTranslation, type Translation } from "./parts.js";

/** The languages that notebooks are translated into: a folder of this name stands beside them. */
export const languages = {
  ko: {
    name: "한국어",
    fonts: {
      family: "Report Hangul",
      regular: hangulFontFiles[0]!,
      bold: hangulFontFiles[1]!,
      letters: new RegExp(hangul, "gu"),
    },
  },
} as const;
export type LanguageCode = keyof typeof languages;

/** Terms in another language, each with the mark of the English entry it was made from. */
const translatedTermSchema = termSchema.extend({ of: z.string() });
export type TranslatedTerm = z.infer<typeof translatedTermSchema>;

/** The notebooks of a folder in another language: the files in its folder `ko`. */
export interface Edition {
  readonly code: LanguageCode;
  readonly folder: string;
  readonly messages: Messages;
  readonly terms: readonly TranslatedTerm[];
}

/**
 * Reads what all notebooks of an edition share: `messages.json` and, if there is one, `glossary.json`.
 * @param notebooks the folder of the notebooks
 * @throws InputError naming the file and the field that is not as expected
 */
export async function readEdition(notebooks: string, code: LanguageCode): Promise<Edition> {
  const folder = join(notebooks, code);
  const messages = join(folder, "messages.json");
  const glossary = join(folder, "glossary.json");
  return {
    code,
    folder,
    messages: parseMessages(await readInput(messages), messages),
    terms: (await fileExists(glossary))
      ? parsedJson(z.array(translatedTermSchema), await readInput(glossary), glossary)
      : [],
  };
}

/**
 * The translation of a notebook or a Markdown file, from the file of its name: `00-x.ipynb` → `ko/00-x.md`.
 * A notebook without one stays as it is.
 * @throws InputError if it is not as `parseTranslation` expects
 */
export async function translationOf({ folder }: Edition, source: string): Promise<Translation> {
  const path = join(folder, basename(source).replace(/\.(?:ipynb|md)$/, ".md"));
  return (await fileExists(path)) ? parseTranslation(await readInput(path), path) : new Map();
}

/** Terms in the edition's language, and the bibliography that all languages share. */
export async function translatedAnnotations(edition: Edition): Promise<Annotations> {
  const { references } = await readAnnotations(dirname(edition.folder));
  return { references, terms: edition.terms.map(({ of: _, ...term }): Term => term) };
}

/** A catalogue of an edition; it notes what it could not translate. */
export function catalogueOf({ messages }: Edition): Catalogue {
  return new Catalogue(messages);
}

/** What the exporter says, in the edition's language. */
export function pageLanguage({ code, messages }: Edition, catalogue: Catalogue): PageLanguage {
  return { code, say: catalogue.translate, words: messages.page ?? {}, fonts: languages[code].fonts };
}

/** The same page in the other language: `ko/NAME` from the English page, `../NAME` back. */
export function otherLanguage(
  from: "en" | LanguageCode,
  to: "en" | LanguageCode,
  file: string,
): OtherLanguage {
  const name = to === "en" ? "English" : languages[to].name;
  return { code: to, name, href: `${from === "en" ? "" : "../"}${to === "en" ? "" : `${to}/`}${file}` };
}
