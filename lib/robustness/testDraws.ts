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
  readonly icons: Map<string, DrawnIcons>;
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

function drawnImages(name: string, draws: number, random: Random, known: SharedDraws["icons"]): Source {
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
    return resampled(count, whole, times, draws);
  };
}

/** How often each icon of a test set occurs in each draw: a row of bytes per icon, one per draw. */
interface DrawnIcons {
  /** Bytes from one icon to the next, a multiple of four. */
  readonly stride: number;
  readonly times: Uint8Array;
  /** How often any icon occurs at most. */
  readonly most: number;
}

/** Draws n − 1 of the n icons of each class. */
function timesInDraws(totalByClass: readonly number[], draws: number, random: Random): DrawnIcons {
  const icons = totalByClass.reduce((sum, images) => sum + images, 0);
  const stride = 4 * Math.ceil(draws / 4);
  const times = new Uint8Array(icons * stride);
  for (let draw = 0; draw < draws; draw++) {
    let first = 0;
    for (const images of totalByClass) {
      if (images === 1) times[first * stride + draw] = 1;
      else
        for (let drawn = 1; drawn < images; drawn++)
          times[(first + random.integer(images)) * stride + draw]!++;
      first += images;
    }
  }
  return { stride, times, most: times.reduce((most, one) => Math.max(most, one), 0) };
}

/**
 * The accuracies of a model of which the right icons are known. How often right icons of a class occur is added up for four
 * draws at a time, as the bytes of one number, and never so many that a byte overflows.
 */
function resampled(
  count: TestCount,
  whole: readonly number[],
  { stride, times, most }: DrawnIcons,
  draws: number,
): DrawnAccuracies {
  const { totalByClass, total } = count;
  const bits = unpackCorrect(count.correctIcons!, count);
  const held = totalByClass.filter((images) => images > 0).length;
  const words = stride / 4;
  const rows = new Int32Array(times.buffer);
  const sums = new Int32Array(words);
  const occurs = new Uint8Array(sums.buffer);
  const balanced = new Float64Array(draws);
  const plain = new Float64Array(draws);
  let bit = 0;
  let place = 0;
  for (const [c, images] of whole.entries()) {
    if (totalByClass[c]! > 0) {
      const shareOfBalanced = 1 / held / Math.max(1, images - 1);
      const shareOfPlain = images / total / Math.max(1, images - 1);
      const together = images <= 256 ? images : Math.floor(255 / most);
      // Of the right and the wrong icons the fewer are counted: together they are n − 1 in every draw.
      const fewer = 2 * count.correctByClass[c]! > images && images > 1 ? 0 : 1;
      const [sign, all] = fewer === 1 ? [1, 0] : [-1, images - 1];
      let added = 0;
      const spread = () => {
        for (let draw = 0; draw < draws; draw++) {
          balanced[draw]! += sign * occurs[draw]! * shareOfBalanced;
          plain[draw]! += sign * occurs[draw]! * shareOfPlain;
        }
        sums.fill(0);
        added = 0;
      };
      if (all > 0) {
        for (let draw = 0; draw < draws; draw++) {
          balanced[draw]! += all * shareOfBalanced;
          plain[draw]! += all * shareOfPlain;
        }
      }
      for (let at = 0; at < images; at++, bit++) {
        if (bits[bit] !== fewer) continue;
        const row = (place + at) * words;
        for (let word = 0; word < words; word++) sums[word] = (sums[word]! + rows[row + word]!) | 0;
        if (++added === together) spread();
      }
      if (added > 0) spread();
    }
    place += images;
  }
  return { balanced, plain };
}
