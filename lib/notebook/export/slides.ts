import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { InputError } from "../../base/errors.js";
import type { Cell, Notebook, Output } from "../nbformat.js";
import { type CellContext, cellHtml } from "./cells.js";
import { escapeHtml } from "./escape.js";
import { frameHtml } from "./frame.js";
import { katexStyle } from "./katexStyle.js";
import { outputsHtml } from "./outputs.js";
import { asPicture, type ExportOptions, pageContext } from "./page.js";
import { slidesScript } from "./pageScript.js";
import { slidesStyle } from "./slidesStyle.js";
import { pageStyle } from "./style.js";

/** A slide: groups of cells shown one after the other, by their place in the notebook from 0, and speaker notes. */
export interface Slide {
  /** The first is there at once, each other comes with a key. */
  readonly steps: readonly (readonly number[])[];
  readonly notes: readonly number[];
}

const kinds = ["slide", "subslide", "fragment", "skip", "notes"] as const;

/** What Jupyter's slideshow toolbar says of a cell; "-" if it says nothing. */
function slideKind(cell: Cell): (typeof kinds)[number] | "-" {
  const { slideshow } = cell.metadata;
  const type =
    typeof slideshow === "object" && slideshow !== null && "slide_type" in slideshow
      ? slideshow.slide_type
      : undefined;
  return kinds.find((kind) => kind === type) ?? "-";
}

/**
 * Cells as slides, by `metadata.slideshow.slide_type`: `slide` starts a slide, `subslide` one below it, `fragment` a
 * step on it, `skip` leaves a cell out, `notes` is for the speaker; other cells go where the one before went. In a
 * notebook that marks no cell, each Markdown cell that begins with a heading of level 1 or 2 starts a slide.
 * @returns the slides from left to right, each with those below it
 */
export function slidesOf(cells: readonly Cell[]): Slide[][] {
  const marked = cells.some((cell) => slideKind(cell) !== "-");
  const columns: { steps: number[][]; notes: number[] }[][] = [];
  for (const [index, cell] of cells.entries()) {
    const kind = marked ? slideKind(cell) : startsSection(cell) ? "slide" : "-";
    if (kind === "skip") continue;
    if (kind === "slide" || columns.length === 0) columns.push([{ steps: [[]], notes: [] }]);
    else if (kind === "subslide") columns.at(-1)!.push({ steps: [[]], notes: [] });
    const slide = columns.at(-1)!.at(-1)!;
    if (kind === "notes") {
      slide.notes.push(index);
      continue;
    }
    if (kind === "fragment") slide.steps.push([]);
    slide.steps.at(-1)!.push(index);
  }
  return columns;
}

const startsSection = (cell: Cell) => cell.cell_type === "markdown" && /^\s{0,3}#{1,2}\s/.test(cell.source);

const deckSlideSchema = z.strictObject({
  /** Markdown: a sentence or a heading. In the deck it takes the place of a Markdown cell and stands above outputs. */
  text: z.string().min(1),
  /** Markdown, for the speaker. */
  notes: z.string().optional(),
  /** Which outputs of a code cell are shown, counted from 0; default all. */
  outputs: z.array(z.int().nonnegative()).optional(),
});

/** What a cell shows in a deck of its own: `slide` in its metadata. */
export type DeckSlide = z.infer<typeof deckSlideSchema>;

/**
 * The slides of a deck that was written for a notebook: one for each cell with `slide` in its metadata, other cells are
 * left out. Reports and Jupyter show nothing of it.
 * @returns place of the cell from 0 and its slide; empty if no cell has one
 * @throws InputError naming the cell and the field that is not as expected
 */
export function deckOf(cells: readonly Cell[]): { readonly place: number; readonly slide: DeckSlide }[] {
  return cells.flatMap((cell, place) => {
    if (cell.metadata.slide === undefined) return [];
    const parsed = deckSlideSchema.safeParse(cell.metadata.slide);
    if (parsed.success) return [{ place, slide: parsed.data }];
    const { path, message } = parsed.error.issues[0]!;
    throw new InputError(
      `cell ${cell.id ?? place + 1}: metadata.${["slide", ...path].join(".")}: ${message}`,
    );
  });
}

/**
 * A notebook as slides in one HTML file that needs no network: reveal.js and all it shows stand in the page.
 * Arrow keys and space move, S shows the speaker notes, O an overview, F fills the screen. Printed, each slide is a
 * page. Figures that carry a picture are shown as it; `remove-…` tags count as in reports. A deck of the notebook's own
 * (`deckOf`) goes before Jupyter's marks.
 * @throws InputError as `deckOf`
 */
export async function exportSlides(notebook: Notebook, options: ExportOptions): Promise<string> {
  const { context, markdown, heldScripts } = await pageContext(notebook, { ...options, widgets: {} });
  const toPicture = asPicture(context.figurePictures);
  // A figure without a picture stays as it is, and the page's script draws it.
  const picture = (one: Output) => ("data" in one && "image/png" in one.data ? toPicture(one) : one);
  const deck = deckOf(notebook.cells);
  const slides =
    deck.length > 0
      ? deck
          .map(({ place, slide }) => deckSlideHtml(notebook.cells[place]!, slide, context, picture))
          .join("\n")
      : markedSlides(notebook, context, picture);
  const title = options.title ?? markdown.headings[0]?.text ?? options.sourceName.replace(/\.ipynb$/, "");
  const reveal = readFileSync(fileURLToPath(import.meta.resolve("reveal.js/reveal.css")), "utf8");
  const made = Object.entries({ notebook: options.sourceName, ...options.provenance })
    .map(([name, value]) => `${name}: ${value}`)
    .join(", ");
  return frameHtml({
    title,
    style: `${reveal}\n${katexStyle(slides)}${pageStyle}\n${slidesStyle}`,
    body: `<!-- ${escapeHtml(made).replaceAll("--", "- -")} -->\n<div class="reveal"><div class="slides">\n${slides}\n</div></div>`,
    bodyClass: "slideshow",
    scripts: [slidesScript()],
    held: heldScripts(),
  });
}

/** One slide of a deck: its sentence, what the code shows without the code, and the speaker's notes. */
function deckSlideHtml(
  cell: Cell,
  { text, notes, outputs }: DeckSlide,
  context: CellContext,
  picture: (output: Output) => Output,
): string {
  const parts = [context.markdown.render(text)];
  if (cell.cell_type === "code") {
    const chosen = cell.outputs.filter((_, at) => outputs === undefined || outputs.includes(at));
    parts.push(`<div class="shown">${outputsHtml(chosen.map(picture), context)}</div>`);
  }
  if (notes !== undefined) parts.push(`<aside class="notes">${context.markdown.render(notes)}</aside>`);
  return `<section>\n${parts.join("\n")}\n</section>`;
}

/** Slides by the marks of Jupyter's slideshow toolbar, or by headings. */
function markedSlides(notebook: Notebook, context: CellContext, picture: (output: Output) => Output): string {
  const html = notebook.cells.map((cell, index) => {
    const shown = cell.cell_type === "code" ? { ...cell, outputs: cell.outputs.map(picture) } : cell;
    return cellHtml(shown, index + 1, context);
  });
  const all = (places: readonly number[]) => places.map((place) => html[place]).join("\n");
  return slidesOf(notebook.cells)
    .map((column) => column.map((slide) => slideHtml(slide, all)).filter((one) => one !== ""))
    .filter((column) => column.length > 0)
    .map((column) => (column.length === 1 ? column[0] : `<section>\n${column.join("\n")}\n</section>`))
    .join("\n");
}

function slideHtml(slide: Slide, all: (places: readonly number[]) => string): string {
  const notes = all(slide.notes);
  const steps = slide.steps.map(all);
  if (steps.join("").trim() === "" && notes.trim() === "") return "";
  const [first = "", ...later] = steps;
  const parts = [first, ...later.map((step) => `<div class="fragment">${step}</div>`)];
  if (notes.trim() !== "") parts.push(`<aside class="notes">${notes}</aside>`);
  return `<section>\n${parts.join("\n")}\n</section>`;
}
