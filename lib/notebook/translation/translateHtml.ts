import type { Catalogue } from "./catalogue.js";

const entities: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
};

/**
 * HTML as this package writes it, with the text between its tags translated. Cells of tables and the lines below
 * pictures are data, heads and captions are not.
 */
export function translateHtml(
  html: string,
  catalogue: Pick<Catalogue, "translate" | "translateData">,
): string {
  let isHead = true;
  const translated = (text: string): string => {
    const plain = text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity]!);
    const found = isHead ? catalogue.translate(plain) : catalogue.translateData(plain);
    return found === plain ? text : escaped(found);
  };
  return html.replace(/(<[^>]*>)|([^<]+)/g, (_, tag?: string, text?: string) => {
    if (tag === undefined) return translated(text!);
    if (/^<(?:td|div)[\s>]/.test(tag)) isHead = false;
    else if (/^<(?:th|caption)[\s>]/.test(tag)) isHead = true;
    return tag;
  });
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
