/** Tolerance for rounding: half a unit of the last digit, some more for numbers rounded twice. */
const roundedTwice = 1.12;
/** And for numbers that were kept in single precision. */
const singlePrecision = 1e-7;

/**
 * Whether an accuracy can be a count of so many images, divided by them. If it cannot, the evaluation was stopped early
 * or used other images.
 * @param value a fraction
 * @param rounding half a unit of the last digit that was written, as a fraction
 */
export function couldBeCount(value: number, images: number, rounding: number): boolean {
  const reach = roundedTwice * rounding + singlePrecision;
  return Math.abs(value * images - Math.round(value * images)) <= reach * images;
}
