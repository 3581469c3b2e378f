/** A picture as a data address, or why there is none. */
export type FoundPicture = { readonly uri: string } | { readonly reason: string };

/** Looks up a picture by the address a notebook names. */
export type FindPicture = (source: string) => FoundPicture;

/** Files a Markdown cell carries: name → MIME type → base64. */
export type Attachments = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Types of pictures every browser shows, by what MIME type names. */
const pictureTypes = [
  "image/png",
  "image/jpeg",
  "image/gif",
  "image/webp",
  "image/svg+xml",
  "image/avif",
  "image/bmp",
];

/** Whether a text is base64, white space allowed. Linear in its length. */
export function isBase64(text: string): boolean {
  const compact = text.replace(/\s+/g, "");
  return compact.length > 0 && compact.length % 4 !== 1 && /^[A-Za-z0-9+/]+={0,2}$/.test(compact);
}

/** A picture's bytes as a data address. */
export function pictureUri(type: string, base64: string): FoundPicture {
  const name = type.toLowerCase();
  if (!pictureTypes.includes(name)) return { reason: `“${type.slice(0, 40)}” is no type of picture` };
  if (!isBase64(base64)) return { reason: "its bytes are not base64" };
  return { uri: `data:${name};base64,${base64.replace(/\s+/g, "")}` };
}

/** An SVG text as a data address: as an image its scripts do not run and its ids stay its own. */
export function svgUri(svg: string): FoundPicture {
  if (!/<svg[\s>]/i.test(svg)) return { reason: "it holds no <svg>" };
  if (/<!ENTITY/i.test(svg)) return { reason: "an SVG with entities" };
  // Without its namespace a browser takes the file for XML of an unknown kind.
  const named = /xmlns\s*=\s*["']http:\/\/www\.w3\.org\/2000\/svg/.test(svg)
    ? svg
    : svg.replace(/<svg(?=[\s>])/i, '<svg xmlns="http://www.w3.org/2000/svg"');
  return { uri: `data:image/svg+xml;base64,${Buffer.from(named).toString("base64")}` };
}

/** What an address that holds its picture gives; undefined for every other address. */
export function dataPicture(source: string): FoundPicture | undefined {
  if (!/^data:/i.test(source)) return undefined;
  const comma = source.indexOf(",");
  const [type = "", ...parameters] = source.slice(5, Math.max(comma, 5)).split(";");
  const content = source.slice(comma + 1);
  if (comma >= 0 && parameters.some((one) => one.trim().toLowerCase() === "base64"))
    return pictureUri(type.trim(), decoded(content));
  if (comma >= 0 && type.trim().toLowerCase() === "image/svg+xml") return svgUri(decoded(content));
  return { reason: "its data address holds no picture" };
}

/** Pictures a cell carries (`attachment:x.png`), then those of the notebook's folder. */
export function attachedOr(attachments: Attachments, others: FindPicture | undefined): FindPicture {
  return (source) => {
    if (/^(?:https?:|[\\/]{2})/i.test(source)) return { reason: "a report loads nothing from elsewhere" };
    if (!source.startsWith("attachment:"))
      return others?.(source) ?? { reason: "the notebook's folder is not known" };
    const name = decoded(source.slice("attachment:".length));
    const bundle = Object.hasOwn(attachments, name) ? attachments[name]! : {};
    const [type, content] = Object.entries(bundle)[0] ?? [];
    if (type === undefined) return { reason: "the cell carries no attachment of that name" };
    return pictureUri(type, typeof content === "string" ? content : "");
  };
}

/** Percent escapes resolved; as it is where they are none. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
