import { isJsonMime, type Json, type Metadata, type MimeBundle, type Output } from "../nbformat.js";
import { checkWidget, widgetMime } from "../widget.js";
import { ansiToHtml } from "./ansi.js";
import { escapeHtml, plainText } from "./escape.js";
import { type CheckedFigure, checkFigure, figureHtml, isDeeper, plotlyMime } from "./figures.js";
import type { MarkdownRenderer } from "./markdown.js";
import { attachedOr, type FindPicture, type FoundPicture, pictureUri, svgUri } from "./pictures.js";
import { missingHtml, sanitizeHtml } from "./sanitize.js";
import type { TimeLimit } from "./timeLimit.js";
import { widgetHtml } from "./widgets.js";

/** What outputs need of their page. */
export interface OutputContext {
  readonly markdown: MarkdownRenderer;
  readonly limit: TimeLimit;
  /** What the exporter itself says, in the page's language. */
  say(english: string): string;
  /** Smaller copies of the pictures figures carry; see figurePictures. */
  readonly figurePictures: ReadonlyMap<string, string>;
  /** Whether pictures are moved sideways where they do not fit, by keyboard too; without it they shrink. */
  readonly picturesMove?: boolean;
  /** Pictures of the notebook's folder. */
  readonly findPicture?: FindPicture;
  /** Id of the next figure; counts them, and notes what they need. */
  nextFigure(figure: CheckedFigure): string;
  /** Id of the next table with a caption. */
  nextTable(): string;
  /** Id of the next widget of a kind; undefined if this export has no module for it. */
  nextWidget(kind: string): string | undefined;
  /** Put before the ids of the next output; different for each. */
  nextPrefix(): string;
}

/** The outputs of a cell as HTML, each in the richest form the page can show. A bad one costs only itself. */
export function outputsHtml(outputs: readonly Output[], context: OutputContext): string {
  return joinStreams(outputs)
    .map((output) => {
      try {
        return outputHtml(output, context);
      } catch (error) {
        return notes([{ what: "output", reason: (error as Error).message }]);
      }
    })
    .join("\n");
}

function outputHtml(output: Output, context: OutputContext): string {
  switch (output.output_type) {
    case "stream":
      return terminal(output.text, output.name, context);
    case "error": {
      const text = output.traceback.length > 0 ? output.traceback.join("\n") : errorLine(output);
      return terminal(text, "error", context);
    }
    case "display_data":
    case "execute_result":
      return bundleHtml(output.data, output.metadata, context);
  }
}

function errorLine({ ename, evalue }: { ename: string; evalue: string }): string {
  return evalue ? `${ename}: ${evalue}` : ename;
}

const terminalLabels = { stdout: "Printed output", stderr: "Messages", error: "Error" };

/** Terminal text in a box that can be scrolled by keyboard too. */
function terminal(
  text: string,
  kind: keyof typeof terminalLabels,
  { say }: Pick<OutputContext, "say">,
): string {
  return `<pre class="output ${kind}" tabindex="0" role="group" aria-label="${say(terminalLabels[kind])}">${ansiToHtml(text)}</pre>`;
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

/** One form of an output. @returns undefined if there is nothing in it to see. @throws Error saying what is wrong with it */
type Show = (content: Json, output: ShownOutput, type: string) => string | undefined;

interface ShownOutput {
  readonly data: MimeBundle;
  readonly metadata: Metadata;
  /** Plain text of the output, for labels. */
  readonly plain: string;
  readonly context: OutputContext;
}

const rasterTypes = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/** Forms the page can show, the richest first. */
const forms: readonly (readonly [string, Show])[] = [
  [widgetMime, showWidget],
  [plotlyMime, showFigure],
  ["text/html", showHtml],
  ["image/svg+xml", showPicture],
  ...rasterTypes.map((type) => [type, showPicture] as const),
  ["text/markdown", showMarkdown],
  ["text/latex", showMarkdown],
];

function bundleHtml(data: MimeBundle, metadata: Metadata, context: OutputContext): string {
  const plain = typeof data["text/plain"] === "string" ? data["text/plain"] : "";
  const output = { data, metadata, plain, context };
  const left: Note[] = [];
  for (const [type, show] of forms) {
    if (!(type in data)) continue;
    try {
      const html = context.limit.run(sizeOf(data[type]!), () => show(data[type]!, output, type));
      if (html !== undefined) return notes(left) + html;
    } catch (error) {
      left.push({ what: typeNames[type] ?? type, reason: (error as Error).message });
    }
  }
  const others = Object.keys(data).filter(
    (type) => !forms.some(([known]) => known === type) && type !== "text/plain",
  );
  const json = others.filter(isPlainJson);
  for (const type of others.filter((type) => !json.includes(type))) left.push(cannotShow(type));
  if (plain !== "") return notes(left) + terminal(plain, "stdout", context);
  return notes(left) + json.map((type) => jsonHtml(data[type]!, context)).join("");
}

/** JSON that stands for itself; other JSON types are instructions to a program. */
const isPlainJson = (type: string): boolean => isJsonMime(type) && !/^application\/vnd\./.test(type);

function jsonHtml(value: Json, context: OutputContext): string {
  if (isDeeper(value, 200)) return notes([{ what: "JSON", reason: "it is nested more than 200 deep" }]);
  return terminal(JSON.stringify(value, null, 2), "stdout", context);
}

const sizeOf = (content: Json): number => (typeof content === "string" ? content.length : 5_000_000);

/** What readers call the content of a type. */
const typeNames: Readonly<Record<string, string>> = {
  [plotlyMime]: "Plotly figure",
  [widgetMime]: "widget",
  "text/html": "HTML",
  "image/svg+xml": "SVG picture",
  "image/png": "PNG picture",
  "image/jpeg": "JPEG picture",
  "image/gif": "GIF picture",
  "image/webp": "WebP picture",
  "application/javascript": "JavaScript",
  "application/pdf": "PDF document",
  "text/markdown": "Markdown",
  "text/latex": "LaTeX",
  "application/vnd.jupyter.widget-view+json": "interactive widget",
};

function cannotShow(type: string): Note {
  const name =
    typeNames[type] ??
    (/^application\/vnd\.vega/.test(type)
      ? "Vega chart"
      : type.startsWith("video/")
        ? "video"
        : type.startsWith("audio/")
          ? "sound"
          : "output");
  return {
    what: `${name}, ${type.slice(0, 80)}`,
    reason: "a report holds text, pictures and Plotly figures",
  };
}

interface Note {
  readonly what: string;
  readonly reason: string;
}

function notes(list: readonly Note[]): string {
  return list.map(({ what, reason }) => `<p class="output">${missingHtml(what, reason)}</p>`).join("");
}

function showFigure(content: Json, { data, plain, context }: ShownOutput): string {
  const figure = checkFigure(content);
  return figureHtml(figure, context.nextFigure(figure), plain, pictureBeside(data, context), context.say);
}

/** The picture that a figure or widget carries, as a data address: the smaller copy where there is one. */
function pictureBeside(data: MimeBundle, { figurePictures }: OutputContext): string | undefined {
  const png = data["image/png"];
  const copy = typeof png === "string" ? figurePictures.get(png) : undefined;
  if (copy) return `data:image/webp;base64,${copy}`;
  return [...rasterTypes, "image/svg+xml"]
    .filter((type) => typeof data[type] === "string")
    .map((type) => pictureOf(type, data[type] as string))
    .find((found): found is { uri: string } => "uri" in found)?.uri;
}

function showWidget(content: Json, { data, context }: ShownOutput): string | undefined {
  const widget = checkWidget(content);
  const id = context.nextWidget(widget.kind);
  return id && widgetHtml(widget, id, pictureBeside(data, context), context.say);
}

function showHtml(content: Json, { context }: ShownOutput): string | undefined {
  const html = sanitizeHtml(textOf(content), {
    idPrefix: context.nextPrefix(),
    findPicture: attachedOr({}, context.findPicture),
  });
  if (isBlank(html)) return undefined;
  const box = `class="output html" tabindex="0" role="group" aria-label="${context.say("Table or text")}"`;
  if (!html.includes("<caption>")) return `<div ${box}>${html}</div>`;
  const id = context.nextTable();
  const number = context.say(id.replace("table-", "Table "));
  const numbered = html.replace("<caption>", `<caption><b>${number}.</b> `);
  return `<div id="${id}" ${box}>${numbered}</div>`;
}

/** Whether there is nothing to see: HTML of which only scripts were the content. */
function isBlank(html: string): boolean {
  return !/<(?:img|svg|hr|table)[\s>]/.test(html) && plainText(html.replaceAll("&nbsp;", " ")) === "";
}

function showMarkdown(content: Json, { context }: ShownOutput): string | undefined {
  const html = context.markdown.render(textOf(content), { idPrefix: context.nextPrefix() });
  return isBlank(html) ? undefined : `<div class="output markdown">${html}</div>`;
}

function showPicture(content: Json, { metadata, plain, context }: ShownOutput, type: string): string {
  const found = pictureOf(type, textOf(content));
  if (!("uri" in found)) throw new Error(found.reason);
  const { width } = (metadata[type] ?? {}) as { width?: unknown };
  const size =
    typeof width === "number" && width > 0 && width < 10_000 ? ` width="${Math.round(width)}"` : "";
  const moves = context.picturesMove
    ? ` tabindex="0" role="group" aria-label="${context.say("Figure")}"`
    : "";
  return `<p class="output image"${moves}><img src="${found.uri}" alt="${escapeHtml(plainText(plain) || context.say("Image"))}"${size}></p>`;
}

/** SVG is text in a notebook, every other picture base64. */
function pictureOf(type: string, content: string): FoundPicture {
  return type === "image/svg+xml" ? svgUri(content) : pictureUri(type, content);
}

function textOf(content: Json): string {
  if (typeof content !== "string")
    throw new Error(`it is ${content === null ? "null" : `a ${typeof content}`}, expected text`);
  return content;
}
