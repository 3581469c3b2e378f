import type { MimeBundle, Output } from "../nbformat.js";
import { ansiToHtml } from "./ansi.js";
import { escapeHtml, plainText } from "./escape.js";
import { figureHtml, plotlyMime } from "./figures.js";
import type { MarkdownRenderer } from "./markdown.js";
import { sanitizeHtml } from "./sanitize.js";

/** What outputs need of their page. */
export interface OutputContext {
  readonly markdown: MarkdownRenderer;
  /** Id of the next figure; counts them. */
  nextFigure(): string;
}

/** The outputs of a cell as HTML, each in the richest form the page can show. */
export function outputsHtml(outputs: readonly Output[], context: OutputContext): string {
  return joinStreams(outputs)
    .map((output) => outputHtml(output, context))
    .join("\n");
}

function outputHtml(output: Output, context: OutputContext): string {
  switch (output.output_type) {
    case "stream":
      return terminal(output.text, output.name);
    case "error": {
      const text = output.traceback.length > 0 ? output.traceback.join("\n") : errorLine(output);
      return terminal(text, "error");
    }
    case "display_data":
    case "execute_result":
      return bundleHtml(output.data, context);
  }
}

function errorLine({ ename, evalue }: { ename: string; evalue: string }): string {
  return evalue ? `${ename}: ${evalue}` : ename;
}

const terminalLabels = { stdout: "Printed output", stderr: "Messages", error: "Error" };

/** Terminal text in a box that can be scrolled by keyboard too. */
function terminal(text: string, kind: keyof typeof terminalLabels): string {
  return `<pre class="output ${kind}" tabindex="0" role="group" aria-label="${terminalLabels[kind]}">${ansiToHtml(text)}</pre>`;
}

/** A printed line each is one output of its own; neighbours of one stream are shown as one. */
function joinStreams(outputs: readonly Output[]): Output[] {
  const joined: Output[] = [];
  for (const output of outputs) {
    const last = joined.at(-1);
    if (output.output_type === "stream" && last?.output_type === "stream" && last.name === output.name)
      joined[joined.length - 1] = { ...last, text: last.text + output.text };
    else joined.push(output);
  }
  return joined;
}

const rasterTypes = ["image/png", "image/jpeg", "image/gif", "image/webp"];

function bundleHtml(data: MimeBundle, context: OutputContext): string {
  const text = (type: string): string | undefined => (type in data ? String(data[type]) : undefined);
  const plain = text("text/plain") ?? "";
  if (plotlyMime in data) return figureHtml(data[plotlyMime], context.nextFigure(), plain);
  const html = text("text/html");
  if (html !== undefined)
    return `<div class="output html" tabindex="0" role="group" aria-label="Table or text">${sanitizeHtml(html)}</div>`;
  const alt = escapeHtml(plainText(plain) || "Image");
  const svg = text("image/svg+xml");
  // As an image, not inline: its scripts and ids then stay its own.
  if (svg !== undefined) return image("image/svg+xml", Buffer.from(svg).toString("base64"), alt);
  const raster = rasterTypes.find((type) => type in data);
  if (raster) return image(raster, text(raster)!.replace(/\s/g, ""), alt);
  const markdown = text("text/markdown") ?? text("text/latex");
  if (markdown !== undefined)
    return `<div class="output markdown">${context.markdown.render(markdown)}</div>`;
  if (plain === "" && "application/json" in data)
    return terminal(JSON.stringify(data["application/json"], null, 2), "stdout");
  return terminal(plain, "stdout");
}

function image(type: string, base64: string, alt: string): string {
  return `<p class="output image"><img src="data:${type};base64,${base64}" alt="${alt}"></p>`;
}
