import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);
const katexFolder = dirname(require.resolve("katex"));

/** What a rule or a font face says about the font. */
interface FontUse {
  readonly family: string | undefined;
  readonly bold: boolean;
  readonly italic: boolean;
}

/**
 * KaTeX's style sheet for a page, its fonts embedded as WOFF2: only those whose rules match a class on the
 * page, since all twenty weigh 0.35 MB. Empty if the page holds no mathematics.
 */
export function katexStyle(html: string): string {
  const classes = new Set([...html.matchAll(/ class="([^"]*)"/g)].flatMap((match) => match[1]!.split(/\s+/)));
  if (!classes.has("katex")) return "";
  const css = readFileSync(join(katexFolder, "katex.min.css"), "utf8");
  const uses = fontUses(css, classes);
  return css.replace(/@font-face\{([^}]*)\}/g, (_face, body: string) => {
    if (!isNeeded(fontOf(body), uses)) return "";
    const [, file = ""] = /url\(([^)]*\.woff2)\)/.exec(body) ?? [];
    const font = readFileSync(join(katexFolder, file)).toString("base64");
    const source = `src:url(data:font/woff2;base64,${font}) format("woff2")`;
    return `@font-face{${body.replace(/src:.*$/s, source)};font-display:block}`;
  });
}

/** The fonts named by rules one of whose selectors has all its classes on the page. */
function fontUses(css: string, classes: ReadonlySet<string>): FontUse[] {
  const rules = css.replace(/@font-face\{[^}]*\}/g, "").matchAll(/([^{}]+)\{([^{}]*)\}/g);
  return [...rules].flatMap(([, selectors = "", body = ""]) => {
    const matches = selectors
      .split(",")
      .some((selector) => [...selector.matchAll(/\.([\w-]+)/g)].every((name) => classes.has(name[1]!)));
    return matches && /font/.test(body) ? [fontOf(body)] : [];
  });
}

function fontOf(body: string): FontUse {
  return {
    family: /KaTeX_\w+/.exec(body)?.[0],
    bold: /font-weight:700/.test(body),
    italic: /font-style:italic/.test(body),
  };
}

/** A rule without a family (`\textbf`) makes bold or italic whatever family it stands in. */
function isNeeded(face: FontUse, uses: readonly FontUse[]): boolean {
  const inFamily = uses.filter((use) => use.family === face.family);
  const styled = uses.filter((use) => use.family === face.family || use.family === undefined);
  return (
    inFamily.length > 0 &&
    (!face.bold || styled.some((use) => use.bold)) &&
    (!face.italic || styled.some((use) => use.italic))
  );
}
