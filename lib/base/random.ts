import { sha256 } from "@noble/hashes/sha2.js";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";

/**
 * A seeded random number generator (xoroshiro128+ from pure-rand). Functions that need random numbers take one as an
 * argument; nothing in this package uses a global generator. Code that draws for different purposes uses named streams,
 * so that an additional draw for one purpose does not change the numbers for another.
 */
export class Random {
  readonly #generator: RandomGenerator;
  readonly #path: string;
  #spareNormal: number | undefined;

  /** @param seed any integer or text; the same seed gives the same numbers on every machine */
  constructor(seed: number | string) {
    this.#path = String(seed);
    this.#generator = xoroshiro128plus(seedOf(this.#path));
  }

  /** Derives an independent generator. Its numbers depend only on this generator's seed and the name. */
  stream(name: string): Random {
    return new Random(`${this.#path}/${name}`);
  }

  /** A uniform number in [0, 1). */
  uniform(): number {
    return uniformFloat64(this.#generator);
  }

  /** A uniform integer in [0, below). */
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

  /** Returns a shuffled copy (Fisher–Yates). */
  shuffled<T>(items: readonly T[]): T[] {
    const copy = items.slice();
    for (let last = copy.length - 1; last > 0; last--) {
      const other = this.integer(last + 1);
      [copy[last], copy[other]] = [copy[other]!, copy[last]!];
    }
    return copy;
  }

  /** Samples `count` items uniformly without replacement. @throws RangeError if there are fewer */
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

/** The first four bytes of the text's SHA-256, little-endian. Computed in JavaScript, so that pages can draw the same. */
function seedOf(text: string): number {
  const digest = sha256(new TextEncoder().encode(text));
  return new DataView(digest.buffer, digest.byteOffset).getInt32(0, true);
}
