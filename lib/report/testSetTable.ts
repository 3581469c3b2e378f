import { naturalShifts, testSetNamed } from "../published/testsets/dictionary.js";
import { pictogramTestSets } from "../published/testsets/pictograms.js";
import type { ShiftEvaluation } from "../robustness/shift.js";

/**
 * One row per test set: classes, images, what varies against ImageNet, and the paper it comes from.
 * @param names of the test sets, e.g. `naturalShifts`
 * @throws InputError for a test set that is not in the dictionary
 */
export function testSetRows(names: readonly string[]): object[] {
  return names.map((name) => {
    const { title, classes, images, varies, citation } = testSetNamed(name);
    const source = `${citation.authors} ${citation.year}`;
    return { "test set": title, classes, images, "what varies": varies, source };
  });
}

/** The natural shifts of Pictograms, each beside the shift of ImageNet whose part it plays. */
export function pictogramShiftRows(): object[] {
  const originals = naturalShifts.map(testSetNamed);
  return Object.values(pictogramTestSets).map(({ title, varies, plays }) => ({
    shift: title,
    "what varies": varies,
    "part of": plays,
    "there varies": originals.find((set) => set.title === plays)?.varies ?? "",
  }));
}

/** Lowest R² of a baseline at which a shift counts as having a linear relation. Set before the runs (data/sweep/PLAN.md). */
const linearFrom = 0.9;

/** The natural shifts of Pictograms with the line of the ordinary models on each, and whether it is a line at all. */
export function pictogramLineRows(
  evaluations: readonly Pick<ShiftEvaluation, "shift" | "baseline">[],
): object[] {
  const declared = Object.values(pictogramTestSets);
  return evaluations.map(({ shift, baseline: { n, slope, r2 } }) => {
    const { plays, varies } = declared.find(({ title }) => title === shift) ?? { plays: "", varies: "" };
    const relation = r2 >= linearFrom ? "a line" : "no tight line";
    return { shift, plays, varies, models: n, slope, "R²": r2, relation };
  });
}
