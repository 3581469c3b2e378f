import { InputError } from "../base/errors.js";
import { writeAtomically } from "../base/files.js";
import type { Figure } from "../figures/figure.js";

/** What a figure is written as. */
export type FigureForm = "html" | "png";

/** The form that a file's name asks for. @throws InputError for another ending */
export function figureForm(path: string): FigureForm {
  const form = (["html", "png"] as const).find((ending) => path.toLowerCase().endsWith(`.${ending}`));
  if (form === undefined)
    throw new InputError(
      `--figure: "${path}" does not end in .html or .png, expected the name of a file in one of these formats`,
    );
  return form;
}

/**
 * Writes figures to one file: a page with interactive figures that opens from disk and asks for nothing from the
 * network, or one picture with the figures below each other.
 * @throws InputError naming the file if it cannot be written
 */
export async function writeFigures(
  figures: readonly Figure[],
  path: string,
  form: FigureForm,
  title: string,
): Promise<void> {
  const { figureImage } = await import("../notebook/image.js");
  const pictures = await Promise.all(figures.map((figure) => figureImage(figure)));
  if (form === "png") {
    const [first, ...others] = pictures.map((picture) => Buffer.from(picture));
    if (others.length === 0) await writeAtomically(path, first!);
    else {
      const { default: sharp } = await import("sharp");
      const joined = sharp([first!, ...others], { join: { across: 1, background: "#ffffff" } });
      await writeAtomically(path, await joined.png().toBuffer());
    }
    return;
  }
  const { writeReport } = await import("./report.js");
  const { plotlyMime } = await import("../notebook/export/figures.js");
  await writeReport(
    {
      nbformat: 4,
      nbformat_minor: 5,
      metadata: { language_info: { name: "typescript" } },
      cells: [
        { cell_type: "markdown", id: "title", metadata: {}, source: `# ${title}` },
        {
          cell_type: "code",
          id: "figures",
          metadata: {},
          source: "",
          execution_count: null,
          outputs: figures.map((figure, at) => ({
            output_type: "display_data",
            metadata: {},
            data: {
              [plotlyMime]: JSON.parse(JSON.stringify(figure)),
              "image/png": Buffer.from(pictures[at]!).toString("base64"),
            },
          })),
        },
      ],
    },
    { source: path, target: path },
  );
}
