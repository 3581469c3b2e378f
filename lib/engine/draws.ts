import * as tf from "@tensorflow/tfjs";
import { Random } from "../base/random.js";
import { CaptureError, callerLine } from "./errors.js";
import type { Numbers } from "./graph/graph.js";
import type { Dtype } from "./graph/value.js";

/** An object of TensorFlow.js that draws from one distribution. Its other fields are the distribution's parameters. */
interface Sampler {
  nextValue(): number;
  /** The generator of uniform numbers; `randu` in a gamma sampler. */
  random?: () => number;
  randu?: () => number;
  /** The normal sampler within a gamma sampler. */
  randn?: Sampler;
  /** A number drawn ahead; NaN if there is none. */
  nextVal?: number;
}

/** Random numbers that a step function draws: an input of its graph, filled with new numbers at every call. */
export interface Draw {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: Dtype;
  readonly sampler: Sampler;
  /** The distribution and its parameters, as text. */
  readonly distribution: string;
}

/** The TensorFlow.js operations whose numbers can be drawn again. */
const operations = new Set(["randomUniform", "randomNormal", "truncatedNormal", "randomGamma"]);

/**
 * The classes with which TensorFlow.js draws random numbers. It does not export them and never hands out an object of
 * theirs, so one of each is caught while its constructor stores its generator in the field `random` or `randu`.
 */
function findPrototypes(): Sampler[] {
  const found = [
    caught("random", () => tf.randomUniform([1], 0, 1, "float32", 1)),
    caught("random", () => tf.randomNormal([1], 0, 1, "float32", 1)),
    caught("randu", () => tf.randomGamma([1], 1, 1, "float32", 1)),
  ];
  return found.map((sampler) => Object.getPrototypeOf(sampler) as Sampler);
}

function caught(field: "random" | "randu", draw: () => tf.Tensor): Sampler {
  let sampler: Sampler | undefined;
  Object.defineProperty(Object.prototype, field, {
    configurable: true,
    set(this: Sampler, generator: () => number) {
      sampler ??= this;
      Object.defineProperty(this, field, { value: generator, writable: true, configurable: true });
    },
  });
  try {
    draw().dispose();
  } finally {
    delete (Object.prototype as Record<string, unknown>)[field];
  }
  if (sampler === undefined || typeof sampler.nextValue !== "function")
    throw new CaptureError(`TensorFlow.js ${tf.version_core} draws random numbers in an unknown way`);
  return sampler;
}

let prototypes: Sampler[] | undefined;

/** The operation of TensorFlow.js that is running, without the suffix of its scope. */
function currentOperation(): string {
  const { state } = tf.engine() as unknown as { state: { activeScope?: { name: string } } };
  return state.activeScope?.name.replace(/__op$/, "") ?? "";
}

/**
 * Watches the random numbers that a function draws through TensorFlow.js's own operations. A draw with a seed is left
 * alone: it gives the same numbers each time, here as in TensorFlow.js.
 */
export class DrawWatch {
  readonly #begin: (sampler: Sampler) => void;
  readonly #other: () => number;
  #unseeded = false;
  #current: Sampler | undefined;

  /**
   * @param begin is called before an unseeded sampler draws its first number
   * @param other replaces Math.random outside those operations
   */
  constructor(begin: (sampler: Sampler) => void, other: () => number) {
    this.#begin = begin;
    this.#other = other;
  }

  /** Runs a synchronous function under watch. */
  run<Result>(run: () => Result): Result {
    prototypes ??= findPrototypes();
    const random = Math.random;
    const originals = prototypes.map(({ nextValue }) => nextValue);
    const watch = this;
    Math.random = () => {
      if (!operations.has(currentOperation())) return watch.#other();
      watch.#unseeded = true;
      watch.#current = undefined;
      return random() + 1e-9; // a seed of 0 would count as none
    };
    prototypes.forEach((prototype, at) => {
      prototype.nextValue = function (this: Sampler) {
        if (watch.#unseeded) {
          watch.#unseeded = false;
          watch.#current = this;
          watch.#begin(this);
        }
        return originals[at]!.call(this);
      };
    });
    try {
      return run();
    } finally {
      Math.random = random;
      prototypes.forEach((prototype, at) => {
        prototype.nextValue = originals[at]!;
      });
    }
  }

  /** The sampler of the tensor that is being made, if an unseeded draw makes one. */
  take(): Sampler | undefined {
    const sampler = operations.has(currentOperation()) ? this.#current : undefined;
    this.#current = undefined;
    this.#unseeded = false;
    return sampler;
  }
}

/** @throws CaptureError naming the line: numbers drawn by other means cannot be drawn again */
export function refuseRandom(): never {
  throw new CaptureError(
    `a random number is drawn at ${callerLine()}: it would be drawn once, when the graph is made, and repeated in every call; use tf.randomUniform, tf.randomNormal, tf.truncatedNormal, tf.randomGamma or tf.dropout, or draw it outside and pass it as an input`,
  );
}

/** Points a sampler to new uniform numbers. */
function restart(sampler: Sampler, random: Random): void {
  const uniform = () => random.uniform();
  if (sampler.randn) {
    sampler.randu = uniform;
    restart(sampler.randn, random);
  } else {
    sampler.random = uniform;
    sampler.nextVal = Number.NaN;
  }
}

/** The parameters of a sampler, as text. */
export function distributionOf(sampler: Sampler): string {
  const parameters = Object.entries(sampler).filter(
    ([key, value]) => key !== "nextVal" && ["number", "boolean", "string"].includes(typeof value),
  );
  return parameters.map(([key, value]) => `${key} ${value}`).join(", ");
}

/** The generators of one call, by the place of the draw within the step function. */
export type DrawsOfCall = (draw: number) => Random;

/**
 * The random numbers of one captured function. They depend only on the seed, the number of the call and the place of
 * the draw within the step function, so they are the same on every engine.
 */
export class DrawSource {
  readonly #random: Random;
  #calls = 0;

  constructor(seed: number | string) {
    this.#random = new Random(seed);
  }

  /** The generators of the next call, one for each draw. */
  nextCall(): DrawsOfCall {
    const call = this.#random.stream(`call ${this.#calls++}`);
    return (draw) => call.stream(`draw ${draw}`);
  }
}

/** Fills an array with the numbers of one draw. */
export function fillDraw({ sampler }: Draw, numbers: Numbers, random: Random): void {
  restart(sampler, random);
  for (let at = 0; at < numbers.length; at++) numbers[at] = sampler.nextValue();
}

/** Runs a step function directly, with the random numbers that its captured twin would get. */
export function runWithDraws<Result>(draws: DrawsOfCall, run: () => Result): Result {
  let count = 0;
  return new DrawWatch((sampler) => restart(sampler, draws(count++)), Math.random).run(run);
}
