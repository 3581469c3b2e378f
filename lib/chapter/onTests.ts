import { displayMarkdown, displayTable } from "../notebook/index.js";
import {
  testComparisonFormats,
  testComparisonInWords,
  testComparisonRows,
} from "../report/testComparison.js";
import { compareOnTests } from "../robustness/compareOnTests.js";
import { runLive } from "../training/sweep/live.js";
import type { RunSpec } from "../training/train/spec.js";

/**
 * Trains two networks now and shows their bare accuracies on every test set they are read out on, the differences, and
 * the mean difference by kind of test set.
 * @param a name and recipe of the first network; differences are first − second
 * @throws InputError as `compareOnTests`; Error outside a notebook or if a run fails
 */
export async function showOnTests(
  a: readonly [name: string, spec: RunSpec],
  b: readonly [name: string, spec: RunSpec],
  { caption, ...settings }: { readonly caption: string; readonly draws: number; readonly seed: number },
): Promise<void> {
  const [first, second] = await runLive([a[1], b[1]]);
  const names = [a[0], b[0]] as const;
  const compared = compareOnTests(first!, second!, settings);
  await displayTable(testComparisonRows(compared, names), { caption, formats: testComparisonFormats(names) });
  await displayMarkdown(testComparisonInWords(compared, names));
}
