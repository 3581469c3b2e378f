import type { Json } from "../nbformat.js";

/** Fields of a Plotly figure whose text the reader sees. */
const shown = new Set([
  "title",
  "text",
  "name",
  "hovertext",
  "hovertemplate",
  "ticktext",
  "legendgrouptitle",
  "description",
  "columns",
  "label",
  "labels",
]);

/** Coordinates: names on an axis of categories are translated in all traces alike. */
const coordinates = new Set(["x", "y", "categoryarray"]);

/** A Plotly figure with the text its readers see translated. */
export function translateFigure(figure: Json, translate: (text: string) => string): Json {
  const walk = (value: Json, field: string): Json => {
    if (typeof value === "string")
      return shown.has(field) || coordinates.has(field) ? translate(value) : value;
    if (Array.isArray(value)) return value.map((one: Json) => walk(one, field));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, walk(part, name)]));
  };
  return walk(figure, "");
}
