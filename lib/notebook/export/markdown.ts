import mathPlugin from "@vscode/markdown-it-katex";
import katex from "katex";
import MarkdownIt from "markdown-it";
import cjkEmphasis from "markdown-it-cjk-friendly";
import footnotes from "markdown-it-footnote";
import { annotate, UsedAnnotations } from "./annotations.js";
import type { DrawDiagram } from "./diagrams.js";
import { escapeHtml } from "./escape.js";
import { figureReferences } from "./figureReferences.js";
import { emptyCorners, githubMarkdown } from "./githubMarkdown.js";
import { anchorHeadings, type Heading } from "./headings.js";
import type { Highlight } from "./highlight.js";
import { mathHtml } from "./math.js";
import { type Attachments, attachedOr, type FindPicture } from "./pictures.js";
import { HeldHtml, sanitizeHtml } from "./sanitize.js";
import { TimeLimit } from "./timeLimit.js";
import { skipUnclosed } from "./unclosed.js";

export interface MarkdownOptions {
  /** Pictures the Markdown's own cell carries. */
  readonly attachments?: Attachments;
  /** Put before the ids in it; see SanitizeOptions. */
  readonly idPrefix?: string;
  /** Words that its headings' ids are made of, in order; by default their own. */
  readonly headings?: readonly string[];
}

/** What the Markdown of one page refers to. */
export interface PageParts {
  readonly findPicture?: FindPicture | undefined;
  readonly annotations?: UsedAnnotations;
  /** Draws Mermaid diagrams; without it they are shown as code. */
  readonly drawDiagram?: DrawDiagram | undefined;
}

export interface MarkdownRenderer {
  /** @throws Error if the Markdown cannot be laid out: too deep, too slow */
  render(source: string, options?: MarkdownOptions): string;
  /** Headings of all that was rendered so far, in order. */
  readonly headings: readonly Heading[];
}

/** Environments outside `$` that are looked for in one text; the parser's time grows with their square. */
const mostEnvironments = 200;

/**
 * Markdown of a notebook to HTML: CommonMark, addresses as links, tables, task lists, footnotes and callouts; LaTeX by KaTeX; fenced code
 * highlighted, Mermaid drawn; headings with anchors; links to notebooks turned into links to their reports; pictures embedded.
 *
 * Raw HTML stays HTML, as in Jupyter, so that a chapter can hold `<details>`; it is sanitised like that of outputs.
 */
export function createMarkdown(
  highlight: Highlight,
  {
    findPicture,
    drawDiagram,
    annotations = new UsedAnnotations({ references: [], terms: [] }),
  }: PageParts = {},
): MarkdownRenderer {
  const headings: Heading[] = [];
  const held = new HeldHtml();
  let texts = 0;
  const limit = new TimeLimit();
  const formulas = new Map<string, string>();
  const formula = (source: string, display: boolean): string => {
    const key = `${display}${source}`;
    const place = formulas.get(key) ?? held.hold(mathHtml(source, display));
    formulas.set(key, place);
    return place;
  };
  const markdown = new MarkdownIt({ html: true, linkify: true }).use(skipUnclosed);
  // Addresses that say so: https://…, mailto:…; "file.name" is none.
  markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
  markdown.validateLink = () => true; // the sanitiser decides, for raw HTML as well
  // The plugin is CommonJS, hence `default`, and typed against the other of markdown-it's two declarations.
  mathPlugin.default(markdown as never, {
    enableBareBlocks: true,
    katex: {
      ...katex,
      renderToString: (source, options) => formula(source, options?.displayMode === true),
    },
  });
  markdown.renderer.rules.fence = (tokens, index) => {
    const { content, info } = tokens[index]!;
    const [language = ""] = info.trim().split(/\s+/);
    const isDiagram = /^\{?mermaid\}?$/i.test(language);
    return `${held.hold(isDiagram && drawDiagram ? drawDiagram(content) : highlight(content, language))}\n`;
  };
  // Typed against the other of markdown-it's two declarations, as above.
  markdown.use(footnotes as unknown as (parser: MarkdownIt) => void);
  markdown.use(cjkEmphasis); // **"CLIP"**은: CommonMark sees no end of the emphasis before Hangul
  markdown.use(mathInHtml);
  markdown.use(githubMarkdown, held);
  markdown.use(emptyCorners);
  markdown.use(annotate, annotations, held);
  markdown.use(figureReferences, held);
  markdown.use(anchorHeadings, headings, held);
  return {
    headings,
    render: (source, { attachments = {}, idPrefix = "", headings: anchors = [] } = {}) =>
      limit.run(source.length, () => {
        const many = (source.match(/\\begin\s*\{/g)?.length ?? 0) > mostEnvironments;
        markdown.inline.ruler[many ? "disable" : "enable"]("math_inline_bare_block");
        return sanitizeHtml(markdown.render(source, { docId: `text-${++texts}`, anchors: [...anchors] }), {
          held,
          findPicture: attachedOr(attachments, findPicture),
          idPrefix,
        });
      }),
  };
}

/**
 * A markdown-it plugin: `$$…$$` inside raw HTML is mathematics. The mathematics plugin offers the same, in a time
 * that grows with the square of the HTML's length.
 */
function mathInHtml(markdown: MarkdownIt): void {
  markdown.core.ruler.push("math_in_html", (state) => {
    state.tokens = state.tokens.flatMap((token) => {
      if (token.type !== "html_block" || !token.content.includes("$$")) return [token];
      const parts = token.content.split("$$");
      if (parts.length % 2 === 0) parts.push(`$$${parts.pop()}`); // nothing closes the last
      return parts.map((part, index) => {
        const piece = new state.Token(index % 2 === 0 ? "html_block" : "math_block", "", 0);
        piece.content = part;
        return piece;
      });
    });
  });
}

/** Markdown that cannot be laid out, as its author wrote it. */
export function markdownSource(source: string, reason: string): string {
  return `<p class="missing">This text is shown as it was written: ${escapeHtml(reason)}.</p><pre class="output">${escapeHtml(source)}</pre>`;
}
