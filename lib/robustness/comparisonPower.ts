import type { PictogramShift } from "../published/testsets/pictograms.js";
import { compareAtEqualAccuracy } from "./equalAccuracy.js";
import { type ErrorParts, type HeadlinePower, headlinePower, withSeedCount } from "./headlinePower.js";
import { evaluateMiniature, type MiniatureModel } from "./miniature.js";
import { isSelected, type PlannedComparison } from "./selection.js";
import { treatmentDraws } from "./treatments.js";

/** What a planned comparison at equal accuracy can find, without what it found: no estimate, no accuracy under shift. */
export interface ComparisonPower extends ErrorParts {
  readonly comparison: string;
  /** Seeds of the side that has fewer. */
  readonly seeds: number;
  /** Smallest overlap of the sides' accuracies in distribution, percentage points, and whether it suffices. */
  readonly overlapPoints: number;
  readonly comparable: boolean;
  /** Standard error of Δρ in percentage points. */
  readonly standardError: number;
  /** Shares of simulated experiments by true effect, see `headlinePower`. */
  readonly power: readonly HeadlinePower[];
  /** Fewest seeds with which "no rise" is found in 80% of experiments if there is none; undefined if 12 are too few. */
  readonly seedsNeeded: number | undefined;
}

interface ComparisonPowerOptions {
  readonly shifts: readonly PictogramShift[];
  readonly marginPoints: number;
  /** Number of primary comparisons that are judged together; `headlinePower` corrects for it. */
  readonly together: number;
  /** Default 1000. */
  readonly draws?: number;
}

const mostSeeds = 12;
const wantedPower = 0.8;

/**
 * The parts of the standard errors of planned comparisons, from the runs there are, and what the comparisons can find with
 * them. Δρ enters only as its scatter. Comparisons of which a side has no runs or a single seed are left out.
 * @param planned comparisons at equal accuracy; the variance over seeds is pooled over all that are measured
 * @returns one row per comparison that can be measured, for the mean of the shifts
 */
export function comparisonPower(
  models: readonly MiniatureModel[],
  planned: readonly PlannedComparison[],
  { shifts, marginPoints, together, draws = 1000 }: ComparisonPowerOptions,
): ComparisonPower[] {
  const seedsOf = ({ a, b }: PlannedComparison) =>
    Math.min(
      ...[a, b].map(
        (side) => new Set(models.filter((model) => isSelected(model, side)).map(({ seed }) => seed)).size,
      ),
    );
  const able = planned.filter((each) => seedsOf(each) >= 2);
  if (able.length === 0) return [];
  const sides = models.filter((model) =>
    able.some(({ a, b }) => isSelected(model, a) || isSelected(model, b)),
  );
  // No baseline enters a comparison at equal accuracy; all models stand in for one.
  const evaluations = shifts.map((shift) =>
    evaluateMiniature(sides, { shift, draws: 2, isBaseline: () => true }),
  );
  const margins = { closePoints: marginPoints, farPoints: marginPoints };
  const rows = compareAtEqualAccuracy(treatmentDraws(evaluations, { draws }), able, { margins }).filter(
    ({ of }) => of === (shifts.length > 1 ? "mean" : "shift"),
  );
  return rows.map((row): ComparisonPower => {
    const { comparison, seedStandardError, seedDf, testStandardError, baselineStandardError } = row;
    const parts = { seedStandardError, seedDf, testStandardError, baselineStandardError };
    const seeds = seedsOf(able.find((each) => each.comparison === comparison)!);
    const powerWith = (count: number, effects?: readonly number[]) =>
      headlinePower(withSeedCount(parts, seeds, count), {
        marginPoints,
        comparisons: together,
        ...(effects && { effects }),
      });
    const enough = Array.from({ length: mostSeeds - 1 }, (_, at) => at + 2);
    return {
      comparison,
      seeds,
      overlapPoints: row.overlap!.points,
      comparable: row.overlap!.comparable,
      ...parts,
      standardError: row.standardError,
      power: powerWith(seeds),
      seedsNeeded: enough.find((count) => powerWith(count, [0])[0]!.noRise >= wantedPower),
    };
  });
}
