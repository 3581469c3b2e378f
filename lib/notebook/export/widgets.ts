import type { WidgetSpec } from "../widget.js";
import { embeddedJson } from "./embedded.js";
import { escapeHtml } from "./escape.js";

/**
 * The place of a widget in the page: a picture of its figure, its data, an element that the page's script fills, and
 * its numbered caption. The picture is what is seen until then, on paper before that, and where no script runs.
 * @param id `figure-` and its number
 * @param picture the output's own picture, as a data address
 * @param say what stands on the page for an English text
 */
export function widgetHtml(
  { kind, title, description, messages, phrases, data }: WidgetSpec,
  id: string,
  picture: string | undefined,
  say: (english: string) => string,
): string {
  const label = escapeHtml(title);
  const number = escapeHtml(say(id.replace("figure-", "Figure ")));
  return [
    `<figure class="plot widget${picture ? " has-picture" : ""}">`,
    picture ? `<img class="plot-picture" src="${picture}" alt="${label}">` : "",
    `<div id="${id}" class="widget-place" data-widget="${escapeHtml(kind)}" role="group" aria-label="${label}" aria-describedby="${id}-caption"></div>`,
    embeddedJson({ messages, phrases: phrases ?? {}, data }, `data-widget-data="${id}"`),
    picture ? "" : `<noscript>${label}: ${say("runs in a browser with scripts.")}</noscript>`,
    `<figcaption><span id="${id}-caption"><b>${number}.</b> ${escapeHtml(description)}</span></figcaption>`,
    "</figure>",
  ].join("");
}
