import type MarkdownIt from "markdown-it";
import { plainText } from "./escape.js";
import { type HeldHtml, sanitizeHtml } from "./sanitize.js";
import { reservedId } from "./sanitizeValues.js";

/** A heading of the page, for the table of contents. */
export interface Heading {
  readonly level: number;
  readonly id: string;
  /** Rendered inline content, mathematics included; fit to stand inside a link. */
  readonly html: string;
  readonly text: string;
}

/**
 * A markdown-it plugin: gives each heading an id and a link to itself, and collects them in `found` in the
 * order of the page. Ids are made of the words, or of those in `anchors` of the environment; a repeated one is numbered.
 */
export function anchorHeadings(markdown: MarkdownIt, found: Heading[], held: HeldHtml): void {
  const used = new Map<string, number>();
  markdown.core.ruler.push("anchor_headings", (state) => {
    state.tokens.forEach((token, index) => {
      const inline = state.tokens[index + 1];
      if (token.type !== "heading_open" || !inline?.children) return;
      const rendered = markdown.renderer.renderInline(inline.children, markdown.options, state.env);
      const html = sanitizeHtml(rendered, { held, labelOnly: true });
      const text = inline.children.map((child) => child.content).join("");
      const anchor = (state.env as { anchors?: string[] }).anchors?.shift();
      const id = uniqueSlug(anchor ?? text, used);
      token.attrSet("id", id);
      found.push({ level: Number(token.tag.slice(1)), id, html, text: plainText(text) });
      const link = new state.Token("html_inline", "", 0);
      link.content = held.hold(` <a class="anchor" href="#${id}" aria-label="Link to this section">#</a>`);
      inline.children.push(link);
    });
  });
}

function uniqueSlug(text: string, used: Map<string, number>): string {
  const words = text.toLowerCase().match(/[\p{Letter}\p{Number}]+/gu) ?? ["section"];
  const joined = words.join("-");
  const slug = reservedId(joined) ? `section-${joined}` : joined;
  const count = used.get(slug) ?? 0;
  used.set(slug, count + 1);
  return count === 0 ? slug : `${slug}-${count + 1}`;
}
