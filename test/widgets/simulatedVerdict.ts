// The plan's primary comparisons with simulated draws, so that the widget can be tested while the sweep is under way and
// nobody sees its results. The names are those of the plan.
import { Random } from "../../lib/base/random.js";
import { experimentNamed } from "../../lib/causes/grids.js";
import type { CauseParts } from "../../lib/causes/load.js";
import { causes } from "../../lib/causes/plan/causes.js";
import { pictogramShifts, pictogramTestSets } from "../../lib/published/testsets/pictograms.js";
import type { MeasuredParts } from "../../lib/robustness/contrastParts.js";
import { fewestOverlapPoints, fewestRecipes, type Overlap } from "../../lib/robustness/overlap.js";

const shifts = pictogramShifts.filter((shift) => shift !== "adversarial");

/**
 * Primary comparisons with effects between a fall and a rise of some points. Of those at equal accuracy, the first has sides
 * that never meet, the second sides that overlap too little.
 * @param set other sets have the same effects and other draws; smaller ones wider intervals
 */
export function simulatedParts(set: string, runs: number, draws = 1000): CauseParts[] {
  let place = 0;
  const overlaps = [
    { points: 0, recipes: fewestRecipes },
    { points: fewestOverlapPoints - 4, recipes: fewestRecipes },
    { points: fewestOverlapPoints + 9, recipes: 1 },
  ];
  return causes.map(({ cause, experiments }) => ({
    cause,
    comparisons: experiments
      .flatMap((name) => experimentNamed(name).comparisons.filter(({ primary }) => primary))
      .map(({ comparison, equalAccuracy }): MeasuredParts => {
        const { points, recipes } = (equalAccuracy && overlaps[place++]) || { points: 24, recipes: 4 };
        const comparable = points >= fewestOverlapPoints && recipes >= fewestRecipes;
        const overlap: Overlap = { low: 0.31, high: 0.31 + points / 100, points, recipes, comparable };
        const effect = 3 * new Random(comparison).normal();
        const random = new Random(`${set} ${comparison}`);
        const error = 1.6 / Math.sqrt(runs);
        const shared = Float64Array.from({ length: draws }, () => error * random.normal());
        return {
          sides: { comparison, modelsA: runs, modelsB: runs, inDistributionA: 0.4, inDistributionB: 0.45 },
          seed: 1,
          shifts: shifts.map((shift) => {
            const value = effect + error * random.normal();
            const missing = equalAccuracy && points === 0;
            return {
              shift: pictogramTestSets[shift].title,
              delta: missing
                ? { value: Number.NaN, draws: new Float64Array(draws).fill(Number.NaN) }
                : { value, draws: shared.map((draw) => value + draw + error * random.normal()) },
              ...(equalAccuracy && { overlap }),
            };
          }),
          errorsOn: (places) => ({
            ownVariance: 0.1 / (runs * places.length),
            seedStandardError: (0.8 + 0.1 * places[0]!) / Math.sqrt(runs),
            seedDf: 5 + places.length,
          }),
        };
      }),
  }));
}
