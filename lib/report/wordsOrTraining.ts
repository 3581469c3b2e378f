import { signedPoints } from "../base/signedPoints.js";
import type { JudgedRow } from "../robustness/causeVerdict.js";
import type { TreatmentRhos } from "../robustness/rhoByTreatment.js";
import type { TreatmentContrast } from "../robustness/treatments.js";
import { judgedInWords } from "./conclusion.js";

/** Differences of accuracy below a point are within what two seeds scatter. */
const samePoints = 1;

/**
 * Whether a model lacks words or training, as sentences: what the last lengthening of the training brings in distribution
 * with the captions as they are, what other captions bring after the longest training, and which of the two is more. Then
 * what better captions do to the line under shift.
 * @param rows one per kind of captions and length of training
 * @param usual the treatment whose captions are as they are
 * @param judged other captions against these at equal accuracy
 * @throws RangeError if the usual captions were trained for fewer than two lengths
 */
export function wordsOrTrainingInWords(
  rows: readonly Pick<TreatmentRhos, "treatment" | "budget" | "inDistribution">[],
  usual: string,
  judged: readonly JudgedRow<TreatmentContrast>[],
): string {
  const budgets = [
    ...new Set(rows.flatMap(({ treatment, budget }) => (treatment === usual ? (budget ?? []) : []))),
  ].sort((a, b) => a - b);
  const [before, longest] = budgets.slice(-2);
  if (before === undefined || longest === undefined)
    throw new RangeError(`${usual}: expected two lengths of training or more, found ${budgets.length}`);
  const accuracyOf = (treatment: string, budget: number) =>
    rows.find((row) => row.treatment === treatment && row.budget === budget)?.inDistribution;
  const percent = accuracyOf(usual, longest)!;
  const byTraining = 100 * (percent - accuracyOf(usual, before)!);
  const byWords = [...new Set(rows.map(({ treatment }) => treatment))].flatMap((treatment) => {
    const accuracy = treatment === usual ? undefined : accuracyOf(treatment, longest);
    return accuracy === undefined ? [] : [{ treatment, points: 100 * (accuracy - percent) }];
  });
  const steps = (count: number) => count.toLocaleString("en-US");
  const most = Math.max(0, ...byWords.map(({ points }) => points));
  const more =
    Math.max(byTraining, most) < samePoints
      ? "Neither longer training nor better captions bring a point any more."
      : Math.abs(byTraining - most) < samePoints
        ? "Longer training and better captions bring about as much."
        : byTraining > most
          ? "It lacks training more than words."
          : "It lacks words more than training.";
  return [
    `From ${steps(before)} to ${steps(longest)} steps, accuracy in distribution changes by ${signedPoints(byTraining)} points with captions ${usual}.`,
    ...byWords.map(
      ({ treatment, points }) =>
        `After ${steps(longest)} steps, captions “${treatment}” change it by ${signedPoints(points)} points.`,
    ),
    `**${more}**`,
    ...judged.map((row) => `\n- At equal accuracy, ${row.comparison}: Δρ = ${judgedInWords(row)}`),
  ]
    .join(" ")
    .replaceAll(" \n", "\n");
}
