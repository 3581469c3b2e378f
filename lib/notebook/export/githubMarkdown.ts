import type MarkdownIt from "markdown-it";
import type { HeldHtml } from "./sanitize.js";

/**
 * A markdown-it plugin: the empty corner of a table is a cell and no heading, since it says nothing of its column.
 */
export function emptyCorners(markdown: MarkdownIt): void {
  markdown.core.ruler.push("empty_corners", ({ tokens }) => {
    tokens.forEach((token, index) => {
      if (token.type !== "th_open" || tokens[index + 1]?.content !== "") return;
      token.tag = "td";
      tokens[index + 2]!.tag = "td";
    });
  });
}

/**
 * A markdown-it plugin for two forms of Markdown as GitHub writes it: task lists (`- [ ] open`, `- [x] done`) and
 * callouts (a quotation that begins with `[!NOTE]`, `[!TIP]`, `[!IMPORTANT]`, `[!WARNING]` or `[!CAUTION]`).
 */
export function githubMarkdown(markdown: MarkdownIt, held: HeldHtml): void {
  markdown.core.ruler.push("github_markdown", (state) => {
    const { tokens } = state;
    for (let index = 2; index < tokens.length; index++) {
      const [opening, paragraph, inline] = [tokens[index - 2]!, tokens[index - 1]!, tokens[index]!];
      const text = inline.children?.[0];
      if (inline.type !== "inline" || text?.type !== "text" || paragraph.type !== "paragraph_open") continue;
      if (opening.type === "list_item_open") {
        const [mark, shown] = /^\[([ xX])\]\s/.exec(text.content) ?? [];
        if (mark === undefined) continue;
        const done = shown !== " ";
        text.content = text.content.slice(mark.length);
        const box = new state.Token("html_inline", "", 0);
        box.content = held.hold(
          `<span class="box" role="img" aria-label="${done ? "done" : "open"}">${done ? "☑" : "☐"}</span> `,
        );
        inline.children!.unshift(box);
      } else if (opening.type === "blockquote_open") {
        const [mark, kind] = /^\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]$/i.exec(text.content) ?? [];
        if (mark === undefined) continue;
        const name = kind!.toLowerCase();
        inline.children!.splice(0, inline.children![1]?.type === "softbreak" ? 2 : 1);
        const title = new state.Token("html_block", "", 0);
        title.content = held.hold(
          `<p class="callout-title callout-${name}">${name[0]!.toUpperCase()}${name.slice(1)}</p>`,
        );
        tokens.splice(index - 1, 0, title);
        index++;
      }
    }
  });
}
