import sharp from "sharp";
import type { Notebook } from "../nbformat.js";
import { widgetMime } from "../widget.js";
import { plotlyMime } from "./figures.js";
import { isBase64 } from "./pictures.js";

/** Pictures below this many characters of base64 stay as they are. */
const small = 20_000;

/**
 * The PNG pictures that figures carry, as WebP of a quarter of the size: a report holds each figure twice. A picture
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
    return (await picture.webp({ quality: 70 }).toBuffer()).toString("base64");
  } catch {
    return undefined;
  }
}
