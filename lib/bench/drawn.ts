import type { Random } from "../base/random.js";

/** Random whole numbers from 0 to `below` − 1, as int32. */
export function integersBelow(random: Random, count: number, below: number): Int32Array {
  return Int32Array.from({ length: count }, () => random.integer(below));
}
