import type { DOMWindow } from "jsdom";
import { ascent, descent, textWidth } from "./textWidth.js";

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Teaches jsdom, which lays nothing out, how large text is and where it stands: Plotly asks for it to place
 * legends, ticks, margins and titles. Text is measured with the font the picture is drawn with; other shapes
 * have no size, which Plotly does not ask for in cartesian figures.
 */
export function giveTextBoxes(window: DOMWindow): void {
  const svg = window.SVGElement.prototype as unknown as Record<string, unknown>;
  svg.getBBox = function (this: Element) {
    return box(this, this);
  };
  svg.getComputedTextLength = function (this: Element) {
    return widestLine(this);
  };
  svg.getBoundingClientRect = function (this: Element) {
    return box(this, null);
  };
}

/** The box around all text in an element, in the coordinates of `frame`, or in those of the whole document. */
function box(element: Element, frame: Element | null) {
  const texts = element.localName === "text" ? [element] : [...element.querySelectorAll("text")];
  const corners = texts.flatMap((text) => textCorners(text).map((corner) => moved(corner, text, frame)));
  const across = corners.length > 0 ? corners.map(({ x }) => x) : [0];
  const down = corners.length > 0 ? corners.map(({ y }) => y) : [0];
  const [left, right] = [Math.min(...across), Math.max(...across)];
  const [top, bottom] = [Math.min(...down), Math.max(...down)];
  return { x: left, y: top, left, top, right, bottom, width: right - left, height: bottom - top };
}

/** The corners of a text's box in its own coordinates; none if it is empty. */
function textCorners(text: Element): Point[] {
  const width = widestLine(text);
  if (width === 0) return [];
  const size = fontSize(text);
  const anchor = property(text, "text-anchor");
  const left =
    Number(text.getAttribute("x") ?? 0) - (anchor === "middle" ? width / 2 : anchor === "end" ? width : 0);
  const baseline = Number(text.getAttribute("y") ?? 0);
  const top = baseline - ascent * size;
  const bottom = baseline + descent * size + Math.max(0, lines(text).length - 1) * lineHeight * size;
  return [left, left + width].flatMap((x) => [top, bottom].map((y) => ({ x, y })));
}

/** A point of an element as seen from `frame`: through the transforms of all elements between. */
function moved(point: Point, element: Element, frame: Element | null): Point {
  let at = point;
  for (let inside: Element | null = element; inside && inside !== frame; inside = inside.parentElement)
    at = transformed(at, inside.getAttribute("transform") ?? "");
  return at;
}

/** The translations and rotations of a `transform` attribute: Plotly moves text by no others. */
function transformed(point: Point, transform: string): Point {
  const steps = [...transform.matchAll(/(translate|rotate)\(([^)]*)\)/g)].reverse(); // the last is innermost
  return steps.reduce((at, [, kind, list]) => {
    const [first = 0, x = 0, y = 0] = list!.split(/[\s,]+/).map(Number);
    if (kind === "translate") return { x: at.x + first, y: at.y + x };
    const angle = (first * Math.PI) / 180;
    const [fromX, fromY] = [at.x - x, at.y - y];
    return {
      x: x + fromX * Math.cos(angle) - fromY * Math.sin(angle),
      y: y + fromX * Math.sin(angle) + fromY * Math.cos(angle),
    };
  }, point);
}

/** Distance of lines in font sizes, as Plotly sets it. */
const lineHeight = 1.3;

function lines(text: Element): Element[] {
  return [...text.querySelectorAll("tspan.line")];
}

function widestLine(text: Element): number {
  const parts = lines(text);
  return Math.max(...(parts.length > 0 ? parts : [text]).map(lineWidth));
}

/** The runs of a line, each in its own size and weight (`<b>`, `<sub>`). */
function lineWidth(line: Element): number {
  let width = 0;
  for (const node of line.childNodes) {
    if (node.nodeType === node.TEXT_NODE) {
      const weight = property(line, "font-weight");
      const bold = weight === "bold" || Number(weight) >= 600;
      // Zero-width spaces hold the place of shifted baselines.
      width += textWidth((node.textContent ?? "").replaceAll("\u200b", ""), fontSize(line), bold);
    } else if (node.nodeType === node.ELEMENT_NODE) width += lineWidth(node as Element);
  }
  return width;
}

/** In px; a run's own size may be a percentage of what surrounds it. */
function fontSize(element: Element): number {
  const own = ownProperty(element, "font-size");
  const value = Number.parseFloat(own);
  if (Number.isFinite(value) && !own.endsWith("%")) return value;
  const around = element.parentElement ? fontSize(element.parentElement) : 12;
  return Number.isFinite(value) ? (value / 100) * around : around;
}

/** A property as written on the element or, inherited, on the nearest one around it. */
function property(element: Element, name: string): string {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const value = ownProperty(at, name);
    if (value) return value;
  }
  return "";
}

function ownProperty(element: Element, name: string): string {
  const style = (element as SVGElement).style;
  return style?.getPropertyValue(name) || (element.getAttribute(name) ?? "");
}
