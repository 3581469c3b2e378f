import { InputError } from "../base/errors.js";
import { average } from "./average.js";
import type { Point } from "./point.js";
import type { Scale } from "./scale.js";

export type BaselineMethod = "ols" | "weighted" | "theil-sen";

/** The points a baseline is fitted to, on scaled axes, grouped by family. */
export interface ScaledPoints {
  /** Scaled coordinates minus `centreX`, `centreY`. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly w: Float64Array;
  /** Index of each point's family, 0 … families − 1; families are in the order of their names. */
  readonly family: Int32Array;
  readonly families: number;
  readonly centreX: number;
  readonly centreY: number;
  /** Number of points left out because an accuracy is infinite on the axis: 0 or 1 on logit and probit. */
  readonly leftOut: number;
}

/**
 * Puts points on scaled axes. Points with a coordinate that is not finite there are left out and counted. Points are
 * sorted by family, x and y, so results do not depend on the order of a table's rows.
 */
export function scalePoints(points: readonly Point[], scale: Scale, method: BaselineMethod): ScaledPoints {
  const kept: { x: number; y: number; w: number; family: string }[] = [];
  const alone = new Map<string, number>();
  for (const point of points) {
    const x = scale.forward(point.x);
    const y = scale.forward(point.y);
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    const w = method === "weighted" ? weight(point, scale) : 1;
    kept.push({
      x,
      y,
      w,
      family: point.family === undefined ? ownFamily(point, alone) : `f ${point.family}`,
    });
  }
  kept.sort((a, b) => (a.family < b.family ? -1 : a.family > b.family ? 1 : a.x - b.x || a.y - b.y));
  const centreX = average(kept.map((point) => point.x));
  const centreY = average(kept.map((point) => point.y));
  const names = new Map<string, number>();
  for (const { family } of kept) if (!names.has(family)) names.set(family, names.size);
  return {
    x: Float64Array.from(kept, (point) => point.x - centreX),
    y: Float64Array.from(kept, (point) => point.y - centreY),
    w: Float64Array.from(kept, (point) => point.w),
    family: Int32Array.from(kept, (point) => names.get(point.family)!),
    families: names.size,
    centreX,
    centreY,
    leftOut: points.length - kept.length,
  };
}

/**
 * 1 / variance of the scaled y. By the delta method the variance is s′(p)²·p(1−p)/n; on the logit scale the weight is
 * n·p(1−p).
 */
function weight(point: Point, scale: Scale): number {
  const { y, yTotal } = point;
  if (yTotal === undefined)
    throw new InputError(
      `weights: the number of test images behind y is not known, expected it for every point`,
    );
  return yTotal / (y * (1 - y) * scale.derivative(y) ** 2);
}

/** A family for a point without one. A number distinguishes points at the same place. */
function ownFamily(point: Point, seen: Map<string, number>): string {
  const place = `p ${point.x} ${point.y}`;
  const before = seen.get(place) ?? 0;
  seen.set(place, before + 1);
  return `${place} ${before}`;
}
