import sharp from "sharp";
import type { Notebook } from "../nbformat.js";
import { widgetMime } from "../widget.js";
import { plotlyMime } from "./figures.js";
import { isBase64 } from "./pictures.js";

/** Pixels of a figure's width on a page. */
const shownWidth = 960;

/** Pictures below this many characters of base64 stay as they are. */
const small = 20_000;

/**
 * The PNG pictures that figures carry, as WebP in the size they are shown in: a report holds each figure twice. A picture
 * that cannot be read, or would not shrink, is left out.
 * @returns base64 of the PNG → base64 of the WebP
 */
export async function figurePictures(notebook: Notebook): Promise<ReadonlyMap<string, string>> {
  const found = notebook.cells.flatMap((cell) =>
    cell.cell_type !== "code"
      ? []
      : cell.outputs.flatMap((output) => {
          const png =
            "data" in output && [plotlyMime, widgetMime].some((type) => type in output.data)
              ? output.data["image/png"]
              : undefined;
          return typeof png === "string" && png.length > small && isBase64(png) ? [png] : [];
        }),
  );
  const pairs = await Promise.all([...new Set(found)].map(async (png) => [png, await webp(png)] as const));
  return new Map(
    pairs.filter((pair): pair is [string, string] => (pair[1]?.length ?? Infinity) < pair[0].length),
  );
}

async function webp(png: string): Promise<string | undefined> {
  try {
    const picture = sharp(Buffer.from(png, "base64"), { limitInputPixels: 20_000_000 });
    const fitted = picture.resize({ width: shownWidth, withoutEnlargement: true });
    return (await fitted.webp({ quality: 65, effort: 5 }).toBuffer()).toString("base64");
  } catch {
    return undefined;
  }
}
