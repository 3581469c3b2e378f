import { plotlyMime } from "../export/figures.js";
import { figureImage } from "../image.js";
import type { Notebook, Output } from "../nbformat.js";
import type { FigureSpec } from "../plotlySvg.js";

/** Draws the pictures of a translated notebook's figures, some tenths of a second each. */
export async function redrawPictures(notebook: Notebook): Promise<Notebook> {
  const redraw = async (output: Output): Promise<Output> => {
    if (output.output_type !== "display_data") return output;
    const { [plotlyMime]: figure, ...others } = output.data;
    if (figure === undefined || "image/png" in others) return output;
    const png = await figureImage(figure as unknown as FigureSpec);
    const data = {
      [plotlyMime]: figure,
      "image/png": Buffer.from(png).toString("base64"),
      ...others,
    };
    return { ...output, data };
  };
  const cells = await Promise.all(
    notebook.cells.map(async (cell) =>
      cell.cell_type === "code" ? { ...cell, outputs: await Promise.all(cell.outputs.map(redraw)) } : cell,
    ),
  );
  return { ...notebook, cells };
}
