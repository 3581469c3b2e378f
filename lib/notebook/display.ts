import { plainText } from "./export/escape.js";
import { plotlyMime } from "./export/figures.js";
import { type GalleryOptions, type GalleryRow, galleryHtml, galleryText } from "./gallery.js";
import { figureImage } from "./image.js";
import type { Json } from "./nbformat.js";
import type { FigureSpec } from "./plotlySvg.js";
import { sendDisplay } from "./send.js";
import { type TableOptions, type TableRow, tableHtml, tableText } from "./table.js";
import { type WidgetSpec, widgetMime } from "./widget.js";

/**
 * Shows a Plotly figure below the cell, as one output in three forms: interactive
 * (`application/vnd.plotly.v1+json`), a PNG for viewers that run no scripts, and its title as text.
 * Use it with `await`: the image takes some tenths of a second.
 * @throws Error outside a notebook, or with Plotly's reason if it cannot draw the figure
 */
export async function displayFigure(figure: FigureSpec): Promise<void> {
  const plain = plainData(figure);
  const png = await figureImage(plain);
  await sendDisplay({
    [plotlyMime]: plain as unknown as Json,
    "image/png": Buffer.from(png).toString("base64"),
    "text/plain": figureText(plain),
  });
}

/**
 * Shows a widget below the cell. Where a viewer cannot run it, as in Jupyter, in VS Code and on GitHub, `figure` is
 * shown: what the widget shows at first. @throws Error as `displayFigure`
 */
export async function displayWidget(widget: WidgetSpec, figure: FigureSpec): Promise<void> {
  const plain = plainData(figure);
  const png = await figureImage(plain);
  await sendDisplay({
    [widgetMime]: plainData(widget) as unknown as Json,
    [plotlyMime]: plain as unknown as Json,
    "image/png": Buffer.from(png).toString("base64"),
    "text/plain": `${widget.title}: ${widget.description}`,
  });
}

/**
 * Shows rows as a table below the cell, a column for each name that occurs. Numbers stand to the right with
 * three decimals unless `options` says otherwise. @throws Error outside a notebook, or for a format of a
 * column that does not exist
 */
export async function displayTable(rows: readonly TableRow[], options: TableOptions = {}): Promise<void> {
  await sendDisplay({ "text/html": tableHtml(rows, options), "text/plain": tableText(rows, options) });
}

/** Shows rows of pictures with a few lines of text below each. @throws Error outside a notebook */
export async function displayGallery(
  rows: readonly GalleryRow[],
  options: GalleryOptions = {},
): Promise<void> {
  await sendDisplay({ "text/html": galleryHtml(rows, options), "text/plain": galleryText(rows, options) });
}

/** Shows Markdown below the cell, e.g. a sentence with computed numbers. @throws Error outside a notebook */
export async function displayMarkdown(text: string): Promise<void> {
  await sendDisplay({ "text/markdown": text, "text/plain": text });
}

/** Data as JSON holds it: typed arrays become lists, and later changes by the caller do not reach it. */
function plainData<T>(data: T): T {
  return JSON.parse(
    JSON.stringify(data, (_key, value: unknown) =>
      ArrayBuffer.isView(value) && !(value instanceof DataView)
        ? Array.from(value as unknown as ArrayLike<number>)
        : value,
    ),
  );
}

function figureText({ layout }: FigureSpec): string {
  const { title } = layout as { title?: string | { text?: string } };
  return plainText((typeof title === "string" ? title : title?.text) ?? "") || "Figure";
}
