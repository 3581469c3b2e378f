/** Arithmetic mean; NaN if there are no numbers. */
export function average(numbers: readonly number[] | Float64Array): number {
  let sum = 0;
  for (const one of numbers) sum += one;
  return sum / numbers.length;
}
