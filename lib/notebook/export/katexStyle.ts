import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** KaTeX's style sheet with its woff2 fonts inside, so that a page needs nothing beside it (some 370 kB). */
export function katexStyle(): string {
  const sheet = createRequire(import.meta.url).resolve("katex/dist/katex.min.css");
  return readFileSync(sheet, "utf8").replace(/src:url\(([^)]+\.woff2)\)[^}]*\}/g, (_all, font: string) => {
    const bytes = readFileSync(join(dirname(sheet), font)).toString("base64");
    return `src:url(data:font/woff2;base64,${bytes}) format("woff2")}`;
  });
}
