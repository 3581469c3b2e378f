import { averageOf, deviationOf, type PowerOptions, resolvableMargin, runsNeeded } from "../stats/index.js";
import type { MiniatureModel, MiniaturePoint } from "./miniature.js";
import { type Margins, shiftsAndMean } from "./overShifts.js";
import { rhoByModel, seedScatter } from "./seedScatter.js";
import type { ShiftEvaluation } from "./shift.js";

/** Results of a pilot for one shift, or for the mean over the shifts. */
export interface ShiftSizing {
  readonly shift: string;
  /** Standard deviation of ρ over seeds, in percentage points. */
  readonly standardDeviation: number;
  readonly df: number;
  /** Standard error of Δρ from baseline and test images, which more seeds do not reduce; percentage points. */
  readonly floor: number;
  readonly marginPoints: number;
  /** Smallest margin that `runs` runs per treatment resolve with a power of 80%. */
  readonly resolvablePoints: number;
  /** Runs per treatment that the margin needs; undefined if the floor alone is too high. */
  readonly runsNeeded: number | undefined;
}

interface SizingOptions {
  readonly margins: Margins;
  /** Runs planned of each treatment. */
  readonly runs: number;
  /** Two treatments whose Δρ represents the later comparisons. */
  readonly a: (model: MiniatureModel) => boolean;
  readonly b: (model: MiniatureModel) => boolean;
}

/**
 * Sizes the grids from a pilot: the scatter of ρ over seeds on each shift, and the margins that equivalence tests can
 * then resolve. It uses neither the size nor the sign of any Δρ.
 * @throws InputError if no treatment of the pilot has two seeds
 */
export function sizing(
  evaluations: readonly ShiftEvaluation<MiniaturePoint>[],
  { margins, runs, a, b }: SizingOptions,
): ShiftSizing[] {
  const scatter = seedScatter(evaluations);
  const measured = new Set(rhoByModel(evaluations).map(({ of }) => of.model));
  const draws = evaluations.map(({ fit, models }) => {
    const points = models.map(({ point }) => point).filter(({ of }) => measured.has(of.model));
    const side = (belongs: (model: MiniatureModel) => boolean) => points.filter(({ of }) => belongs(of));
    return fit.pairedDraws(side(a), side(b));
  });
  return shiftsAndMean(
    evaluations.map(({ shift }) => shift),
    margins,
    ({ of, shift, places, marginPoints }) => {
      const standardDeviation = of === "mean" ? scatter.mean : scatter.standardDeviations.get(shift)!;
      const floor = deviationOf(averageOf(places.map((place) => draws[place]!)).draws);
      const options: PowerOptions = { standardDeviation, df: scatter.df, floor };
      return {
        shift,
        standardDeviation,
        df: scatter.df,
        floor,
        marginPoints,
        resolvablePoints: resolvableMargin(runs, options),
        runsNeeded: runsNeeded(marginPoints, options),
      };
    },
  );
}
