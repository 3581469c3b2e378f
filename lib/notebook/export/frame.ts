import { createHash } from "node:crypto";
import { heldScript } from "./embedded.js";
import { escapeHtml, jsonForScript } from "./escape.js";
import { english, type PageLanguage } from "./pageLanguage.js";

/** The parts of one self-contained page; `body`, `style` and `scripts` are HTML, CSS and JavaScript as they are. */
export interface Frame {
  readonly title: string;
  readonly style: string;
  readonly body: string;
  readonly bodyClass?: string;
  readonly scripts: readonly string[];
  /** Scripts by name that the others run when they are needed: the page holds them deflated. */
  readonly held?: Readonly<Record<string, string>>;
  /** Whether the scripts may connect to the server the page came from. */
  readonly connects?: boolean;
  /** English by default. */
  readonly language?: PageLanguage;
}

/**
 * The page around its parts. Its content security policy forbids every request and every script but the
 * given ones, which it knows by their hashes: nothing leaves the page, and markup inside a notebook's text or
 * outputs cannot run code.
 */
export function frameHtml({
  title,
  style,
  body,
  bodyClass,
  scripts,
  held = {},
  connects,
  language = english,
}: Frame): string {
  const hashes = [...Object.values(held), ...scripts].map(
    (script) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`,
  );
  const policy = [
    "default-src 'none'",
    `script-src ${hashes.join(" ") || "'none'"}`,
    "style-src 'unsafe-inline'",
    "img-src data: blob:",
    "font-src data:",
    ...(connects ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="${language.code}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>
${style}
</style>
</head>
<body${bodyClass ? ` class="${bodyClass}"` : ""}>
${body}
${wordsHtml(language)}${[
  ...Object.entries(held).map(([name, script]) => heldScript(name, script)),
  ...scripts.map((script) => `<script>${script}</script>`),
].join("\n")}
</body>
</html>
`;
}

/** What the page's scripts say, if it is not English. */
export function wordsHtml({ words }: PageLanguage): string {
  return Object.keys(words).length === 0
    ? ""
    : `<script type="application/json" id="page-words">${jsonForScript(words)}</script>\n`;
}
