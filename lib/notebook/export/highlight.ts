import { createHighlighterCore, type HighlighterCore } from "shiki/core";
import { createJavaScriptRegexEngine } from "shiki/engine/javascript";
import { escapeHtml } from "./escape.js";

/** Languages of code cells and fenced blocks that are coloured; all others are shown plain. */
const languages = [
  import("shiki/langs/typescript.mjs"),
  import("shiki/langs/javascript.mjs"),
  import("shiki/langs/json.mjs"),
  import("shiki/langs/shellscript.mjs"),
  import("shiki/langs/python.mjs"),
];

let highlighter: Promise<HighlighterCore> | undefined;

/** Code to HTML, highlighted for light and dark pages (CSS variables `--shiki-light`, `--shiki-dark`). */
export type Highlight = (code: string, language: string) => string;

/** Loads grammars and themes once a process. */
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
  return (code, language) => {
    if (!known.has(language)) return `<pre class="plain"><code>${escapeHtml(code)}</code></pre>`;
    return loaded.codeToHtml(code, {
      lang: language,
      themes: { light: "github-light-high-contrast", dark: "github-dark-default" },
      defaultColor: false,
      tokenizeTimeLimit: 0, // the default leaves a line half coloured on a busy machine
    });
  };
}
