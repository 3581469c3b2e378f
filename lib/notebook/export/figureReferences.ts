import type MarkdownIt from "markdown-it";
import { escapeHtml } from "./escape.js";
import type { HeldHtml } from "./sanitize.js";

// "The next figure shows …", "the table below": words of the text that name a figure or table by where it is.

const words =
  /\b(?:(next|previous) (figure|table)|(figure|table) (below|above))\b|(다음|아래|앞의|위의) (그림|표)/gi;

const inKorean: Readonly<Record<string, string>> = { 그림: "figure", 표: "table" };

/** A markdown-it plugin: makes such words links, which `numberedReferences` leads to what they name. */
export function figureReferences(markdown: MarkdownIt, held: HeldHtml): void {
  markdown.core.ruler.push("figure_references", (state) => {
    for (const token of state.tokens) {
      let inLink = 0;
      token.children =
        token.children?.flatMap((child) => {
          if (child.type === "link_open") inLink++;
          if (child.type === "link_close") inLink--;
          if (child.type !== "text" || inLink > 0) return [child];
          return cut(child.content).map(({ text, html }) => {
            const piece = new state.Token(html === undefined ? "text" : "html_inline", "", 0);
            piece.content = html === undefined ? text : held.hold(html);
            return piece;
          });
        }) ?? null;
    }
  });
}

function cut(text: string): { readonly text: string; readonly html?: string }[] {
  const pieces: { text: string; html?: string }[] = [];
  let end = 0;
  for (const match of text.matchAll(words)) {
    const [all, order, named, placed, where, koreanOrder, korean] = match;
    const kind = korean ? inKorean[korean]! : (named ?? placed)!.toLowerCase();
    const next = /next|below|다음|아래/i.test((order ?? where ?? koreanOrder)!);
    pieces.push({ text: text.slice(end, match.index) });
    pieces.push({
      text: all,
      html: `<a class="ref" href="#${next ? "next" : "previous"}:${kind}">${escapeHtml(all)}</a>`,
    });
    end = match.index + all.length;
  }
  return [...pieces, { text: text.slice(end) }].filter((piece) => piece.text !== "");
}

/** Leads each reference in laid-out cells to the nearest figure or table after or before it; without one it is plain text. */
export function numberedReferences(html: string, say: (english: string) => string): string {
  const places = [...html.matchAll(/ id="((figure|table)-\d+)"/g)].map(({ 1: id, 2: kind, index }) => ({
    id: id!,
    kind: kind!,
    index,
  }));
  return html.replace(
    /<a class="ref" href="#(next|previous):(figure|table)">([^<]*)<\/a>/g,
    (_, order: string, kind: string, text: string, at: number) => {
      const ofKind = places.filter((place) => place.kind === kind);
      const found =
        order === "next"
          ? ofKind.find(({ index }) => index > at)
          : ofKind.findLast(({ index }) => index < at);
      if (!found) return text;
      const name = `${kind === "figure" ? "Figure" : "Table"} ${found.id.replace(/\D/g, "")}`;
      return `<a class="ref" href="#${found.id}" title="${escapeHtml(say(name))}">${text}</a>`;
    },
  );
}
