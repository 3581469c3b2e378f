import { createHash } from "node:crypto";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";

/**
 * A seeded source of random numbers (xoroshiro128+ of pure-rand). It is passed to whatever draws; nothing in
 * this package uses a global generator. Parts that draw for different purposes take named streams, so that
 * one more draw here does not change the numbers there.
 */
export class Random {
  readonly #generator: RandomGenerator;
  readonly #path: string;
  #spareNormal: number | undefined;

  /** @param seed any integer; the same seed gives the same numbers everywhere */
  constructor(seed: number | string) {
    this.#path = String(seed);
    this.#generator = xoroshiro128plus(createHash("sha256").update(this.#path).digest().readInt32LE(0));
  }

  /** An independent generator whose numbers depend only on this one's seed and the name. */
  stream(name: string): Random {
    return new Random(`${this.#path}/${name}`);
  }

  /** A number in [0, 1). */
  uniform(): number {
    return uniformFloat64(this.#generator);
  }

  /** An integer in [0, below), every one equally likely. */
  integer(below: number): number {
    return uniformInt(this.#generator, 0, below - 1);
  }

  /** A standard normal number (Marsaglia's polar method). */
  normal(): number {
    if (this.#spareNormal !== undefined) {
      const spare = this.#spareNormal;
      this.#spareNormal = undefined;
      return spare;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const square = u * u + v * v;
      if (square === 0 || square >= 1) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      this.#spareNormal = v * scale;
      return u * scale;
    }
  }

  /** A shuffled copy (Fisher–Yates). */
  shuffled<T>(items: readonly T[]): T[] {
    const copy = items.slice();
    for (let last = copy.length - 1; last > 0; last--) {
      const other = this.integer(last + 1);
      [copy[last], copy[other]] = [copy[other]!, copy[last]!];
    }
    return copy;
  }

  /** `count` items without replacement, every subset equally likely. @throws RangeError if there are fewer */
  sample<T>(items: readonly T[], count: number): T[] {
    if (count > items.length)
      throw new RangeError(`cannot draw ${count} of ${items.length} without replacement`);
    const copy = items.slice();
    for (let drawn = 0; drawn < count; drawn++) {
      const other = drawn + this.integer(copy.length - drawn);
      [copy[drawn], copy[other]] = [copy[other]!, copy[drawn]!];
    }
    return copy.slice(0, count);
  }
}
