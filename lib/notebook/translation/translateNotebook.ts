import { plotlyMime } from "../export/figures.js";
import type { Cell, Json, MimeBundle, Notebook, Output } from "../nbformat.js";
import { widgetMime } from "../widget.js";
import type { Catalogue } from "./catalogue.js";
import type { Translation } from "./parts.js";
import { notebookParts } from "./parts.js";
import { translateFigure } from "./translateFigure.js";
import { translateHtml } from "./translateHtml.js";

/** A notebook in another language, and the parts of it that have no translation and stayed as they were. */
export interface TranslatedNotebook {
  readonly notebook: Notebook;
  readonly missing: readonly string[];
}

/**
 * An executed notebook in another language: its prose and slides from a translation, what its code wrote through a
 * catalogue. Code, ids and numbers stay. Headings keep the anchors of the original, so that links lead to the same place
 * in both languages. Pictures of figures are left out where the figure changed; `redrawPictures` puts them back.
 */
export function translateNotebook(
  original: Notebook,
  translation: Translation,
  catalogue: Catalogue,
): TranslatedNotebook {
  const missing = [...notebookParts(original).keys()].filter((key) => !translation.has(key));
  const textOf = (key: string, text: string) => translation.get(key)?.text ?? text;
  const cells = original.cells.map((cell): Cell => {
    const metadata = translatedSlide(cell, textOf);
    if (cell.cell_type !== "code")
      return {
        ...cell,
        metadata: { ...metadata, headings: headingsOf(cell.source) },
        source: unbroken(textOf(`cell ${cell.id}`, cell.source)),
      };
    return { ...cell, metadata, outputs: cell.outputs.map((output) => translateOutput(output, catalogue)) };
  });
  return { notebook: { ...original, cells }, missing };
}

function translatedSlide(cell: Cell, textOf: (key: string, text: string) => string): Cell["metadata"] {
  const { slide } = cell.metadata;
  if (typeof slide !== "object" || slide === null || Array.isArray(slide)) return cell.metadata;
  const { text, notes } = slide as { text?: Json; notes?: Json };
  return {
    ...cell.metadata,
    slide: {
      ...slide,
      ...(typeof text === "string" && { text: textOf(`slide ${cell.id}`, text) }),
      ...(typeof notes === "string" && { notes: textOf(`notes ${cell.id}`, notes) }),
    },
  };
}

/** Keeps particles at their word: browsers break lines between such a sign and Hangul, even where words stay whole. */
function unbroken(text: string): string {
  return text.replace(/([%)”’"'])(?=\p{Script=Hangul})/gu, "$1\u2060");
}

/** The words of a Markdown text's headings, in order. */
export function headingsOf(source: string): string[] {
  const text = source.replace(/^(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1/gm, "");
  return [...text.matchAll(/^#{1,6} +(.+?)\s*#*$/gm)].map(([, words]) => words!);
}

function translateOutput(output: Output, catalogue: Catalogue): Output {
  if (output.output_type === "stream") return { ...output, text: catalogue.translateData(output.text) };
  if (output.output_type === "error") return output;
  return { ...output, data: translateBundle(output.data, catalogue) };
}

function translateBundle(data: MimeBundle, catalogue: Catalogue): MimeBundle {
  const shown = Object.fromEntries(
    Object.entries(data).map(([type, content]): [string, Json] => {
      if (type === plotlyMime) return [type, translateFigure(content, catalogue)];
      if (type === widgetMime) return [type, translateWidget(content, catalogue)];
      if (typeof content !== "string") return [type, content];
      if (type === "text/html") return [type, translateHtml(content, catalogue)];
      if (type === "text/markdown") return [type, catalogue.translate(content)];
      // Plain text stands in for the form beside it; alone, it is what is shown.
      if (type === "text/plain")
        return [
          type,
          (plotlyMime in data && !(widgetMime in data)) || Object.keys(data).length === 1
            ? catalogue.translate(content)
            : "",
        ];
      return [type, content];
    }),
  );
  const { title, description } = (shown[widgetMime] ?? {}) as { title?: Json; description?: Json };
  if (widgetMime in data) shown["text/plain"] = `${title}: ${description}`;
  if (plotlyMime in data && JSON.stringify(shown[plotlyMime]) !== JSON.stringify(data[plotlyMime]))
    delete shown["image/png"];
  return shown;
}

/** What a widget says, and the figure it shows; its other data stay. */
function translateWidget(widget: Json, catalogue: Catalogue): Json {
  if (typeof widget !== "object" || widget === null || Array.isArray(widget)) return widget;
  const spoken = (value: Json): Json => {
    if (typeof value === "string") return catalogue.translate(value);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, spoken(part)]));
  };
  return Object.fromEntries(
    Object.entries(widget).map(([name, part]) => [
      name,
      name === "data"
        ? translateFigureIn(part, catalogue)
        : ["title", "description", "messages"].includes(name)
          ? spoken(part)
          : name === "phrases"
            ? translatedPhrases(part, catalogue)
            : part,
    ]),
  );
}

/** Each phrase with its entry of the catalogue, by which the page translates what the library says. */
function translatedPhrases(phrases: Json, catalogue: Catalogue): Json {
  if (typeof phrases !== "object" || phrases === null) return phrases;
  return Object.fromEntries(Object.keys(phrases).map((english) => [english, catalogue.entry(english)]));
}

function translateFigureIn(data: Json, catalogue: Catalogue): Json {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return data;
  const { figure, figures } = data as { figure?: Json; figures?: Json };
  if (Array.isArray(figures))
    return { ...data, figures: figures.map((one: Json) => translateFigureIn(one, catalogue)) };
  return figure === undefined ? data : { ...data, figure: translateFigure(figure, catalogue) };
}
