import type { Json } from "../nbformat.js";
import type { Catalogue } from "./catalogue.js";

/** Fields of a Plotly figure whose text the reader sees. */
const shown = new Set([
  "title",
  "name",
  "hovertemplate",
  "legendgrouptitle",
  "description",
  "columns",
  "ticktext",
]);

/** Fields that hold data as well: labels of marks, names on an axis. */
const data = new Set(["text", "hovertext", "x", "y", "categoryarray", "label", "labels"]);

/** A Plotly figure with the text its readers see translated; a name on an axis alike in all traces. */
export function translateFigure(
  figure: Json,
  catalogue: Pick<Catalogue, "translate" | "translateData">,
): Json {
  const walk = (value: Json, field: string, parent: string): Json => {
    if (typeof value === "string")
      // The text of a title is no data.
      return shown.has(field) || (field === "text" && parent === "title")
        ? catalogue.translate(value)
        : data.has(field)
          ? catalogue.translateData(value)
          : value;
    if (Array.isArray(value)) return value.map((one: Json) => walk(one, field, parent));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, walk(part, name, field)]));
  };
  return walk(figure, "", "");
}
