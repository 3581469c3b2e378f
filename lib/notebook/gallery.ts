import { escapeHtml } from "./export/escape.js";

/** One or more pictures that belong together, with what is written below them. */
export interface GalleryItem {
  /** PNG files, shown side by side. */
  readonly pictures: readonly Uint8Array[];
  /** Lines below; the first stands out. */
  readonly lines: readonly string[];
}

/** A line of items; `undefined` leaves a gap. */
export interface GalleryRow {
  readonly title?: string;
  readonly items: readonly (GalleryItem | undefined)[];
}

export interface GalleryOptions {
  readonly caption?: string;
  /** Side of a picture on the page in px; 56 by default. */
  readonly side?: number;
}

const line = "font-size:0.75em;line-height:1.25;overflow-wrap:break-word";

const cell = "text-align:center;vertical-align:top;padding:4px";

/** Rows of pictures as an HTML table; pictures are embedded and stand on white whatever the page's colour. */
export function galleryHtml(
  rows: readonly GalleryRow[],
  { caption, side = 56 }: GalleryOptions = {},
): string {
  const titled = rows.some(({ title }) => title !== undefined);
  const cellOf = (item: GalleryItem | undefined) => {
    if (item === undefined) return `<td style="${cell}">–</td>`;
    // What a picture shows stands below it: said twice, it would only be in the way of those who listen.
    const pictures = item.pictures.map((png) => {
      const source = `data:image/png;base64,${Buffer.from(png).toString("base64")}`;
      return `<img src="${source}" alt="" width="${side}" height="${side}" style="background:#fff;border:1px solid #bbb;margin:1px;display:inline-block;max-width:none">`;
    });
    const lines = item.lines.map((text, at) => {
      const quiet = at === 0 ? "" : ";opacity:0.75";
      return `<div style="${line}${quiet}">${escapeHtml(text)}</div>`;
    });
    const together = `<div style="white-space:nowrap">${pictures.join("")}</div>`;
    return `<td style="${cell}">${together}${lines.join("")}</td>`;
  };
  const body = rows.map(({ title = "", items }) => {
    const head = titled
      ? `<${title === "" ? "td" : 'th scope="row"'} style="text-align:left;vertical-align:middle;width:84px">${escapeHtml(title)}</${title === "" ? "td" : "th"}>`
      : "";
    return `<tr>${head}${items.map(cellOf).join("")}</tr>`;
  });
  const head = caption ? `<caption>${escapeHtml(caption)}</caption>\n` : "";
  // Narrower than its pictures, it would lay one over the other; as it is, it scrolls.
  const pictures = (place: number) =>
    Math.max(...rows.map(({ items }) => items[place]?.pictures.length ?? 1));
  const columns = Math.max(0, ...rows.map(({ items }) => items.length));
  const width = Array.from({ length: columns }, (_, place) => pictures(place) * (side + 4) + 8);
  const least = width.reduce((sum, one) => sum + one, titled ? 84 : 0);
  return `<table style="table-layout:fixed;width:100%;min-width:${least}px">\n${head}<tbody>\n${body.join("\n")}\n</tbody></table>`;
}

/** The same in words, for viewers that show no HTML. */
export function galleryText(rows: readonly GalleryRow[], { caption }: GalleryOptions = {}): string {
  const lines = rows.map(({ title, items }) => {
    const texts = items.map((item) => item?.lines.join(", ") ?? "–");
    return `${title === undefined ? "" : `${title}: `}${texts.join(" | ")}`;
  });
  return [...(caption === undefined ? [] : [caption]), ...lines].join("\n");
}
