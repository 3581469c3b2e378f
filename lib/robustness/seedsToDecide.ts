import { headlinePower, withSeedCount } from "./headlinePower.js";
import type { TreatmentContrast } from "./treatments.js";

/** More seeds than these nobody would train. */
const mostSeeds = 60;
const wantedPower = 0.8;

/**
 * What an open comparison at equal accuracy would take: the fewest seeds a side with which 80% of simulated experiments come
 * to `no rise` or to `raises`, if the true Δρ is the one estimated.
 * @param options.comparisons number of comparisons that are judged together, default 1
 * @returns undefined if 60 seeds are too few, as where the test sets alone leave too much open, or Δρ is about the margin
 */
export function seedsToDecide(
  contrast: Pick<
    TreatmentContrast,
    | "deltaPoints"
    | "seeds"
    | "seedStandardError"
    | "seedDf"
    | "testStandardError"
    | "baselineStandardError"
    | "test"
  >,
  { comparisons = 1 }: { readonly comparisons?: number } = {},
): number | undefined {
  const { seeds, deltaPoints, test } = contrast;
  if (seeds === undefined || Number.isNaN(deltaPoints.value)) return undefined;
  const options = {
    marginPoints: test.verdict.marginPoints,
    comparisons,
    effects: [deltaPoints.value],
    simulations: 1000,
  };
  const decides = (count: number) => {
    const [found] = headlinePower(withSeedCount(contrast, seeds, count), options);
    return Math.max(found!.noRise, found!.raises) >= wantedPower;
  };
  return Array.from({ length: mostSeeds - 1 }, (_, at) => at + 2).find(decides);
}
