import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { escapeHtml, jsonForScript, plainText } from "./escape.js";

/** MIME type of a Plotly figure in a notebook. */
export const plotlyMime = "application/vnd.plotly.v1+json";

/** Height in px of a figure that names none; Plotly's own default. */
const defaultHeight = 450;

interface FigureLayout {
  readonly height?: number;
  readonly title?: string | { readonly text?: string };
}

/**
 * The place of a figure in the page: its specification as JSON and an element of its height, which the
 * page's script fills. `text` is the output's plain text; it describes the figure where it has no title.
 */
export function figureHtml(specification: unknown, id: string, text: string): string {
  const { layout = {} } = specification as { layout?: FigureLayout };
  const title = typeof layout.title === "string" ? layout.title : layout.title?.text;
  const label = plainText(title || text) || "Figure";
  return [
    '<figure class="plot">',
    `<div id="${id}" class="plot-target" role="img" aria-label="${escapeHtml(label)}" style="min-height:${layout.height ?? defaultHeight}px"></div>`,
    `<script type="application/json" data-figure="${id}">${jsonForScript(specification)}</script>`,
    `<noscript>${escapeHtml(label)}: an interactive figure, drawn by a script.</noscript>`,
    "</figure>",
  ].join("");
}

/** The Plotly bundle for a script element. @throws Error if its text could end that element */
export function plotlyBundle(): string {
  const bundle = readFileSync(createRequire(import.meta.url).resolve("plotly.js"), "utf8");
  // A browser reads CR LF as LF, which would change the hash in the page's policy.
  if (/<\/script|<!--|\r/i.test(bundle)) throw new Error("this Plotly bundle cannot stand inside a page");
  return bundle;
}
