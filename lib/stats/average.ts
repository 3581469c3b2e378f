/** Arithmetic mean; NaN if there are no numbers. */
export function average(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}
