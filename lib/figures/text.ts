import type { Estimate } from "./figure.js";

/** `+5.6 [4.5, 6.7] points`: a difference in percentage points with its interval. */
export function pointsText({ value, low, high }: Estimate): string {
  return `${signed(value)} [${signed(low)}, ${signed(high)}] points`;
}

function signed(points: number): string {
  return `${points < 0 ? "−" : "+"}${Math.abs(points).toFixed(1)}`;
}
