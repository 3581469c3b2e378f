import normalQuantile from "@stdlib/stats-base-dists-normal-quantile";
import { type Expected, expectGuess, expectNumber } from "../../report/answerInWords.js";
import type { JudgedCause } from "../../robustness/causeVerdict.js";
import { rhoByTreatment, type TreatmentRhos } from "../../robustness/rhoByTreatment.js";
import type { Selection } from "../../robustness/selection.js";
import { smallestPValue } from "../../stats/index.js";
import type { OpenedStudy } from "../miniature.js";

// Exercises on the miniature. What is expected comes from the records, or from the runs that the student trained.

/**
 * A guess about runs of one's own: which is more accurate in distribution, which has the higher mean ρ, or `same`.
 * @param runs what `showOwn` measured; undefined if nothing was trained
 */
export function ofRuns(runs: readonly TreatmentRhos[] | undefined): Expected {
  return expectGuess(runs);
}

/**
 * Mean ρ over the four averaged shifts of one recorded run, in percentage points.
 * @throws RangeError unless the selection finds exactly one run of one treatment
 */
export function rhoOfRun({ shifts }: Pick<OpenedStudy, "shifts">, selection: Selection): Expected {
  const rows = rhoByTreatment(shifts, selection);
  if (rows.length !== 1 || rows[0]!.models !== 1)
    throw new RangeError(`${JSON.stringify(selection)}: expected one run, found ${rows.length}`);
  return expectNumber({ value: rows[0]!.meanPoints, tolerance: 1.5, unit: "percentage points" });
}

const judgedRows = (judged: readonly JudgedCause[]) =>
  judged.flatMap(({ rows }) => rows).filter(({ notJudged }) => notJudged === undefined);

/** Smallest p-value after Holm's correction that a number of bootstrap draws can give over the comparisons judged. */
export function smallestP(judged: readonly JudgedCause[], draws: number): Expected {
  const value = smallestPValue(draws) * judgedRows(judged).length;
  return expectNumber({ value, tolerance: 0.005, unit: "as a p-value" });
}

/**
 * Largest standard error with which a rise of the margin is excluded in 80% of experiments, if there is no effect, in
 * percentage points: margin / (z₀.₉₅ + z₀.₈₀).
 */
export function errorForMargin(marginPoints: number): Expected {
  const value = marginPoints / (normalQuantile(0.95, 0, 1) + normalQuantile(0.8, 0, 1));
  return expectNumber({ value, tolerance: 0.05, unit: "percentage points" });
}

/** Number of false alarms to expect among the comparisons judged, without correction, if nothing had an effect. */
export function falseAlarms(judged: readonly JudgedCause[], alpha: number): Expected {
  return expectNumber({ value: alpha * judgedRows(judged).length, tolerance: 0.1, unit: "false alarms" });
}
