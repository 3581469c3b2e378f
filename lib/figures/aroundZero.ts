import type { Figure } from "./figure.js";
import { referenceColor } from "./theme.js";

/** The line at 0 across a figure and, if there is a margin, the band around it. @param margin in the units of the y axis */
export function aroundZero(margin?: number): NonNullable<Figure["layout"]["shapes"]> {
  const across = { xref: "paper" as const, yref: "y" as const, x0: 0, x1: 1, layer: "below" as const };
  const zero = {
    ...across,
    type: "line" as const,
    y0: 0,
    y1: 0,
    line: { color: referenceColor, width: 1.5, dash: "dot" as const },
  };
  if (margin === undefined) return [zero];
  const band = {
    ...across,
    type: "rect" as const,
    y0: -margin,
    y1: margin,
    fillcolor: referenceColor,
    opacity: 0.15,
    line: { width: 0 },
  };
  return [band, zero];
}
