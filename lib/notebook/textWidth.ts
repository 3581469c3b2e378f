import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { create, type Font } from "fontkit";

const require = createRequire(import.meta.url);

/** The fonts of static figures, an npm dependency: a figure looks the same on every machine. */
export const fontFiles: readonly string[] = [
  require.resolve("@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf"),
  require.resolve("@expo-google-fonts/inter/700Bold/Inter_700Bold.ttf"),
];
export const fontFamily = "Inter";

/** What Hangul is drawn with, which the fonts above lack. They are large: read only for figures that need them. */
export const hangulFontFiles: readonly string[] = [
  require.resolve("@expo-google-fonts/noto-sans-kr/400Regular/NotoSansKR_400Regular.ttf"),
  require.resolve("@expo-google-fonts/noto-sans-kr/700Bold/NotoSansKR_700Bold.ttf"),
];
/** Hangul, and the signs and wide forms of East Asian text. */
export const hangul = /[\u1100-\u11ff\u3000-\u303f\u3130-\u318f\uac00-\ud7a3\uff00-\uffef]/;

const [regular, bold] = fontFiles.map((file) => create(readFileSync(file)) as Font) as [Font, Font];

/** Height above and below the baseline as a share of the font size. */
export const ascent: number = regular.ascent / regular.unitsPerEm;
export const descent: number = -regular.descent / regular.unitsPerEm;

const advances = new Map<string, number>();

/** Width of one line of text in px: the sum of its characters' advances, without kerning. */
export function textWidth(text: string, size: number, isBold = false): number {
  let width = 0;
  for (const character of text) width += advance(character, isBold);
  return width * size;
}

function advance(character: string, isBold: boolean): number {
  const key = `${isBold ? "bold" : "regular"} ${character}`;
  let known = advances.get(key);
  if (known === undefined) {
    const font = fontOf(character, isBold);
    known = font.glyphForCodePoint(character.codePointAt(0)!).advanceWidth / font.unitsPerEm;
    advances.set(key, known);
  }
  return known;
}

let hangulFonts: readonly Font[] | undefined;

function fontOf(character: string, isBold: boolean): Font {
  if (!hangul.test(character)) return isBold ? bold : regular;
  hangulFonts ??= hangulFontFiles.map((file) => create(readFileSync(file)) as Font);
  return hangulFonts[isBold ? 1 : 0]!;
}
