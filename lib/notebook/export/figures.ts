import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { inlineScript } from "../../base/inlineScript.js";
import type { Json } from "../nbformat.js";
import { embeddedJson } from "./embedded.js";
import { escapeHtml, plainText } from "./escape.js";

/** MIME type of a Plotly figure in a notebook. */
export const plotlyMime = "application/vnd.plotly.v1+json";

/** Height in px of a figure that names none; Plotly's own default. */
const defaultHeight = 450;

/** Heights in px a figure may have. */
const [least, most] = [80, 4000];

/** Levels of a specification. Plotly's own have some ten. */
const deepest = 60;

type JsonObject = { readonly [key: string]: Json };

/** A specification whose parts are what Plotly expects. */
export interface CheckedFigure {
  readonly data: readonly JsonObject[];
  readonly layout: JsonObject;
  /** Only what concerns the page; see `configOf`. */
  readonly config: JsonObject;
  readonly height: number;
  readonly title: string;
  /** What the figure shows, in a sentence or two: `layout.meta.description`. */
  readonly description: string;
}

/** Traces the page's Plotly draws: its bundle for flat axes. */
const drawnTypes = new Set(
  "scatter scattergl bar box heatmap histogram histogram2d histogram2dcontour contour scatterternary violin image pie".split(
    " ",
  ),
);

/**
 * Looks at every part of a figure that the page relies on. Addresses of pictures that are not embedded are left
 * out; a height outside 80…4000 px becomes Plotly's default.
 * @throws Error saying which part is not what Plotly expects
 */
export function checkFigure(specification: Json): CheckedFigure {
  if (!isObject(specification)) throw new Error(`it is ${kind(specification)}, expected an object`);
  const { data = [], layout = {}, config = {} } = specification;
  if (!Array.isArray(data)) throw new Error(`data is ${kind(data)}, expected a list of traces`);
  const traces = data as readonly Json[];
  traces.forEach((trace, index) => {
    if (!isObject(trace)) throw new Error(`data[${index}] is ${kind(trace)}, expected a trace`);
    const type = trace.type ?? "scatter";
    if (typeof type !== "string" || !drawnTypes.has(type))
      throw new Error(
        `data[${index}] is of type ${JSON.stringify(type).slice(0, 40)}, which the report's Plotly does not draw`,
      );
  });
  if (!isObject(layout)) throw new Error(`layout is ${kind(layout)}, expected an object`);
  if (isDeeper(specification, deepest)) throw new Error(`it is nested more than ${deepest} deep`);
  const title = isObject(layout.title) ? layout.title.text : layout.title;
  const { height } = layout;
  const fits = typeof height === "number" && height >= least && height <= most;
  const { height: _height, ...free } = layout;
  return {
    data: withoutAddresses(traces) as readonly JsonObject[],
    layout: { ...(withoutAddresses(free) as JsonObject), ...(fits && { height }) },
    config: configOf(isObject(config) ? config : {}),
    height: fits ? height : defaultHeight,
    title: typeof title === "string" ? title : "",
    description:
      isObject(layout.meta) && typeof layout.meta.description === "string" ? layout.meta.description : "",
  };
}

/** What a notebook may say about how its figure behaves. Nothing here adds a button or names a server. */
function configOf(config: JsonObject): JsonObject {
  const allowed = ["staticPlot", "scrollZoom", "displayModeBar", "doubleClick", "showTips"];
  return Object.fromEntries(
    allowed
      .filter((name) => ["boolean", "string"].includes(typeof config[name]))
      .map((name) => [name, config[name]!]),
  );
}

/** Pictures in a figure are embedded or they are left out. */
function withoutAddresses(value: Json): Json {
  if (Array.isArray(value))
    return (value as readonly Json[]).every(isFlat) ? value : value.map(withoutAddresses);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, part]) =>
      /^(?:source|plotlyServerURL|topojsonURL)$/.test(name) &&
      typeof part === "string" &&
      !/^data:image\//.test(part)
        ? []
        : [[name, withoutAddresses(part)]],
    ),
  );
}

const isFlat = (value: Json): boolean => typeof value !== "object" || value === null;

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kind(value: Json | undefined): string {
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? "a list" : `${typeof value === "object" ? "an" : "a"} ${typeof value}`;
}

/** Whether JSON is nested deeper than so many levels. Does not recurse. */
export function isDeeper(value: Json, levels: number): boolean {
  let level: Json[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels) return true;
    const next: Json[] = [];
    for (const one of level)
      if (typeof one === "object" && one !== null)
        for (const part of Object.values(one)) next.push(part as Json);
    level = next;
  }
  return false;
}

/**
 * The place of a figure in the page: its picture, its specification as JSON, an element of its height, which the
 * page's script fills, and its numbered caption. The picture is what is seen until then, on paper if the page is
 * printed before, and where no script runs.
 * @param id `figure-` and its number
 * @param text the output's plain text; it names the figure where it has no title
 * @param picture the output's own picture of the figure, as a data address
 * @param say what stands on the page for an English text
 */
export function figureHtml(
  figure: CheckedFigure,
  id: string,
  text: string,
  picture?: string,
  say: (english: string) => string = (english) => english,
): string {
  const { data, layout, config, height, title, description } = figure;
  const label = escapeHtml(plainText(title || text) || say("Figure"));
  const number = escapeHtml(say(id.replace("figure-", "Figure ")));
  return [
    `<figure class="plot${picture ? " has-picture" : ""}" style="--height:${height}px">`,
    picture ? `<img class="plot-picture" src="${picture}" alt="${label}">` : "",
    `<div id="${id}" class="plot-target" role="group" aria-label="${label}" aria-describedby="${id}-caption"></div>`,
    embeddedJson({ data, layout, config }, `data-figure="${id}"`),
    picture ? "" : `<noscript>${label}: ${say("an interactive figure, drawn by a script.")}</noscript>`,
    `<figcaption><span id="${id}-caption"><b>${number}.</b>${description ? ` ${escapeHtml(description)}` : ""}</span></figcaption>`,
    "</figure>",
  ].join("");
}

/** Traces that Plotly's smallest bundle draws. */
const basicTypes = new Set(["scatter", "bar", "pie"]);

/**
 * The smallest Plotly bundle that draws these types of traces.
 * @throws Error if its text is not one that a script element can hold
 */
export function plotlyBundle(types: Iterable<string>): string {
  const name = [...types].every((type) => basicTypes.has(type)) ? "plotly.js-basic-dist-min" : "plotly.js";
  return inlineScript(readFileSync(createRequire(import.meta.url).resolve(name), "utf8"), name);
}
