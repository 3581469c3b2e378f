const entities: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
};

/** HTML as this package writes it, with the text between its tags and in its alternatives of pictures translated. */
export function translateHtml(html: string, translate: (text: string) => string): string {
  const translated = (text: string): string => {
    const plain = text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity]!);
    const found = translate(plain);
    return found === plain ? text : escaped(found);
  };
  return html.replace(/(<[^>]*>)|([^<]+)/g, (_, tag?: string, text?: string) =>
    tag === undefined ? translated(text!) : tag,
  );
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
