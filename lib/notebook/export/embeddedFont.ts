import { readFile } from "node:fs/promises";
import subsetFont from "subset-font";
import type { PageLanguage } from "./pageLanguage.js";

/**
 * The style that makes a page's letters visible on every machine: the fonts of its language, cut down to the letters it
 * uses and embedded. Empty for a language without fonts of its own.
 * @param text all of the page, markup included
 */
export async function embeddedFont({ fonts }: PageLanguage, text: string): Promise<string> {
  if (!fonts) return "";
  const used = [...new Set(text.match(fonts.letters) ?? [])].sort().join("");
  if (used === "") return "";
  const face = async (file: string, weight: number) => {
    const font = await subsetFont(await readFile(file), used, { targetFormat: "woff2" });
    return `@font-face{font-family:"${fonts.family}";font-weight:${weight};src:url(data:font/woff2;base64,${font.toString("base64")}) format("woff2")}`;
  };
  return (await Promise.all([face(fonts.regular, 400), face(fonts.bold, 700)])).join("\n");
}
