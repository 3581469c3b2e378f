import { createHighlighterCore, type HighlighterCore } from "shiki/core";
import { createJavaScriptRegexEngine } from "shiki/engine/javascript";
import { escapeHtml } from "./escape.js";
import { TimeLimit, TooSlow } from "./timeLimit.js";

/** Languages of code cells and fenced blocks that are coloured; all others are shown plain. */
const languages = [
  import("shiki/langs/typescript.mjs"),
  import("shiki/langs/javascript.mjs"),
  import("shiki/langs/json.mjs"),
  import("shiki/langs/shellscript.mjs"),
  import("shiki/langs/python.mjs"),
];

let highlighter: Promise<HighlighterCore> | undefined;

/** Characters of a line up to which it is coloured: the time for a line grows with the square of its length. */
const longestLine = 300;

/** Characters of code a page colours, some 1,500 lines; what comes after is shown plain. */
const mostColoured = 60_000;

/** Brackets inside one another: the time for a line grows with their number. */
const deepest = 60;

/** Code to HTML, highlighted for light and dark pages (CSS variables `--shiki-light`, `--shiki-dark`). */
export type Highlight = (code: string, language: string) => string;

/**
 * A page's highlighter; grammars and themes are loaded once a process. Its time is linear in the length of the
 * code: very long lines, deeply nested code and what exceeds the page's share are shown without colours.
 */
export async function loadHighlight(): Promise<Highlight> {
  highlighter ??= createHighlighterCore({
    themes: [
      import("shiki/themes/github-light-high-contrast.mjs"),
      import("shiki/themes/github-dark-default.mjs"),
    ],
    langs: languages,
    engine: createJavaScriptRegexEngine(),
  });
  const loaded = await highlighter;
  const known = new Set(loaded.getLoadedLanguages());
  const limit = new TimeLimit();
  let left = mostColoured;
  return (code, language) => {
    if (!known.has(language) || code.length > left || isDeep(code)) return plainHtml(code);
    left -= code.length;
    try {
      return limit.run(code.length, () =>
        loaded.codeToHtml(code, {
          lang: language,
          themes: { light: "github-light-high-contrast", dark: "github-dark-default" },
          defaultColor: false,
          tokenizeMaxLineLength: longestLine,
          tokenizeTimeLimit: 0, // the default leaves a line half coloured on a busy machine
        }),
      );
    } catch (error) {
      if (error instanceof TooSlow || error instanceof RangeError) return plainHtml(code);
      throw error;
    }
  };
}

function plainHtml(code: string): string {
  return `<pre class="plain" tabindex="0"><code>${escapeHtml(code)}</code></pre>`;
}

function isDeep(code: string): boolean {
  let depth = 0;
  for (const [bracket] of code.matchAll(/[([{}\])]/g)) {
    depth += "([{".includes(bracket) ? 1 : -1;
    if (depth > deepest) return true;
  }
  return false;
}
