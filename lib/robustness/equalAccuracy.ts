import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import { InputError } from "../base/errors.js";
import { groupedBy } from "../base/grouped.js";
import { Random } from "../base/random.js";
import {
  average,
  averageOf,
  deviationOf,
  estimateFrom,
  fitPoints,
  lessVariance,
  ownVariance,
  type PairedDraws,
} from "../stats/index.js";
import type { MiniatureEvaluation, MiniaturePoint } from "./miniature.js";
import { type Overlap, overlapOf, smallestOverlap } from "./overlap.js";
import { type ContrastTestOptions, contrastsOverShifts } from "./overShifts.js";
import type { PlannedComparison } from "./selection.js";
import { accuraciesIn, sideOf, type TreatmentContrast, type TreatmentDraws } from "./treatments.js";

/** Equal parts of an overlap, at the middle of which lines are compared. The integral is then right to 0.01 points. */
const cells = 64;

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
 * @param options.pool comparisons whose sides the variance over seeds is pooled over, default those given
 * @returns for each comparison one row per shift, then one for their mean; where ranges do not meet, Δ is NaN
 * @throws InputError naming the comparison if a side has no model measured on all shifts, or no side has two seeds
 */
export function compareAtEqualAccuracy(
  { evaluations, tests }: TreatmentDraws,
  planned: readonly PlannedComparison[],
  { pool, ...options }: ContrastTestOptions & { readonly pool?: readonly PlannedComparison[] | undefined },
): TreatmentContrast[] {
  const sidesOf = ({ comparison, a: first, b: second }: PlannedComparison) => {
    const a = sideOf(evaluations, first, `${comparison}, first side`);
    const b = sideOf(evaluations, second, `${comparison}, second side`);
    const overlaps = evaluations.map((_, at) => overlapOf(a[at]!, b[at]!));
    const heights: Heights = (points, at) => heightOf(evaluations[at]!, points, overlaps[at]!);
    return { comparison, a, b, overlaps, heights, seeds: leftOut(a, b, heights) };
  };
  const measured = planned.map(sidesOf).map(({ heights, ...sides }) => {
    const { a, b } = sides;
    const parts = evaluations.map((evaluation, at) => {
      const drawnHeights = (side: readonly MiniaturePoint[]): DrawnHeights => {
        const scored = side.map((point) => ({ point, ...accuraciesIn(tests, point, evaluation.shift) }));
        const heightsIn = (some: typeof scored) =>
          Float64Array.from({ length: tests.draws }, (_, draw) =>
            heights(
              some.map(({ point, x, y }) => ({ ...point, x: x[draw]!, y: y[draw]! })),
              at,
            ),
          );
        const bySeed = groupedBy(scored, ({ point }) => String(point.of.seed));
        return {
          value: heights(side, at),
          draws: heightsIn(scored),
          seeds: bySeed.map((some) => ({ seed: some[0]!.point.of.seed, draws: heightsIn(some) })),
        };
      };
      const [first, second] = [drawnHeights(a[at]!), drawnHeights(b[at]!)];
      return {
        value: first.value - second.value,
        draws: first.draws.map((draw, d) => draw - second.draws[d]!),
        sides: [first, second] as const,
      };
    });
    return { ...sides, parts };
  });
  const pooled = pooledVariance((pool ?? planned).map((each) => sidesOf(each).seeds));
  return measured.flatMap(({ comparison, a, b, overlaps, parts, seeds }) => {
    const random = new Random(evaluations[0]!.seed).stream(`seeds ${comparison}`);
    return contrastsOverShifts(
      {
        comparison,
        modelsA: a[0]!.length,
        modelsB: b[0]!.length,
        inDistributionA: average(a[0]!.map(({ x }) => x)),
        inDistributionB: average(b[0]!.map(({ x }) => x)),
      },
      evaluations.map(({ shift }) => shift),
      options,
      ({ shift, places }) => {
        const all = averageOf(places.map((place) => parts[place]!));
        const own = ownOf(
          places.map((place) => parts[place]!.sides),
          seeds.length === 1,
        );
        const fixed = { ...all, draws: lessVariance(all.draws, own) };
        const { standardError: seedStandardError, df: seedDf } = pooled(seeds, places);
        const stream = random.stream(shift);
        const draws = fixed.draws.map(
          (draw) => draw + seedStandardError * tQuantile(1 - stream.uniform(), seedDf),
        );
        const more = {
          runs: Math.min(a[0]!.length, b[0]!.length),
          standardError: deviationOf(draws),
          seedStandardError,
          seedDf,
          testStandardError: deviationOf(fixed.draws),
          baselineStandardError: 0,
          overlap: smallestOverlap(places.map((place) => overlaps[place]!)),
        };
        return { delta: estimateFrom(fixed.value, draws, fixed.level), more };
      },
    );
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
  { baseline: { scale } }: MiniatureEvaluation,
  points: readonly MiniaturePoint[],
  { low, high, points: overlap }: Overlap,
): number {
  if (overlap === 0) return Number.NaN;
  const line = fitPoints(points, scale);
  if (!line) return Number.NaN;
  let sum = 0;
  for (let cell = 0; cell < cells; cell++) {
    const x = low + ((cell + 0.5) / cells) * (high - low);
    sum += scale.inverse(line.intercept + line.slope * scale.forward(x));
  }
  return (100 * sum) / cells;
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

/** Standard errors of differences from seeds, their variance pooled over all sides that hold different runs. */
function pooledVariance(all: readonly (readonly SeedRows[])[]) {
  const isPaired = (sides: readonly SeedRows[]) => sides.length === 1;
  const distinct = [
    ...new Map(
      all
        .filter((sides) => !isPaired(sides))
        .flat()
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
  return (sides: readonly SeedRows[], places: readonly number[]) => {
    const { variance, df } = varianceOf(isPaired(sides) ? sides : distinct, places);
    if (df === 0 && sides.every(({ rows }) => rows.length < 2))
      throw new InputError("equal accuracy: no side with two seeds, expected at least one");
    const shares = sides.reduce((sum, { rows }) => sum + 1 / Math.max(1, rows.length), 0);
    return { standardError: Math.sqrt(variance * shares), df: Math.max(1, df) };
  };
}
