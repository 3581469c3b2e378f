import { InputError } from "../base/errors.js";
import { Random } from "../base/random.js";
import type { RunRecord, RunResult } from "../record/schema.js";
import {
  balancedAccuracy,
  drawClassWeights,
  estimateFrom,
  type Interval,
  intervalOf,
} from "../stats/index.js";

/** Accuracies of two runs on one test set. */
export interface TestComparison {
  readonly testset: string;
  readonly images: number;
  /** Accuracies of the two runs, all classes alike: fractions. */
  readonly accuracyA: number;
  readonly accuracyB: number;
  /** a − b in percentage points. The 95% interval resamples the classes of the test set, the same for both runs. */
  readonly differencePoints: Interval;
}

/**
 * Compares the accuracies of two runs at the end of training on each test set, in the order of the first run's
 * results. If their in-distribution accuracies are equal, a difference under shift is a difference of ρ for any
 * baseline. The intervals are about these two runs and do not include variation over seeds.
 * @throws InputError naming the test set and readout that the second run lacks
 */
export function compareOnTests(
  a: Pick<RunRecord, "results" | "steps">,
  b: Pick<RunRecord, "results" | "steps">,
  { draws = 1000, seed = 1 }: { readonly draws?: number; readonly seed?: number } = {},
): TestComparison[] {
  const last = ({ results, steps }: typeof a) => results.filter(({ step }) => step === steps);
  const others = new Map(last(b).map((result) => [keyOf(result), result]));
  return last(a).map((first) => {
    const second = others.get(keyOf(first));
    if (!second)
      throw new InputError(
        `second run: no ${keyOf(first)} among its results, expected what the first run has`,
      );
    const random = new Random(seed).stream(first.testset);
    const weights = drawClassWeights(first.totalByClass.length, draws, random);
    const differences = Float64Array.from(
      weights,
      (drawn) => 100 * (balancedAccuracy(first, drawn) - balancedAccuracy(second, drawn)),
    );
    const [accuracyA, accuracyB] = [balancedAccuracy(first), balancedAccuracy(second)];
    const estimate = estimateFrom(100 * (accuracyA - accuracyB), differences, 0.95);
    return {
      testset: first.testset,
      images: first.total,
      accuracyA,
      accuracyB,
      differencePoints: intervalOf(estimate),
    };
  });
}

function keyOf({ readout, testset }: RunResult): string {
  return `${readout} on ${testset}`;
}
