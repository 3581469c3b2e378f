import { InputError } from "../base/errors.js";
import { Random } from "../base/random.js";
import { unpackCorrect } from "../record/correctIcons.js";
import { balancedAccuracy, drawClassWeights, type RescoredLines, weightedAccuracy } from "../stats/index.js";
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
  readonly accuracies: Map<string, Float64Array>;
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
  const name = `${images ? "images" : "classes"} ${average} ${draws} ${seed}`;
  const source = images
    ? drawnImages(name, average, draws, random.stream("images"), shared.icons)
    : drawnClasses(average, drawClassWeights(classes, draws, random.stream("classes")));
  return {
    draws,
    name,
    resampled: images ? "images" : "classes",
    accuracies(model, testset) {
      const key = `${name} | ${model.model} | ${testset}`;
      let found = shared.accuracies.get(key);
      if (!found) {
        found = source(model, testset);
        shared.accuracies.set(key, found);
      }
      return found;
    },
  };
}

type Source = (model: MiniatureModel, testset: string) => Float64Array;

function drawnClasses(average: AccuracyAverage, weights: readonly ArrayLike<number>[]): Source {
  const score = average === "balanced" ? balancedAccuracy : weightedAccuracy;
  return ({ counts }, testset) => {
    const count = counts.get(testset)!;
    return Float64Array.from(weights, (drawn) => score(count, drawn));
  };
}

function drawnImages(
  name: string,
  average: AccuracyAverage,
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
    return resampled(count, whole, times, sharesOf(count, average));
  };
}

/** The share of each class in an accuracy. */
function sharesOf({ totalByClass, total }: TestCount, average: AccuracyAverage): number[] {
  const held = totalByClass.filter((images) => images > 0).length;
  return totalByClass.map((images) =>
    images === 0 ? 0 : average === "balanced" ? 1 / held : images / total,
  );
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

/** The accuracy of a model of which the right icons are known. */
function resampled(
  count: TestCount,
  whole: readonly number[],
  times: readonly Uint8Array[],
  share: readonly number[],
): Float64Array {
  const bits = unpackCorrect(count.correctIcons!, count);
  // The right icons' places in the whole test set, and what each adds to the accuracy when it occurs once.
  const places: number[] = [];
  const adds: number[] = [];
  let bit = 0;
  let place = 0;
  for (const [c, images] of whole.entries()) {
    if (count.totalByClass[c]! > 0)
      for (let at = 0; at < images; at++, bit++)
        if (bits[bit]) {
          places.push(place + at);
          adds.push(share[c]! / Math.max(1, images - 1));
        }
    place += images;
  }
  const at = Int32Array.from(places);
  const add = Float64Array.from(adds);
  return Float64Array.from(times, (drawn) => {
    let accuracy = 0;
    for (let i = 0; i < at.length; i++) accuracy += drawn[at[i]!]! * add[i]!;
    return accuracy;
  });
}
