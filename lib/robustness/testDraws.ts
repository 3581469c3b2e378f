import { InputError } from "../base/errors.js";
import { Random } from "../base/random.js";
import { unpackCorrect } from "../record/correctIcons.js";
import { checkClass, drawClassWeights, type RescoredLines } from "../stats/index.js";
import type { AccuracyAverage, MiniatureModel, TestCount } from "./miniature.js";

/**
 * What varies behind an interval, beside seeds and baseline.
 * - `these classes`: other images of the same classes.
 * - `other classes`: other classes like these, with their images.
 */
export type Estimand = "these classes" | "other classes";

/**
 * What studies of the same records draw in common. Without it each study draws the same numbers itself, which takes longer.
 */
export interface SharedDraws {
  /** By how they were drawn, model and test set. */
  readonly accuracies: Map<string, DrawnAccuracies>;
  /** How often each icon occurs in each draw, by how they were drawn and test set. */
  readonly icons: Map<string, readonly Uint8Array[]>;
  /** By how they were drawn, shift and models. */
  readonly lines: Map<string, RescoredLines>;
}

export function sharedDraws(): SharedDraws {
  return { accuracies: new Map(), icons: new Map(), lines: new Map() };
}

/** Accuracies of models in draws of test images or classes that all models share. */
export interface TestDraws {
  readonly draws: number;
  /** What is resampled; see `drawTests` for when that is not what was asked for. */
  readonly resampled: "images" | "classes";
  /** How these draws differ from others of the same models, for keys of `SharedDraws`. */
  readonly name: string;
  /** The model's accuracy (a fraction) on a test set in every draw. */
  accuracies(model: MiniatureModel, testset: string): Float64Array;
}

/**
 * Draws test sets for all models alike, so that what is easy or hard for all of them cancels in a difference.
 *
 * `other classes`: each draw takes as many classes as there are, with replacement, the same on all test sets.
 *
 * `these classes`: each draw takes n − 1 of the n images of each class, with replacement; that makes the variance unbiased
 * (Rao and Wu 1988). A class of one image stays as it is. A test set restricted to some classes (`test:renditions`) takes
 * the draws of the whole one. This needs records that say which icons were right. If one of the models has none, classes
 * are resampled here too: their variance contains that of their images, so the intervals are too wide, not too narrow.
 * @param models all models that will be scored
 * @throws InputError if there are no models
 */
export function drawTests(
  models: readonly MiniatureModel[],
  {
    estimand,
    average,
    draws,
    seed,
    shared,
  }: {
    readonly estimand: Estimand;
    readonly average: AccuracyAverage;
    readonly draws: number;
    readonly seed: number;
    readonly shared: SharedDraws;
  },
): TestDraws {
  const counts = models.flatMap((model) => [...model.counts.values()]);
  if (!counts[0]) throw new InputError("test sets: no models, expected some measured on a shift");
  const images =
    estimand === "these classes" && counts.every(({ correctIcons }) => correctIcons !== undefined);
  const classes = counts[0].totalByClass.length;
  const random = new Random(seed).stream("test sets");
  const resampled = images ? "images" : "classes";
  const drawn = `${resampled} ${draws} ${seed}`;
  const source = images
    ? drawnImages(drawn, draws, random.stream("images"), shared.icons)
    : drawnClasses(drawClassWeights(classes, draws, random.stream("classes")));
  return {
    draws,
    name: `${drawn} ${average}`,
    resampled,
    accuracies(model, testset) {
      const key = `${drawn} | ${model.model} | ${testset}`;
      let found = shared.accuracies.get(key);
      if (!found) {
        found = source(model, testset);
        shared.accuracies.set(key, found);
      }
      return found[average];
    },
  };
}

/** Accuracies in every draw. Both ways of averaging come from one pass over the draws. */
type DrawnAccuracies = Readonly<Record<AccuracyAverage, Float64Array>>;
type Source = (model: MiniatureModel, testset: string) => DrawnAccuracies;

function drawnClasses(weights: readonly ArrayLike<number>[]): Source {
  return ({ counts }, testset) => {
    const { correctByClass, totalByClass } = counts.get(testset)!;
    const held = Int32Array.from([...totalByClass.keys()].filter((c) => totalByClass[c]! > 0));
    for (const c of held) checkClass(c, correctByClass[c]!, totalByClass[c]!);
    const right = Float64Array.from(held, (c) => correctByClass[c]!);
    const images = Float64Array.from(held, (c) => totalByClass[c]!);
    const balanced = new Float64Array(weights.length);
    const plain = new Float64Array(weights.length);
    for (const [draw, drawn] of weights.entries()) {
      let [shares, classes, correct, total] = [0, 0, 0, 0];
      for (let at = 0; at < held.length; at++) {
        const times = drawn[held[at]!]!;
        shares += (times * right[at]!) / images[at]!;
        classes += times;
        correct += times * right[at]!;
        total += times * images[at]!;
      }
      balanced[draw] = shares / classes;
      plain[draw] = correct / total;
    }
    return { balanced, plain };
  };
}

function drawnImages(
  name: string,
  draws: number,
  random: Random,
  known: SharedDraws["icons"],
): Source {
  return (model, testset) => {
    const count = model.counts.get(testset)!;
    const [base] = testset.split(":") as [string];
    const { totalByClass } = count;
    const all = model.counts.get(base)?.totalByClass;
    const whole = all && totalByClass.every((n, c) => n === 0 || n === all[c]) ? all : totalByClass;
    const key = `${name} | ${base} | ${whole.join(" ")}`;
    let times = known.get(key);
    if (!times) {
      times = timesInDraws(whole, draws, random.stream(`icons of ${base}`));
      known.set(key, times);
    }
    return resampled(count, whole, times);
  };
}

/** How often each icon occurs in each draw of n − 1 of the n icons of its class. */
function timesInDraws(totalByClass: readonly number[], draws: number, random: Random): Uint8Array[] {
  const icons = totalByClass.reduce((sum, images) => sum + images, 0);
  return Array.from({ length: draws }, () => {
    const times = new Uint8Array(icons);
    let first = 0;
    for (const images of totalByClass) {
      if (images === 1) times[first] = 1;
      else for (let drawn = 1; drawn < images; drawn++) times[first + random.integer(images)]!++;
      first += images;
    }
    return times;
  });
}

/** The accuracies of a model of which the right icons are known. */
function resampled(
  count: TestCount,
  whole: readonly number[],
  times: readonly Uint8Array[],
): DrawnAccuracies {
  const { totalByClass, total } = count;
  const bits = unpackCorrect(count.correctIcons!, count);
  const held = totalByClass.filter((images) => images > 0).length;
  // The right icons' places in the whole test set, and what each adds to the accuracies when it occurs once.
  const places: number[] = [];
  const toBalanced: number[] = [];
  const toPlain: number[] = [];
  let bit = 0;
  let place = 0;
  for (const [c, images] of whole.entries()) {
    if (totalByClass[c]! > 0)
      for (let at = 0; at < images; at++, bit++)
        if (bits[bit]) {
          places.push(place + at);
          toBalanced.push(1 / held / Math.max(1, images - 1));
          toPlain.push(images / total / Math.max(1, images - 1));
        }
    place += images;
  }
  const at = Int32Array.from(places);
  const [addBalanced, addPlain] = [Float64Array.from(toBalanced), Float64Array.from(toPlain)];
  const balanced = new Float64Array(times.length);
  const plain = new Float64Array(times.length);
  for (const [draw, drawn] of times.entries()) {
    let [first, second] = [0, 0];
    for (let i = 0; i < at.length; i++) {
      const occurs = drawn[at[i]!]!;
      first += occurs * addBalanced[i]!;
      second += occurs * addPlain[i]!;
    }
    balanced[draw] = first;
    plain[draw] = second;
  }
  return { balanced, plain };
}
