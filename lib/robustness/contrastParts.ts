import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import { Random } from "../base/random.js";
import {
  averageOf,
  type Estimate,
  equivalenceOfDraws,
  estimateFrom,
  intervalOf,
  lessVariance,
  type PairedDraws,
} from "../stats/index.js";
import { type Overlap, smallestOverlap } from "./overlap.js";
import { type Contrast, titleOver } from "./overShifts.js";

// Δρ of two treatments, put together from its draws on each shift. It runs in reports too, where the reader chooses shifts.

/** The errors of Δρ that its draws on the shifts leave out, or hold twice. */
export interface ContrastErrors {
  /** Variance to take off: what is each run's own in its answers, which the scatter over seeds holds already. */
  readonly ownVariance: number;
  /** Standard error of Δρ due to seeds, percentage points, with its degrees of freedom. */
  readonly seedStandardError: number;
  readonly seedDf: number;
}

/** What Δρ of two treatments is made of. */
export interface ContrastParts {
  /** The numbers of models and mean accuracies of both sides. */
  readonly sides: Pick<
    Contrast,
    "comparison" | "modelsA" | "modelsB" | "inDistributionA" | "inDistributionB"
  >;
  /** Seed of the draws. */
  readonly seed: number;
  /**
   * Per shift its title, and Δρ in percentage points with its draws, before the seeds are drawn. At equal accuracy also the
   * accuracies that both sides reach; where they do not meet, all numbers are NaN.
   */
  readonly shifts: readonly {
    readonly shift: string;
    readonly delta: PairedDraws;
    readonly overlap?: Overlap;
  }[];
}

/** The parts of a comparison, with the errors on any of its shifts, by their indices. */
export interface MeasuredParts extends ContrastParts {
  errorsOn(places: readonly number[]): ContrastErrors;
}

/** Mean Δρ over shifts, in percentage points, with draws that leave out the seeds. */
export function withoutSeeds(shifts: readonly PairedDraws[], { ownVariance }: ContrastErrors): Estimate {
  const all = averageOf(shifts);
  return { ...all, draws: lessVariance(all.draws, ownVariance) };
}

/**
 * Mean Δρ over shifts, in percentage points, with its interval.
 * @param of names the stream of random numbers that the seeds are drawn from
 */
export function withSeeds(
  shifts: readonly PairedDraws[],
  errors: ContrastErrors,
  of: { readonly seed: number; readonly comparison: string; readonly shift: string },
): Estimate {
  const { value, draws, level } = withoutSeeds(shifts, errors);
  const stream = new Random(of.seed).stream(`seeds ${of.comparison}`).stream(of.shift);
  const drawn = draws.map(
    (draw) => draw + errors.seedStandardError * tQuantile(1 - stream.uniform(), errors.seedDf),
  );
  return estimateFrom(value, drawn, level);
}

/** Mean Δρ of two treatments on some of the shifts, before it is tested against a margin. */
export interface EstimatedContrast extends Omit<Contrast, "deltaPoints" | "test"> {
  readonly delta: Estimate;
  /** Only at equal accuracy: the smallest on these shifts. */
  readonly overlap?: Overlap;
}

/**
 * Mean Δρ of some of the shifts.
 * @param places indices of the shifts, at least one
 */
export function estimateParts(
  { sides, seed, shifts, errorsOn }: MeasuredParts,
  places: readonly number[],
): EstimatedContrast {
  const chosen = places.map((place) => shifts[place]!);
  const shift = titleOver(chosen.map((one) => one.shift));
  const delta = withSeeds(
    chosen.map((one) => one.delta),
    errorsOn(places),
    { seed, comparison: sides.comparison, shift },
  );
  const overlaps = chosen.flatMap(({ overlap }) => overlap ?? []);
  return {
    ...sides,
    ...(overlaps.length > 0 && { overlap: smallestOverlap(overlaps) }),
    of: chosen.length === 1 ? "shift" : "mean",
    shift,
    delta,
  };
}

/** An estimate tested against a margin: from parts, what `compareTreatments` says of the same shifts alone. */
export function testedAt(
  { delta, ...contrast }: EstimatedContrast,
  marginPoints: number,
): Contrast & Pick<EstimatedContrast, "overlap"> {
  return { ...contrast, deltaPoints: intervalOf(delta), test: equivalenceOfDraws(delta, marginPoints) };
}
