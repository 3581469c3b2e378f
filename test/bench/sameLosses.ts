import assert from "node:assert/strict";

/**
 * Fails unless the losses of up to three steps agree. The first two may differ by rounding (1e-5 of the loss; seen: 3e-7). The third
 * may differ by more: Adam takes a step of full length even where a gradient is all rounding, so it goes either way.
 * PyTorch with its channels first and last differ by 4e-4 there.
 */
export function assertSameLosses(name: string, actual: readonly number[], expected: readonly number[]): void {
  const allowed = [1e-5, 1e-5, 2e-3];
  assert.ok(expected.length >= 1 && expected.length <= allowed.length, name);
  assert.equal(actual.length, expected.length, name);
  for (const [at, loss] of expected.entries())
    assert.ok(
      Math.abs(actual[at]! - loss) <= allowed[at]! * loss,
      `${name}, step ${at + 1}: loss ${actual[at]}, expected ${loss}`,
    );
}
