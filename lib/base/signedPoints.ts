/** `+5.6`, `−0.3`, or `0.0` for all that rounds to it: percentage points with their sign. */
export function signedPoints(points: number): string {
  const size = Math.abs(points).toFixed(1);
  if (Number(size) === 0) return size;
  return `${points < 0 ? "−" : "+"}${size}`;
}
