import katex from "katex";
import { escapeHtml } from "./escape.js";

/** Longest length a formula may name, in em. */
const longest = 20;

/** Braces, environments and delimiters inside one another; printed mathematics has some ten. */
const deepest = 60;

/** Characters of a formula. */
const most = 20_000;

/**
 * A formula as HTML by KaTeX, inside bounds: lengths, nesting, the number of characters and what macros expand
 * to are limited, and commands that link, load or name classes are not followed. What KaTeX cannot set, or
 * what leaves the bounds, is shown as its source with the reason as a tooltip.
 */
export function mathHtml(source: string, displayMode: boolean): string {
  if (source.trim() === "") return "";
  const reason = outOfBounds(source);
  if (reason) return mathSource(source, reason);
  try {
    const html = katex.renderToString(source, {
      displayMode,
      throwOnError: false,
      errorColor: "var(--failed)",
      strict: "ignore",
      trust: false,
      maxSize: longest,
      maxExpand: maxExpand(source),
      macros: {}, // a definition lasts as long as its formula
    });
    return reachesFar(html) ? mathSource(source, "a length in it is too long") : html;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    return mathSource(source, error instanceof RangeError ? "it is nested too deeply" : String(error));
  }
}

function mathSource(source: string, reason: string): string {
  return `<code class="math-source" title="${escapeHtml(`Not set as mathematics: ${reason}`)}">${escapeHtml(source)}</code>`;
}

function outOfBounds(source: string): string | undefined {
  if (source.length > most) return `it has more than ${most} characters`;
  let depth = 0;
  for (const [part] of source.matchAll(/\\(?:begin|end|left|right)(?![A-Za-z])|\\.|[{}]/gs)) {
    if (part === "{" || part === "\\begin" || part === "\\left") depth++;
    else if (part === "}" || part === "\\end" || part === "\\right") depth--;
    if (depth > deepest) return `it is nested more than ${deepest} deep`;
  }
  for (const [, number] of source.matchAll(/-\s*(\d[\d.]*)\s*[a-z]{2}/g))
    if (Number.parseFloat(number!) > longest * 10) return "a length in it is too long";
  return undefined;
}

/** Each expansion of a macro can insert a text as long as the formula. */
function maxExpand(source: string): number {
  const defines = /\\(?:[gex]?def|let|(?:re|provide)?newcommand)(?![A-Za-z])/.test(source);
  return defines ? Math.min(1000, Math.ceil(200_000 / (source.length + 1))) : 1000;
}

/** Negative lengths are not limited by KaTeX; they would lay the formula over the text around it. */
function reachesFar(html: string): boolean {
  for (const [, length] of html.matchAll(/:(-?\d[\d.]*)em/g))
    if (Math.abs(Number.parseFloat(length!)) > longest * 10) return true;
  return false;
}
