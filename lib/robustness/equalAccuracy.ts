import { InputError } from "../base/errors.js";
import { groupedBy } from "../base/grouped.js";
import {
  addSums,
  average,
  deviationOf,
  fitPoints,
  type Line,
  type LineSums,
  noSums,
  ownVariance,
  type PairedDraws,
  pointSums,
  type Scale,
  solveLine,
} from "../stats/index.js";
import { type MeasuredParts, withoutSeeds, withSeeds } from "./contrastParts.js";
import type { MiniatureEvaluation, MiniaturePoint } from "./miniature.js";
import { type Overlap, overlapOf, smallestOverlap } from "./overlap.js";
import { type ContrastTestOptions, contrastsOverShifts } from "./overShifts.js";
import type { PlannedComparison } from "./selection.js";
import type { TestDraws } from "./testDraws.js";
import { accuraciesIn, sideOf, type TreatmentContrast, type TreatmentDraws } from "./treatments.js";

/** Equal parts of an overlap, at the middle of which lines are compared. The integral is then right to 0.01 points. */
const cells = 64;

/** Comparisons over whose sides the variance over seeds is pooled; default those that are compared. */
interface PoolOptions {
  readonly pool?: readonly PlannedComparison[] | undefined;
}

/**
 * Δρ of two sides at equal accuracy, on each shift and averaged over the shifts:
 *
 *     Δ = 100 / (h − l) · ∫ from l to h of (f_A(x) − f_B(x)) dx
 *
 * f_A and f_B are the sides' own least-squares lines on the scaled axes, [l, h] the overlap of their ranges of
 * in-distribution accuracy; a side's range goes from its weakest to its strongest recipe, each averaged over seeds. This is
 * the vertical distance that the figures of Fang et al. 2022 show. No baseline enters and no side is extrapolated.
 *
 * In each draw both lines are fitted to accuracies on the same images or classes (testDraws.ts), over the same overlap.
 * What is each seed's own in these draws is taken off, because the seeds' noise holds it: each seed's own line, through
 * its runs alone, shows it. Seeds add t-distributed noise. All runs of a seed are left out together (a jackknife), because a seed draws nested
 * samples; the variance is pooled over all sides of the comparisons given. If both sides are read-outs of the same runs,
 * their difference is left out together, and its own variance is used.
 * @param planned comparisons whose sides hold several recipes with two seeds or more; pass those of one experiment together
 * @returns for each comparison one row per shift, then one for their mean; where ranges do not meet, Δ is NaN
 * @throws InputError naming the comparison if a side has no model measured on all shifts, or no side has two seeds
 */
export function compareAtEqualAccuracy(
  draws: TreatmentDraws,
  planned: readonly PlannedComparison[],
  { pool = planned, ...options }: ContrastTestOptions & PoolOptions,
): TreatmentContrast[] {
  return equalAccuracyParts(draws, planned, { pool }).flatMap(({ sides, seed, seeds, shifts, errorsOn }) => {
    const { comparison } = sides;
    return contrastsOverShifts(
      sides,
      shifts.map(({ shift }) => shift),
      options,
      ({ shift, places }) => {
        const chosen = places.map((place) => shifts[place]!);
        const deltas = chosen.map(({ delta }) => delta);
        const errors = errorsOn(places);
        const delta = withSeeds(deltas, errors, { seed, comparison, shift });
        const more = {
          runs: Math.min(sides.modelsA, sides.modelsB),
          standardError: deviationOf(delta.draws),
          seedStandardError: errors.seedStandardError,
          seedDf: errors.seedDf,
          testStandardError: deviationOf(withoutSeeds(deltas, errors).draws),
          baselineStandardError: 0,
          overlap: smallestOverlap(chosen.map(({ overlap }) => overlap!)),
          seeds,
        };
        return { delta, more };
      },
    );
  });
}

/**
 * What comparisons at equal accuracy are made of, before their shifts are chosen: draws on each shift, overlaps, and the
 * errors on any of them. `estimateParts` makes the estimate from it that `compareAtEqualAccuracy` makes of these shifts.
 * @throws InputError as `compareAtEqualAccuracy`; `errorsOn` does if no side has two seeds
 */
export function equalAccuracyParts(
  { evaluations, tests }: TreatmentDraws,
  planned: readonly PlannedComparison[],
  { pool = planned }: PoolOptions = {},
): (MeasuredParts & { readonly seeds: number })[] {
  const sidesOf = ({ comparison, a: first, b: second }: PlannedComparison) => {
    const a = sideOf(evaluations, first, `${comparison}, first side`);
    const b = sideOf(evaluations, second, `${comparison}, second side`);
    const overlaps = evaluations.map((_, at) => overlapOf(a[at]!, b[at]!));
    const heights: Heights = (points, at) => heightOf(evaluations[at]!, points, overlaps[at]!);
    return { comparison, a, b, overlaps, seeds: leftOut(a, b, heights) };
  };
  const pooled = pooledVariance(pool.map(sidesOf));
  return planned.map((each) => {
    const { comparison, a, b, overlaps, seeds } = sidesOf(each);
    const heights = evaluations.map((evaluation, at) =>
      [a, b].map((side) => drawHeights(evaluation, side[at]!, overlaps[at]!, tests)),
    ) as [DrawnHeights, DrawnHeights][];
    return {
      sides: {
        comparison,
        modelsA: a[0]!.length,
        modelsB: b[0]!.length,
        inDistributionA: average(a[0]!.map(({ x }) => x)),
        inDistributionB: average(b[0]!.map(({ x }) => x)),
      },
      seed: evaluations[0]!.seed,
      seeds: Math.min(...[a, b].map((side) => new Set(side[0]!.map(({ of }) => of.seed)).size)),
      shifts: heights.map(([first, second], at) => ({
        shift: evaluations[at]!.shift,
        overlap: overlaps[at]!,
        delta: {
          value: first.value - second.value,
          draws: first.draws.map((draw, d) => draw - second.draws[d]!),
        },
      })),
      errorsOn: (places) => {
        const { standardError, df } = pooled({ comparison, seeds }, places);
        return {
          ownVariance: ownOf(
            places.map((place) => heights[place]!),
            seeds.length === 1,
          ),
          seedStandardError: standardError,
          seedDf: df,
        };
      },
    };
  });
}

/** Mean height of a side's line over an overlap and of the line of each seed's runs, in every draw. */
interface DrawnHeights extends PairedDraws {
  readonly seeds: readonly { readonly seed: number; readonly draws: Float64Array }[];
}

/** The part of the variance of Δ, averaged over shifts, that is each seed's own. */
function ownOf(shifts: readonly (readonly [DrawnHeights, DrawnHeights])[], paired: boolean): number {
  const [a, b] = ([0, 1] as const).map((side) =>
    shifts[0]![side].seeds.map((_, at) => {
      const all = shifts.map((sides) => sides[side].seeds[at]!.draws);
      return all[0]!.map((_height, draw) => average(all.map((draws) => draws[draw]!)));
    }),
  ) as [Float64Array[], Float64Array[]];
  if (paired) return ownVariance(a.map((draws, at) => draws.map((draw, d) => draw - b[at]![d]!)));
  return ownVariance(a) + ownVariance(b);
}

/** Mean height of a side's line over an overlap, in percentage points; NaN if there is none. */
function heightOf(
  { baseline: { scale } }: Pick<MiniatureEvaluation, "baseline">,
  points: readonly MiniaturePoint[],
  overlap: Overlap,
): number {
  const line = overlap.points === 0 ? undefined : fitPoints(points, scale);
  return line ? meanHeight(line, cellsOf(overlap, scale), scale) : Number.NaN;
}

/** Middles of the cells of an overlap on the scaled axis. */
function cellsOf({ low, high }: Overlap, scale: Scale): Float64Array {
  return Float64Array.from({ length: cells }, (_, cell) =>
    scale.forward(low + ((cell + 0.5) / cells) * (high - low)),
  );
}

/** Mean accuracy that a line gives at some places on the scaled axis, in percent. */
function meanHeight({ slope, intercept }: Line, at: Float64Array, scale: Scale): number {
  let sum = 0;
  for (const place of at) sum += scale.inverse(intercept + slope * place);
  return (100 * sum) / at.length;
}

/** The heights of a side, and of each seed's runs alone, when its accuracies are drawn. */
function drawHeights(
  { baseline, shift }: MiniatureEvaluation,
  side: readonly MiniaturePoint[],
  overlap: Overlap,
  tests: TestDraws,
): DrawnHeights {
  const { scale } = baseline;
  const value = heightOf({ baseline }, side, overlap);
  const bySeed = groupedBy(side, ({ of }) => String(of.seed));
  const seeds = bySeed.map((points) => ({
    seed: points[0]!.of.seed,
    draws: new Float64Array(tests.draws).fill(Number.NaN),
  }));
  const draws = new Float64Array(tests.draws).fill(Number.NaN);
  if (overlap.points === 0) return { value, draws, seeds };
  const scaled = bySeed.map((points) =>
    points.map((point) => {
      const { x, y } = accuraciesIn(tests, point, shift);
      return { x: x.map(scale.forward), y: y.map(scale.forward) };
    }),
  );
  const at = cellsOf(overlap, scale);
  const heightFrom = (sums: LineSums) => {
    const line = solveLine(sums);
    return line ? meanHeight(line, at, scale) : Number.NaN;
  };
  // The sums of a side are those of its seeds. They are exact enough without centring: logits are of the order of 1.
  for (let draw = 0; draw < tests.draws; draw++) {
    const all = noSums();
    for (const [place, points] of scaled.entries()) {
      const own = noSums();
      for (const { x, y } of points)
        if (Number.isFinite(x[draw]) && Number.isFinite(y[draw]))
          addSums(own, pointSums(x[draw]!, y[draw]!, 1));
      addSums(all, own);
      seeds[place]!.draws[draw] = heightFrom(own);
    }
    draws[draw] = heightFrom(all);
  }
  return { value, draws, seeds };
}

/** Mean height of the line through some models, on the shift at a place. */
type Heights = (points: readonly MiniaturePoint[], at: number) => number;

/** Pseudo-values of one side, or of the difference of two read-outs: one row per seed, one number per shift. */
interface SeedRows {
  readonly key: string;
  readonly rows: readonly (readonly number[])[];
}

/** The sides of a comparison whose seeds are independent of each other; one entry if both are the same runs. */
function leftOut(
  a: readonly (readonly MiniaturePoint[])[],
  b: readonly (readonly MiniaturePoint[])[],
  heights: Heights,
): readonly SeedRows[] {
  const hashes = (side: typeof a) => [...new Set(side[0]!.map(({ of }) => of.hash))].sort().join(" ");
  const seedsOf = (side: typeof a) => [...new Set(side[0]!.map(({ of }) => of.seed))];
  const without = (side: typeof a, at: number, seed: number) =>
    heights(
      side[at]!.filter(({ of }) => of.seed !== seed),
      at,
    );
  const rowsOf = (
    seeds: readonly number[],
    all: readonly number[],
    less: (at: number, seed: number) => number,
  ) =>
    seeds.length < 2
      ? []
      : seeds.map((seed) =>
          all.map((value, at) => seeds.length * value - (seeds.length - 1) * less(at, seed)),
        );
  const wholeOf = (side: typeof a) => side.map((points, at) => heights(points, at));
  const [key, other] = [hashes(a), hashes(b)];
  if (key === other) {
    const [first, second] = [wholeOf(a), wholeOf(b)];
    const all = first.map((value, at) => value - second[at]!);
    const rows = rowsOf(seedsOf(a), all, (at, seed) => without(a, at, seed) - without(b, at, seed));
    return [{ key: `${key} alone`, rows }];
  }
  return [
    { key, rows: rowsOf(seedsOf(a), wholeOf(a), (at, seed) => without(a, at, seed)) },
    { key: other, rows: rowsOf(seedsOf(b), wholeOf(b), (at, seed) => without(b, at, seed)) },
  ];
}

interface SidesOfSeeds {
  readonly comparison: string;
  readonly seeds: readonly SeedRows[];
}

/**
 * Standard errors of differences from seeds, their variance pooled over all sides that hold different runs. Two read-outs of
 * the same runs have their own: that of the comparison of this name in the pool, which may have more seeds than are compared.
 */
function pooledVariance(pool: readonly SidesOfSeeds[]) {
  const isPaired = (sides: readonly SeedRows[]) => sides.length === 1;
  const distinct = [
    ...new Map(
      pool
        .filter(({ seeds }) => !isPaired(seeds))
        .flatMap(({ seeds }) => seeds)
        .map((side) => [side.key, side]),
    ).values(),
  ];
  const meanOver = (row: readonly number[], places: readonly number[]) =>
    average(places.map((place) => row[place]!));
  const varianceOf = (sides: readonly SeedRows[], places: readonly number[]) => {
    let squares = 0;
    let df = 0;
    for (const { rows } of sides) {
      const values = rows.map((row) => meanOver(row, places));
      if (values.length < 2 || values.some(Number.isNaN)) continue;
      const mean = average(values);
      squares += values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      df += values.length - 1;
    }
    return { variance: squares / df, df };
  };
  return ({ comparison, seeds: sides }: SidesOfSeeds, places: readonly number[]) => {
    const own = pool.find((each) => each.comparison === comparison)?.seeds ?? sides;
    const { variance, df } = varianceOf(isPaired(sides) ? own : distinct, places);
    if (df === 0 && own.every(({ rows }) => rows.length < 2))
      throw new InputError("equal accuracy: no side with two seeds, expected at least one");
    const shares = sides.reduce((sum, { rows }) => sum + 1 / Math.max(1, rows.length), 0);
    return { standardError: Math.sqrt(variance * shares), df: Math.max(1, df) };
  };
}
