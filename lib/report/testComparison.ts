import { signedPoints } from "../base/signedPoints.js";
import { pictogramShifts } from "../published/testsets/pictograms.js";
import type { TestComparison } from "../robustness/compareOnTests.js";
import { average } from "../stats/index.js";

type TestKind = "in distribution" | "natural" | "synthetic";

/** Every test set of Pictograms that is neither the reference test nor a natural shift is computed from the former. */
function kindOf(testset: string): TestKind {
  if (testset === "test") return "in distribution";
  return (pictogramShifts as readonly string[]).includes(testset) ? "natural" : "synthetic";
}

/** Formats of the columns of `testComparisonRows`, for `displayTable`. */
export function testComparisonFormats([a, b]: readonly [a: string, b: string]) {
  return { [a]: "percent", [b]: "percent", difference: "points", low: "points", high: "points" } as const;
}

/**
 * Accuracies of two networks, one row per test set of Pictograms: what kind of test set it is, both accuracies as
 * fractions, and their difference in percentage points with its 95% interval.
 * @param names headings of the networks' columns
 */
export function testComparisonRows(
  compared: readonly TestComparison[],
  [a, b]: readonly [a: string, b: string],
): object[] {
  return compared.map(({ testset, accuracyA, accuracyB, differencePoints: { value, low, high } }) => ({
    "test set": testset,
    kind: kindOf(testset),
    [a]: accuracyA,
    [b]: accuracyB,
    difference: value,
    low,
    high,
  }));
}

/** The mean difference by kind of test set as a Markdown sentence, in percentage points. */
export function testComparisonInWords(
  compared: readonly TestComparison[],
  [a, b]: readonly [a: string, b: string],
): string {
  const meanOf = (kind: TestKind) => {
    const rows = compared.filter(({ testset }) => kindOf(testset) === kind);
    return signedPoints(average(rows.map(({ differencePoints }) => differencePoints.value)));
  };
  return (
    `${a} − ${b}: ${meanOf("in distribution")} points in distribution, ${meanOf("natural")} on average over the ` +
    `natural shifts, **${meanOf("synthetic")}** over the synthetic ones.`
  );
}
