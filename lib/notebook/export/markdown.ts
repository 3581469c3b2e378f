import katex from "@vscode/markdown-it-katex";
import MarkdownIt from "markdown-it";
import { anchorHeadings, type Heading } from "./headings.js";
import type { Highlight } from "./highlight.js";
import { notebookLinks } from "./links.js";

/** Files a Markdown cell carries: name → MIME type → base64. */
export type Attachments = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface MarkdownRenderer {
  render(source: string, attachments?: Attachments): string;
  /** Headings of all that was rendered so far, in order. */
  readonly headings: readonly Heading[];
}

/**
 * Markdown of a notebook to HTML: CommonMark and tables; LaTeX by KaTeX; fenced code highlighted; headings
 * with anchors; links to notebooks turned into links to their reports.
 *
 * Raw HTML is passed through, as Jupyter does, so that a chapter can hold `<details>`. A notebook is trusted
 * for its text; its scripts do not run, because the page's content security policy names the page's own.
 */
export function createMarkdown(highlight: Highlight): MarkdownRenderer {
  const headings: Heading[] = [];
  const markdown = new MarkdownIt({ html: true, highlight: (code, language) => highlight(code, language) });
  // The plugin is CommonJS, hence `default`, and typed against the other of markdown-it's two declarations.
  katex.default(markdown as never, {
    enableBareBlocks: true,
    enableMathBlockInHtml: true,
    throwOnError: false,
  });
  markdown.use(notebookLinks);
  markdown.use(anchorHeadings, headings);
  return {
    headings,
    render: (source, attachments = {}) => markdown.render(source, { attachments }),
  };
}
