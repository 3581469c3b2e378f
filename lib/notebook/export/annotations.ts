import { join } from "node:path";
import type MarkdownIt from "markdown-it";
import { z } from "zod";
import { fileExists, readInput } from "../../base/files.js";
import { parsedJson } from "../../base/parse.js";
import { escapeHtml } from "./escape.js";
import type { HeldHtml } from "./sanitize.js";

// Terms and citations in the text of Markdown cells. Authors write plain text, "Taori et al. (2020)" or "baseline";
// the page adds the explanation.

const referenceSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/, "expected lower-case letters, digits and hyphens"),
  author: z.array(z.strictObject({ family: z.string(), given: z.string().optional() })).min(1),
  issued: z.int().min(1900).max(2100),
  title: z.string(),
  "container-title": z.string().optional(),
  URL: z.url({ protocol: /^https$/ }),
  /** Of the title, a language tag; English unless said. */
  language: z
    .string()
    .regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]+)*$/, "expected a language tag, such as ko")
    .optional(),
  note: z.string().optional(),
});

export const termSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/, "expected lower-case letters, digits and hyphens"),
  /** The words explained, the usual one first. */
  words: z.array(z.string().min(1)).min(1),
  meaning: z.string().min(1),
});

/** A published work, with the field names of CSL-JSON. */
export type Reference = z.infer<typeof referenceSchema>;

/** A term with its explanation. */
export type Term = z.infer<typeof termSchema>;

/** What the text of a report may refer to. */
export interface Annotations {
  readonly references: readonly Reference[];
  readonly terms: readonly Term[];
}

/**
 * Reads `bibliography.json` and `glossary.json` in a notebook's folder, if they exist.
 * @throws InputError naming the file and the field that is not as expected
 */
export async function readAnnotations(folder: string): Promise<Annotations> {
  const read = async <T>(name: string, schema: z.ZodType<T>): Promise<T[]> => {
    const path = join(folder, name);
    return (await fileExists(path)) ? parsedJson(z.array(schema), await readInput(path), path) : [];
  };
  return {
    references: await read("bibliography.json", referenceSchema),
    terms: await read("glossary.json", termSchema),
  };
}

/** The terms and references a page uses. */
export class UsedAnnotations {
  readonly #references = new Map<string, Reference>();
  readonly #terms = new Map<string, Term>();
  readonly #pattern: RegExp | undefined;
  readonly #known: Annotations;
  readonly #say: (english: string) => string;
  #section = new Set<string>();

  constructor(known: Annotations, say: (english: string) => string = (english) => english) {
    this.#say = say;
    this.#known = known;
    const families = known.references.map(({ author }) => author[0]!.family);
    const words = known.terms.flatMap((term) => term.words).sort((a, b) => b.length - a.length);
    const parts = [
      ...(families.length > 0
        ? [
            `(?<family>${anyOf(families)})(?: et al\\.| (?:and|&) \\p{Lu}[\\p{L}-]+)(?:,? \\(?(?<year>\\d{4})\\)?)?`,
          ]
        : []),
      ...(words.length > 0 ? [`(?<term>${anyOf(words)})`] : []),
    ];
    this.#pattern =
      parts.length > 0
        ? new RegExp(
            `(?<![\\p{L}\\p{N}_-])(?:${parts.join("|")})(?!(?!\\p{Script=Hangul})[\\p{L}\\p{N}_])`,
            "gu",
          )
        : undefined;
  }

  /** Terms are explained once per section. */
  startSection(): void {
    this.#section = new Set();
  }

  /** Cuts text at terms and citations. Pieces of plain text have no `html`. */
  cut(text: string): { readonly text: string; readonly html?: string }[] {
    const pieces: { text: string; html?: string }[] = [];
    let end = 0;
    for (const match of this.#pattern ? text.matchAll(this.#pattern) : []) {
      const html = this.#annotated(match);
      if (html === undefined) continue;
      pieces.push({ text: text.slice(end, match.index) }, { text: match[0], html });
      end = match.index + match[0].length;
    }
    return [...pieces, { text: text.slice(end) }].filter((piece) => piece.text !== "");
  }

  #annotated({ 0: text, groups = {} }: RegExpExecArray): string | undefined {
    if (groups.term !== undefined) {
      const term = this.#known.terms.find(({ words }) => words.includes(groups.term!))!;
      if (this.#section.has(term.id)) return undefined;
      this.#section.add(term.id);
      this.#terms.set(term.id, term);
      return `<a class="term" href="#glossary:${term.id}" data-note-of="glossary:${term.id}">${escapeHtml(text)}</a>`;
    }
    const reference = this.#known.references.find(
      ({ author, issued }) =>
        // Preprint and publication are often a year apart.
        author[0]!.family === groups.family &&
        (groups.year === undefined || Math.abs(Number(groups.year) - issued) <= 1),
    );
    if (!reference) return undefined;
    this.#references.set(reference.id, reference);
    return `<a class="cite" href="#reference:${reference.id}" data-note-of="reference:${reference.id}">${escapeHtml(text)}</a>`;
  }

  /** The lists at the end of the page: the terms and the references that its text uses. */
  html(): string {
    const terms = [...this.#terms.values()].sort((a, b) => a.words[0]!.localeCompare(b.words[0]!, "en"));
    const references = [...this.#references.values()].sort(
      (a, b) => a.author[0]!.family.localeCompare(b.author[0]!.family, "en") || a.issued - b.issued,
    );
    const glossary =
      terms.length > 0
        ? `<section class="glossary" aria-labelledby="terms-of-this-page"><h2 id="terms-of-this-page">${this.#say("Terms")}</h2>
<dl>
${terms.map(({ id, words, meaning }) => `<dt id="glossary:${id}">${escapeHtml(words[0]!)}</dt><dd data-note="glossary:${id}">${escapeHtml(meaning)}</dd>`).join("\n")}
</dl></section>`
        : "";
    const bibliography =
      references.length > 0
        ? `<section class="references" aria-labelledby="references-of-this-page"><h2 id="references-of-this-page">${this.#say("References")}</h2>
<ul>
${references.map((reference) => `<li id="reference:${reference.id}" data-note="reference:${reference.id}">${referenceHtml(reference)}</li>`).join("\n")}
</ul></section>`
        : "";
    return [glossary, bibliography].filter((part) => part !== "").join("\n");
  }
}

function anyOf(words: readonly string[]): string {
  return [...new Set(words)].map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("|");
}

function referenceHtml({
  author,
  issued,
  title,
  "container-title": container,
  URL: url,
  language = "en",
  note,
}: Reference): string {
  const names = author.map(({ family, given }) => (given ? `${given} ${family}` : family));
  const shown = names.length > 6 ? `${names.slice(0, 3).join(", ")} et al.` : names.join(", ");
  const where = [container, String(issued)].filter(Boolean).join(", ");
  const work = `${escapeHtml(shown)}: <a href="${escapeHtml(url)}" rel="noreferrer">${escapeHtml(title)}</a>. ${escapeHtml(where)}.`;
  return `<span lang="${language}">${work}</span>${note ? ` ${escapeHtml(note)}` : ""}`;
}

/** A markdown-it plugin: marks terms and citations in running text, not in headings, links or code. */
export function annotate(markdown: MarkdownIt, used: UsedAnnotations, held: HeldHtml): void {
  markdown.core.ruler.push("annotations", (state) => {
    let heading = false;
    for (const token of state.tokens) {
      if (token.type === "heading_open") {
        heading = true;
        if (token.tag === "h1" || token.tag === "h2") used.startSection();
      }
      if (token.type === "heading_close") heading = false;
      if (heading || token.type !== "inline" || !token.children) continue;
      let inLink = 0;
      token.children = token.children.flatMap((child) => {
        if (child.type === "link_open") inLink++;
        if (child.type === "link_close") inLink--;
        if (child.type !== "text" || inLink > 0) return [child];
        return used.cut(child.content).map(({ text, html }) => {
          const piece = new state.Token(html === undefined ? "text" : "html_inline", "", 0);
          piece.content = html === undefined ? text : held.hold(html);
          return piece;
        });
      });
    }
  });
}
