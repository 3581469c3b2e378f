import { randomUUID } from "node:crypto";
import { type DefaultTreeAdapterTypes, defaultTreeAdapter, html, parse } from "parse5";
import { escapeHtml } from "./escape.js";
import { type LinkTarget, linkTarget } from "./links.js";
import { dataPicture, type FindPicture } from "./pictures.js";
import { cleanStyle, pageClasses, reservedId } from "./sanitizeValues.js";

/**
 * HTML the exporter made itself (highlighted code, formulas), to stand inside HTML of a notebook: the notebook's
 * is sanitised around it. The name of a place holds a random number, so no notebook can name one.
 */
export class HeldHtml {
  readonly #secret = randomUUID();
  readonly #pieces: string[] = [];

  /** Keeps `html` back. @returns the markup of its place */
  hold(html: string): string {
    this.#pieces.push(html);
    return `<x-held data-piece="${this.#secret}-${this.#pieces.length - 1}"></x-held>`;
  }

  /** What was kept for a place; undefined for markup that only looks like one. */
  at(piece: string | undefined): string | undefined {
    return piece?.startsWith(`${this.#secret}-`)
      ? this.#pieces[Number(piece.slice(this.#secret.length + 1))]
      : undefined;
  }
}

export interface SanitizeOptions {
  /** The exporter's own pieces inside the HTML. */
  readonly held?: HeldHtml;
  /** Where pictures that are not embedded come from; none by default. */
  readonly findPicture?: FindPicture;
  /** Put before the ids of this HTML and the references to them, so that they stay its own. */
  readonly idPrefix?: string;
  /** Only what may stand inside a link: no links, pictures, blocks or ids. */
  readonly labelOnly?: boolean;
}

type Node = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;

/** Elements inside one another; browsers stop at 512. */
const deepest = 400;

const words = (list: string): ReadonlySet<string> => new Set(list.split(" "));

/** The one list of elements that may come from a notebook. */
const label = words(
  "abbr b bdi bdo br cite code del dfn em font i ins kbd mark q s samp small span strike strong sub sup tt u var wbr",
);
const flow = words(
  "a address article aside big blockquote caption center col colgroup dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr img li nobr ol p picture pre rp rt ruby section summary table tbody td tfoot th thead time tr ul",
);
const drawing = words(
  "svg g path rect circle ellipse line polyline polygon text tspan defs linearGradient radialGradient stop clipPath marker pattern symbol",
);

/** Elements left out with all they hold: it is no text. */
const dropped = words(
  "script style template head title base meta link noscript noembed noframes param source track area map",
);

/** Elements that show something a report cannot show. */
const unshowable: Readonly<Record<string, string>> = {
  iframe: "frame",
  frame: "frame",
  object: "object",
  embed: "object",
  video: "video",
  audio: "sound",
};

const plainValue = /^[\w\s#%.,:/+*-]{0,200}$/;
const number = /^-?\d{1,5}(?:\.\d{1,8})?%?$/;

/** The one list of attributes that may come from a notebook, with what their values look like. */
const attributes: Readonly<Record<string, RegExp>> = {
  ...Object.fromEntries([..."title lang alt abbr aria-label".split(" ")].map((name) => [name, /^/])),
  ...Object.fromEntries(
    "dir align valign scope headers span reversed type open datetime bgcolor color face aria-hidden role nowrap"
      .split(" ")
      .map((name) => [name, plainValue]),
  ),
  ...Object.fromEntries(
    "width height colspan rowspan start value border cellpadding cellspacing size"
      .split(" ")
      .map((name) => [name, number]),
  ),
};

const drawingValue = /^(?:[\w\s#%.,:;()+*/-]*|url\(#[\w:.-]+\))$/;
const drawingAttributes = words(
  "d x y x1 x2 y1 y2 cx cy r rx ry dx dy fx fy points transform viewBox preserveAspectRatio fill stroke stroke-width stroke-linecap stroke-linejoin stroke-dasharray stroke-dashoffset stroke-opacity stroke-miterlimit fill-opacity fill-rule clip-rule clip-path opacity offset stop-color stop-opacity gradientUnits gradientTransform spreadMethod patternUnits patternTransform clipPathUnits markerWidth markerHeight markerUnits refX refY orient marker-start marker-mid marker-end font-size font-family font-weight font-style text-anchor dominant-baseline alignment-baseline letter-spacing xmlns version width height",
);

/**
 * HTML of a notebook made fit to stand in a page. This is the one place all of it passes: Markdown cells after
 * rendering, outputs of HTML, Markdown and LaTeX, headings.
 *
 * The HTML is parsed as a browser parses it and written anew from lists of elements, attributes and style
 * properties: balanced, without scripts, frames, forms, style sheets, or anything that is fetched, moves the
 * page, takes a name the page's script uses, or leaves its place. Pictures are embedded. A link to a file beside
 * the notebook, which a reader of the report does not have, becomes text that names the file. What is left out
 * although a reader would have seen it is named in its place.
 * @throws Error if elements are nested more than 400 deep
 */
export function sanitizeHtml(source: string, options: SanitizeOptions = {}): string {
  if (!/[<&]/.test(source)) return escapeText(source);
  // As a document: the parser moves the nodes of a fragment once more, each at the cost of all that follow it.
  const document = parse(`<!DOCTYPE html><body>${source}`, { treeAdapter: depthLimited() });
  const root = document.childNodes.find((node): node is Element => node.nodeName === "html");
  const body = root?.childNodes.find((node): node is Element => node.nodeName === "body");
  return writeAll(body?.childNodes ?? [], { ...options, idPrefix: options.idPrefix ?? "" });
}

type Context = SanitizeOptions & { readonly idPrefix: string };

/** Where an element keeps how deep it stands. */
const depth = Symbol("depth");

/** The parser's time grows with depth times length: what is too deep ends it. */
function depthLimited(): typeof defaultTreeAdapter {
  type Deep = { [depth]?: number };
  const enter = (parent: object, child: object): void => {
    const level = ((parent as Deep)[depth] ?? 0) + 1;
    if (level > deepest) throw new Error(`elements are nested more than ${deepest} deep`);
    (child as Deep)[depth] = level;
  };
  return {
    ...defaultTreeAdapter,
    appendChild(parent, child) {
      enter(parent, child);
      defaultTreeAdapter.appendChild(parent, child);
    },
    insertBefore(parent, child, reference) {
      enter(parent, child);
      defaultTreeAdapter.insertBefore(parent, child, reference);
    },
  };
}

function writeAll(nodes: readonly Node[], context: Context): string {
  let written = "";
  for (const node of nodes) written += write(node, context);
  return written;
}

function write(node: Node, context: Context): string {
  if (node.nodeName === "#text") return escapeText((node as DefaultTreeAdapterTypes.TextNode).value);
  if (!("tagName" in node)) return ""; // comments
  const name = node.tagName;
  const inDrawing = node.namespaceURI === html.NS.SVG;
  if (name === "x-held") return context.held?.at(attributeOf(node, "data-piece")) ?? "";
  if (!inDrawing && name in unshowable && !context.labelOnly) return unshown(node, unshowable[name]!);
  if (dropped.has(name) || node.namespaceURI === html.NS.MATHML) return "";
  if (inDrawing) return drawing.has(name) && !context.labelOnly ? element(node, name, context) : "";
  if (label.has(name)) return element(node, name, context);
  if (context.labelOnly || !flow.has(name)) return writeAll(node.childNodes, context);
  if (name === "img") return pictureHtml(node, context);
  if (name === "a") return linkHtml(node, context);
  return element(node, name, context);
}

const voidElements = words("br hr col wbr");

function element(node: Element, name: string, context: Context, more = ""): string {
  const start = `<${name}${attributesOf(node, context)}${more}>`;
  return voidElements.has(name) ? start : `${start}${writeAll(node.childNodes, context)}</${name}>`;
}

function attributesOf(node: Element, context: Context): string {
  const inDrawing = node.namespaceURI === html.NS.SVG;
  let written = "";
  for (const { name, value } of node.attrs) {
    const kept = attributeValue(name, value, inDrawing, context);
    if (kept !== undefined) written += kept === "" ? ` ${name}=""` : ` ${name}="${escapeHtml(kept)}"`;
  }
  return written;
}

function attributeValue(
  name: string,
  value: string,
  inDrawing: boolean,
  context: Context,
): string | undefined {
  if (name === "style") return cleanStyle(value) || undefined;
  if (name === "class") return pageClasses(value) || undefined;
  if (name === "id") return context.labelOnly ? undefined : ownId(value, context);
  if (inDrawing && drawingAttributes.has(name))
    return drawingValue.test(value)
      ? value.replace(/^url\(#([\w:.-]+)\)$/, (_all, id: string) => `url(#${ownId(id, context) ?? id})`)
      : undefined;
  return Object.hasOwn(attributes, name) && attributes[name]!.test(value) ? value : undefined;
}

function ownId(id: string, { idPrefix }: Context): string | undefined {
  if (!/^[\p{L}\p{N}_][\p{L}\p{N}_:.-]{0,199}$/u.test(id)) return undefined;
  return idPrefix !== "" || reservedId(id) ? `${idPrefix || "note-"}${id}` : id;
}

function linkHtml(node: Element, context: Context): string {
  const target = linkTarget(attributeOf(node, "href") ?? "");
  if (target.kind === "file") return fileHtml(node, target, context);
  if (target.kind === "none") return element(node, "a", context);
  const href =
    target.kind === "section" && context.idPrefix !== ""
      ? `#${context.idPrefix}${target.href.slice(1)}`
      : target.href;
  return element(node, "a", context, ` href="${escapeHtml(href)}"`);
}

/** A link to a file that is not part of the report: its text, and the file's name if the text does not say it. */
function fileHtml(node: Element, { path }: LinkTarget & { kind: "file" }, context: Context): string {
  const text = writeAll(node.childNodes, context);
  const shown = escapeHtml(path.replace(/^(?:\.\.?\/)+/, ""));
  const named = text.includes(shown) ? text : `${text} (<code>${shown}</code>)`;
  return `<span class="file" title="A file beside the notebook, not part of this report: ${escapeHtml(path)}">${named}</span>`;
}

function pictureHtml(node: Element, context: Context): string {
  const source = (attributeOf(node, "src") ?? "").trim();
  if (source === "") return "";
  const found = dataPicture(source) ?? context.findPicture?.(source) ?? { reason: "a report loads no files" };
  if ("uri" in found) return `<img src="${escapeHtml(found.uri)}"${attributesOf(node, context)}>`;
  const alt = attributeOf(node, "alt");
  return missingHtml(`picture ${alt ? `“${alt}” ` : ""}${shortened(source)}`, found.reason);
}

function unshown(node: Element, what: string): string {
  const inner = node.childNodes.find(
    (child): child is Element => "tagName" in child && child.tagName === "source",
  );
  const source =
    attributeOf(node, "src") ?? attributeOf(node, "data") ?? (inner && attributeOf(inner, "src"));
  return missingHtml(
    source ? `${what} ${shortened(source)}` : what,
    "a report holds text, pictures and figures",
  );
}

/** The place of something a report cannot show: what it is and why it is not there. */
export function missingHtml(what: string, reason: string): string {
  return `<span class="missing">Not shown: ${escapeHtml(what)} (${escapeHtml(reason)})</span>`;
}

function shortened(source: string): string {
  return source.length > 120 ? `${source.slice(0, 100)}…` : source;
}

function attributeOf(node: Element, name: string): string | undefined {
  return node.attrs.find((attribute) => attribute.name === name)?.value;
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
