import type { LayoutAxis } from "plotly.js";
import { rounded } from "./figure.js";
import { quietAxis } from "./theme.js";

/** The part of a scale that an axis needs: maps accuracies in [0, 1] to positions and back. */
export interface AxisScale {
  readonly name: string;
  forward(accuracy: number): number;
  inverse(position: number): number;
}

/** Candidate ticks as fractions, in order of priority. Half-way values come last, if there is room. */
const tickCandidates: readonly (readonly number[])[] = [
  [0.01, 0.1, 0.5, 0.9, 0.99],
  [0.2, 0.3, 0.4, 0.6, 0.7, 0.8],
  [0.02, 0.05, 0.95, 0.98, 0.001, 0.999],
  [0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.15, 0.03, 0.97],
  [0.002, 0.005, 0.0001, 0.0005, 0.995],
];

/** Minimum distance between two ticks, as a share of the axis. */
const tickGap = 0.055;

/** Lowest and highest accuracy an axis shows. */
export interface AxisRange {
  readonly low: number;
  readonly high: number;
}

/**
 * A range that contains all accuracies with a margin of 4% of the scaled axis. On an unbounded scale accuracies of 0
 * and 1 are infinite. The axis then ends at `floor` and 1 − `floor`, where such points are drawn.
 */
export function axisRange(accuracies: readonly number[], scale: AxisScale, floor = 0.0005): AxisRange {
  const bounded = Number.isFinite(scale.forward(0));
  const clipped = accuracies.map((accuracy) => clip(accuracy, bounded ? 0 : floor));
  const low = Math.min(...clipped);
  const high = Math.max(...clipped);
  const margin = 0.04 * (scale.forward(high) - scale.forward(low) || 1);
  const inside = (position: number) => clip(scale.inverse(position), bounded ? 0 : floor / 2);
  return { low: inside(scale.forward(low) - margin), high: inside(scale.forward(high) + margin) };
}

/** The accuracy itself, or the nearest one at least `floor` away from 0 and 1. */
export function clip(accuracy: number, floor: number): number {
  return Math.min(Math.max(accuracy, floor), 1 - floor);
}

/**
 * Ticks in percent at round accuracies, as many as fit.
 * @param gap minimum distance between two ticks, as a share of the axis
 */
export function percentTicks(
  range: AxisRange,
  scale: AxisScale,
  gap: number = tickGap,
): { position: number; text: string }[] {
  const start = scale.forward(range.low);
  const length = scale.forward(range.high) - start;
  const taken: { accuracy: number; place: number }[] = [];
  for (const rank of tickCandidates)
    for (const accuracy of rank) {
      const place = (scale.forward(accuracy) - start) / length;
      if (place < 0 || place > 1) continue;
      if (taken.every((tick) => Math.abs(tick.place - place) >= gap)) taken.push({ accuracy, place });
    }
  return taken
    .sort((a, b) => a.accuracy - b.accuracy)
    .map(({ accuracy }) => ({
      position: rounded(scale.forward(accuracy)),
      text: `${Number((accuracy * 100).toPrecision(3))}%`,
    }));
}

/** A Plotly axis of accuracies: linear in the scaled positions, labelled in percent. @param gap as for `percentTicks` */
export function accuracyAxis(
  title: string,
  range: AxisRange,
  scale: AxisScale,
  gap: number = tickGap,
): Partial<LayoutAxis> {
  const ticks = percentTicks(range, scale, gap);
  return {
    ...quietAxis,
    title: { text: title },
    range: [rounded(scale.forward(range.low)), rounded(scale.forward(range.high))],
    tickvals: ticks.map((tick) => tick.position),
    ticktext: ticks.map((tick) => tick.text),
  };
}
