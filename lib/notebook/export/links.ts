import type MarkdownIt from "markdown-it";
import type { Attachments } from "./markdown.js";

type Token = ReturnType<MarkdownIt["parse"]>[number];

/**
 * A markdown-it plugin: a relative link to `x.ipynb` becomes one to its report `x.html`, also in raw HTML; an
 * image named `attachment:x` gets the bytes its cell carries.
 */
export function notebookLinks(markdown: MarkdownIt): void {
  markdown.core.ruler.push("notebook_links", (state) => {
    const attachments: Attachments = (state.env as { attachments?: Attachments }).attachments ?? {};
    for (const token of state.tokens.flatMap((token) => [token, ...(token.children ?? [])]))
      rewrite(token, attachments);
  });
}

function rewrite(token: Token, attachments: Attachments): void {
  if (token.type === "link_open") token.attrSet("href", reportLink(token.attrGet("href") ?? ""));
  else if (token.type === "image") token.attrSet("src", embedded(token.attrGet("src") ?? "", attachments));
  else if (token.type === "html_block" || token.type === "html_inline")
    token.content = token.content.replace(
      /(\shref=")([^"]*)(")/gi,
      (_all, before: string, href: string, after: string) => before + reportLink(href) + after,
    );
}

/** `02-x.ipynb#part` → `02-x.html#part`; links with a scheme or host stay. */
export function reportLink(href: string): string {
  if (/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(href)) return href;
  return href.replace(/\.ipynb(?=$|[?#])/, ".html");
}

function embedded(source: string, attachments: Attachments): string {
  if (!source.startsWith("attachment:")) return source;
  const bundle = attachments[decodeURIComponent(source.slice("attachment:".length))];
  const [found] = Object.entries(bundle ?? {});
  return found ? `data:${found[0]};base64,${found[1]}` : source;
}
