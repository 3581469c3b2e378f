import assert from "node:assert/strict";

/** Asserts |actual − expected| ≤ abs + rel · |expected|; by default to 12 digits. `why` says where the number is from. */
export function closeTo(
  actual: number,
  expected: number,
  { abs = 0, rel = 1e-12, why = "" }: { abs?: number; rel?: number; why?: string } = {},
): void {
  const away = Math.abs(actual - expected);
  assert.ok(
    away <= abs + rel * Math.abs(expected),
    `${actual} is ${away} away from ${expected}, allowed ${abs} + ${rel} · |expected|${why && `: ${why}`}`,
  );
}
