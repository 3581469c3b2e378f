import { InputError } from "../base/errors.js";
import { groupedBy } from "../base/grouped.js";
import { Random } from "../base/random.js";
import {
  inDistributionOf,
  type PictogramShift,
  pictogramTestSets,
} from "../published/testsets/pictograms.js";
import {
  average,
  averageOf,
  deviationOf,
  drawRescored,
  effectiveRobustness,
  type LineDraws,
  lessVariance,
  ownVariance,
  type PairedDraws,
  type RescoredLines,
} from "../stats/index.js";
import { type MeasuredParts, withoutSeeds, withSeeds } from "./contrastParts.js";
import type { MiniatureEvaluation, MiniatureModel, MiniaturePoint } from "./miniature.js";
import type { Overlap } from "./overlap.js";
import { type Contrast, type ContrastTestOptions, contrastsOverShifts } from "./overShifts.js";
import { readoutScatter, rhoByModel, runRecipeOf, seedScatter } from "./seedScatter.js";
import { isSelected, type PlannedComparison, type Selection } from "./selection.js";
import { drawTests, type Estimand, type SharedDraws, sharedDraws, type TestDraws } from "./testDraws.js";

/** Draws shared by all comparisons of one set of models: draw d is the same for all of them. */
export interface TreatmentDraws {
  readonly evaluations: readonly MiniatureEvaluation[];
  /** Bootstrap lines of the baseline, one entry per shift. They are drawn when they are first asked for. */
  readonly lines: () => readonly RescoredLines[];
  readonly tests: TestDraws;
}

export interface TreatmentDrawOptions {
  /** Default 1000. */
  readonly draws?: number | undefined;
  /** What varies beside seeds and baseline, default `these classes`. */
  readonly estimand?: Estimand | undefined;
  /** Draws to share with other studies of the same records. */
  readonly shared?: SharedDraws | undefined;
}

/**
 * Draws test images or classes, and baselines: in each draw the baseline's models are scored on the drawn images or
 * classes, and their architectures are resampled.
 * @param evaluations one per shift, of one set of models
 * @throws InputError if there are no evaluations or no models
 */
export function treatmentDraws(
  evaluations: readonly MiniatureEvaluation[],
  { draws = 1000, estimand = "these classes", shared = sharedDraws() }: TreatmentDrawOptions = {},
): TreatmentDraws {
  if (!evaluations[0]?.models[0])
    throw new InputError("treatments: no models, expected some measured on a shift");
  const { average, seed } = evaluations[0];
  const random = new Random(seed).stream("treatments");
  const models = new Set(evaluations.flatMap((each) => each.models.map(({ point }) => point.of)));
  const tests = drawTests([...models], { estimand, average, draws, seed, shared });
  const drawLines = () =>
    evaluations.map(({ baseline, baselinePoints, shift }) => {
      const names = baselinePoints.map(({ model, family }) => `${model} ${family}`).join("|");
      const key = `${tests.name} | ${shift} | ${baseline.scale.name} ${baseline.method} | ${names}`;
      const known = shared.lines.get(key);
      if (known) return known;
      const scored = baselinePoints.map((point) => ({
        point,
        ...accuraciesIn(tests, point, shift),
      }));
      const pointsIn = (draw: number) =>
        scored.map(({ point: { family, yTotal }, x, y }) => ({ family, yTotal, x: x[draw]!, y: y[draw]! }));
      const { scale, method } = baseline;
      const rescored = drawRescored(pointsIn, scale, method, draws, random.stream(`baseline ${shift}`));
      shared.lines.set(key, rescored);
      return rescored;
    });
  let drawn: RescoredLines[] | undefined;
  const lines = () => {
    drawn ??= drawLines();
    return drawn;
  };
  return { evaluations, lines, tests };
}

/** A contrast of treatments, with the contribution of seeds to its interval. */
export interface TreatmentContrast extends Contrast {
  /** Number of runs on the side that has fewer. */
  readonly runs: number;
  /**
   * Standard error of Δρ in percentage points, and its parts, whose squares add up to about its square: the seeds, the
   * test images or classes, and the architectures of the baseline.
   */
  readonly standardError: number;
  readonly seedStandardError: number;
  readonly seedDf: number;
  readonly testStandardError: number;
  readonly baselineStandardError: number;
  /** Only at equal accuracy (equalAccuracy.ts): the accuracies that both sides reach. */
  readonly overlap?: Overlap;
  /** Only at equal accuracy: seeds of the side that has fewer. */
  readonly seeds?: number;
}

/**
 * Δρ of two treatments on each shift and averaged over the shifts: the mean ρ of the runs of one minus that of the
 * other, each at its own in-distribution accuracy. In draw d
 * - all models, the baseline's too, are scored on the same images or classes (testDraws.ts),
 * - both sides are measured against the same resampled baseline,
 * - t-distributed noise is added for the seeds, and what is each run's own in its answers is taken off the draws of the
 *   test sets, because the scatter over seeds holds it already. Its scatter is pooled over runs on similar numbers of icons (half to
 *   double). For two readouts of the same runs, it is the scatter of readouts within a run.
 *
 * Each side's architectures are fixed: the interval is about these networks with other seeds and samples.
 * @returns one row per shift, then one for their mean
 * @throws InputError naming the comparison if a side has no model measured on all shifts, or seeds cannot be compared
 */
export function compareTreatments(
  { evaluations, lines, tests }: TreatmentDraws,
  planned: PlannedComparison,
  options: ContrastTestOptions,
): TreatmentContrast[] {
  const { comparison } = planned;
  const a = sideOf(evaluations, planned.a, `${comparison}, first side`);
  const b = sideOf(evaluations, planned.b, `${comparison}, second side`);
  const noise = seedNoise(evaluations, a[0]!, b[0]!);
  const baselines = lines();
  const drawn = (line: keyof RescoredLines) =>
    evaluations.map((evaluation, at) => ({
      a: drawSide(evaluation, a[at]!, baselines[at]![line], tests),
      b: drawSide(evaluation, b[at]!, baselines[at]![line], tests),
    }));
  const [parts, withoutLine] = [drawn("resampled"), drawn("fitted")];
  const differences = parts.map(({ a: first, b: second }) => difference(first, second));
  const { seed } = evaluations[0]!;
  return contrastsOverShifts(
    countsOf(comparison, a[0]!, b[0]!),
    evaluations.map(({ shift }) => shift),
    options,
    ({ of, shift, places }) => {
      const fitted = places.map((place) => withoutLine[place]!);
      const own = ownVarianceOf(fitted);
      const seedStandardError = of === "mean" ? noise.ofMean : noise.standardErrors.get(shift)!;
      const errors = { ownVariance: own, seedStandardError, seedDf: noise.df };
      const chosen = places.map((place) => differences[place]!);
      const fixed = withoutSeeds(chosen, errors);
      const delta = withSeeds(chosen, errors, { seed, comparison, shift });
      const testStandardError = deviationOf(
        lessVariance(averageOf(fitted.map((sides) => difference(sides.a, sides.b))).draws, own),
      );
      const more = {
        runs: Math.min(runsOf(a[0]!).size, runsOf(b[0]!).size),
        standardError: deviationOf(delta.draws),
        seedStandardError,
        seedDf: noise.df,
        testStandardError,
        baselineStandardError: Math.sqrt(Math.max(0, deviationOf(fixed.draws) ** 2 - testStandardError ** 2)),
      };
      return { delta, more };
    },
  );
}

/**
 * What Δρ of two treatments is made of, before its shifts are chosen: its draws on each shift, and the errors on any of them.
 * `estimateParts` makes the estimate from it that `compareTreatments` makes of these shifts alone.
 * @throws InputError for the same reasons as `compareTreatments`
 */
export function treatmentParts(
  { evaluations, lines, tests }: TreatmentDraws,
  planned: PlannedComparison,
): MeasuredParts {
  const { comparison } = planned;
  const a = sideOf(evaluations, planned.a, `${comparison}, first side`);
  const b = sideOf(evaluations, planned.b, `${comparison}, second side`);
  const baselines = lines();
  const drawn = (line: keyof RescoredLines, at: number) => ({
    a: drawSide(evaluations[at]!, a[at]!, baselines[at]![line], tests),
    b: drawSide(evaluations[at]!, b[at]!, baselines[at]![line], tests),
  });
  const withoutLine = evaluations.map((_, at) => drawn("fitted", at));
  return {
    sides: countsOf(comparison, a[0]!, b[0]!),
    seed: evaluations[0]!.seed,
    shifts: evaluations.map(({ shift }, at) => {
      const sides = drawn("resampled", at);
      return { shift, delta: difference(sides.a, sides.b) };
    }),
    errorsOn: (places) => {
      const first = places[0]!;
      const noise = seedNoise(
        places.map((place) => evaluations[place]!),
        a[first]!,
        b[first]!,
      );
      return {
        ownVariance: ownVarianceOf(places.map((place) => withoutLine[place]!)),
        seedStandardError: noise.ofMean,
        seedDf: noise.df,
      };
    },
  };
}

function countsOf(comparison: string, a: readonly MiniaturePoint[], b: readonly MiniaturePoint[]) {
  return {
    comparison,
    modelsA: a.length,
    modelsB: b.length,
    inDistributionA: average(a.map(({ x }) => x)),
    inDistributionB: average(b.map(({ x }) => x)),
  };
}

/**
 * The points of one side, one list per shift, of models measured on all shifts.
 * @param name what the side is called in messages
 * @throws InputError if there are none
 */
export function sideOf(
  evaluations: readonly MiniatureEvaluation[],
  selection: Selection,
  name: string,
): MiniaturePoint[][] {
  const measured = new Set(rhoByModel(evaluations).map(({ of }) => of.model));
  const sides = evaluations.map(({ models }) =>
    models.map(({ point }) => point).filter(({ of }) => isSelected(of, selection) && measured.has(of.model)),
  );
  if (sides[0]!.length === 0)
    throw new InputError(
      `${name}: no model in the records, expected at least one of ${JSON.stringify(selection)}`,
    );
  return sides;
}

/** Mean ρ of a side and the ρ of each of its models, in every draw, in percentage points. */
interface DrawnSide extends PairedDraws {
  readonly models: readonly { readonly of: MiniatureModel; readonly draws: Float64Array }[];
}

interface DrawnSides {
  readonly a: DrawnSide;
  readonly b: DrawnSide;
}

function drawSide(
  { baseline, shift }: MiniatureEvaluation,
  points: readonly MiniaturePoint[],
  { slopes, intercepts }: LineDraws,
  tests: TestDraws,
): DrawnSide {
  const { scale } = baseline;
  const models = points.map((point) => {
    const { x, y } = accuraciesIn(tests, point, shift);
    const draws = y.map(
      (accuracy, draw) =>
        100 * (accuracy - scale.inverse(intercepts[draw]! + slopes[draw]! * scale.forward(x[draw]!))),
    );
    return { of: point.of, draws };
  });
  return {
    value: average(points.map((point) => effectiveRobustness(baseline, point))),
    draws: meanOfDraws(models.map(({ draws }) => draws)),
    models,
  };
}

function difference(a: PairedDraws, b: PairedDraws): PairedDraws {
  return { value: a.value - b.value, draws: a.draws.map((draw, d) => draw - b.draws[d]!) };
}

function meanOfDraws(all: readonly Float64Array[]): Float64Array {
  return all[0]!.map((_, draw) => all.reduce((sum, draws) => sum + draws[draw]!, 0) / all.length);
}

/**
 * The part of the variance of Δρ, averaged over shifts, that is each run's own in the draws of the test sets. Runs that
 * differ only in their seed are compared; for two read-outs of the same runs, the runs' differences.
 */
function ownVarianceOf(shifts: readonly DrawnSides[]): number {
  const ofSide = (side: "a" | "b") =>
    shifts[0]![side].models.map(({ of }, at) => ({
      of,
      draws: meanOfDraws(shifts.map((sides) => sides[side].models[at]!.draws)),
    }));
  const [a, b] = [ofSide("a"), ofSide("b")];
  const ofHash = new Map(b.map((each) => [each.of.hash, each.draws]));
  if (a.length === ofHash.size && a.every(({ of }) => ofHash.has(of.hash)))
    return varianceWithin(
      a.map(({ of, draws }) => ({ of, draws: draws.map((draw, d) => draw - ofHash.get(of.hash)![d]!) })),
    );
  return varianceWithin(a) + varianceWithin(b);
}

function varianceWithin(models: DrawnSide["models"]): number {
  return groupedBy(models, ({ of }) => runRecipeOf(of)).reduce(
    (sum, runs) => sum + (runs.length / models.length) ** 2 * ownVariance(runs.map(({ draws }) => draws)),
    0,
  );
}

/** A model's accuracies in every draw, in distribution and under the shift with a title. */
export function accuraciesIn(
  tests: TestDraws,
  { of }: MiniaturePoint,
  title: string,
): { readonly x: Float64Array; readonly y: Float64Array } {
  const names = Object.keys(pictogramTestSets) as PictogramShift[];
  const shift = names.find((name) => pictogramTestSets[name].title === title)!;
  return {
    x: tests.accuracies(of, inDistributionOf(shift)),
    y: tests.accuracies(of, shift),
  };
}

interface SeedNoise {
  /** Standard errors of Δρ by title of shift, in percentage points. */
  readonly standardErrors: ReadonlyMap<string, number>;
  readonly ofMean: number;
  readonly df: number;
}

/** Standard errors of a difference due to seeds, with Welch–Satterthwaite degrees of freedom. */
function seedNoise(
  evaluations: readonly MiniatureEvaluation[],
  a: readonly MiniaturePoint[],
  b: readonly MiniaturePoint[],
): SeedNoise {
  const [runsA, runsB] = [runsOf(a), runsOf(b)];
  if (runsA.size === runsB.size && [...runsA].every((hash) => runsB.has(hash))) {
    const recipes = new Set(a.map(({ of }) => runRecipeOf(of)));
    const scatter = readoutScatter(evaluations, (model) => recipes.has(runRecipeOf(model)));
    const error = (deviation: number) => deviation * Math.sqrt(2 / runsA.size);
    return {
      standardErrors: new Map([...scatter.standardDeviations].map(([shift, sd]) => [shift, error(sd)])),
      ofMean: error(scatter.mean),
      df: scatter.df,
    };
  }
  const sides = [a, b].map((points) => {
    const images = average(points.map(({ of }) => of.trainImages));
    const similar = ({ trainImages }: MiniatureModel) =>
      trainImages >= images / 2 && trainImages <= 2 * images;
    return { scatter: seedScatter(evaluations, similar), runs: runsOf(points).size };
  });
  const error = (of: (scatter: (typeof sides)[number]["scatter"]) => number) =>
    Math.sqrt(sides.reduce((sum, { scatter, runs: count }) => sum + of(scatter) ** 2 / count, 0));
  const parts = sides.map(({ scatter, runs: count }) => ({
    part: scatter.mean ** 2 / count,
    df: scatter.df,
  }));
  const df =
    parts.reduce((sum, { part }) => sum + part, 0) ** 2 /
    parts.reduce((sum, { part, df: own }) => sum + part ** 2 / own, 0);
  return {
    standardErrors: new Map(
      evaluations.map(({ shift }) => [
        shift,
        error(({ standardDeviations }) => standardDeviations.get(shift)!),
      ]),
    ),
    ofMean: error(({ mean }) => mean),
    df,
  };
}

/** Hashes of the points' runs. */
function runsOf(points: readonly MiniaturePoint[]): ReadonlySet<string> {
  return new Set(points.map(({ of }) => of.hash));
}
