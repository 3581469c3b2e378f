import type { Estimate } from "./figure.js";

/** `+5.6 [+4.5, +6.7] points`: a difference in percentage points with its interval. */
export function pointsText({ value, low, high }: Estimate): string {
  return `${signedPoints(value)} [${signedPoints(low)}, ${signedPoints(high)}] points`;
}

/** `+5.6`, `−0.3`, or `0.0` for all that rounds to it: percentage points with their sign. */
export function signedPoints(points: number): string {
  const size = Math.abs(points).toFixed(1);
  if (Number(size) === 0) return size;
  return `${points < 0 ? "−" : "+"}${size}`;
}
