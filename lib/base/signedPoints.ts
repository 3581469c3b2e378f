/** Formats percentage points with one decimal and a sign: `+5.6`, `−0.3`. Values that round to zero give `0.0`. */
export function signedPoints(points: number): string {
  const size = Math.abs(points).toFixed(1);
  if (Number(size) === 0) return size;
  return `${points < 0 ? "−" : "+"}${size}`;
}
