import { signedPoints } from "../base/signedPoints.js";
import { testSets } from "../published/testsets/dictionary.js";
import type { MiniaturePoint } from "../robustness/miniature.js";
import type { PlacedModel, TrainingDataSummary } from "../robustness/placeModels.js";
import type { ShiftEvaluation } from "../robustness/shift.js";
import { type Count, clopperPearson } from "../stats/index.js";
import { placementCautions } from "./placementText.js";
import { pointsText } from "./pointsText.js";

// Rows of tables about a reader's own models.

/** Formats of the columns of `countRows`. */
export const countFormats = { correct: "integer", images: "integer", accuracy: "percent" } as const;

/** One row per model and test set: the count, the accuracy as a fraction, and its exact 95% interval as text. */
export function countRows(
  models: readonly { readonly model: string; readonly counts: ReadonlyMap<string, Count> }[],
): object[] {
  return models.flatMap(({ model, counts }) =>
    [...counts].map(([set, { correct, total }]) => {
      const { low, high } = clopperPearson({ correct, total });
      return {
        model,
        "test set": testSets.get(set)?.title ?? set,
        correct,
        images: total,
        accuracy: correct / total,
        "95% interval": `${percent(low)} to ${percent(high)}`,
      };
    }),
  );
}

/** Formats of the columns of `placedRows`. */
export const placedFormats = { "x axis": "percent", expected: "percent", measured: "percent" } as const;

/** One row per model and shift: what an ordinary model would reach, what this one does, and ρ. */
export function placedRows(placed: readonly PlacedModel[]): object[] {
  return placed.flatMap(({ model, placements }) =>
    placements.map(({ x, y, expected, rhoPoints, shift, inDistribution, ranks }) => ({
      model,
      shift: testSets.get(shift)!.title,
      axis: testSets.get(inDistribution)!.title,
      "x axis": x.correct / x.total,
      expected,
      measured: y.correct / y.total,
      "ρ, points": pointsText(rhoPoints).replace(" points", ""),
      "published models below": ranks
        .slice(0, 3)
        .map(({ regime, models, below }) => `${below} of ${models} (${regime})`)
        .join("; "),
    })),
  );
}

/** Rows of `rhoByTrainingSet`, the row of a model's own training data marked. */
export function trainingSetRows(rows: readonly TrainingDataSummary[], trainedOn: string): object[] {
  return rows.map(({ regime, trainingData, models, meanPoints, lowestPoints, highestPoints }) => ({
    "trained on": `${trainingData === trainedOn ? "→ " : ""}${trainingData}`,
    how: regime,
    models,
    "mean ρ": meanPoints,
    lowest: lowestPoints,
    highest: highestPoints,
  }));
}

/** Formats of the columns of `trainingSetRows`. */
export const trainingSetFormats = { "mean ρ": "points", lowest: "points", highest: "points" } as const;

/**
 * A model beside the published ones with its training data, one sentence: `ImageNetV2: 847 models trained on ImageNet-1k
 * have ρ from −2.9 to +3.1; m has −0.4, among them`.
 */
export function againstTrainingSet(
  { model, placements }: PlacedModel,
  trainedOn: string,
  rowsOf: (placement: PlacedModel["placements"][number]) => readonly TrainingDataSummary[],
): string[] {
  return placements.map((placement) => {
    const { title } = testSets.get(placement.shift)!;
    const { value } = placement.rhoPoints;
    const kinds = rowsOf(placement).filter(({ trainingData }) => trainingData === trainedOn);
    if (kinds.length === 0)
      return `${title}: too few published models were trained on ${trainedOn} to compare ${model} with`;
    const lowest = Math.min(...kinds.map(({ lowestPoints }) => lowestPoints));
    const highest = Math.max(...kinds.map(({ highestPoints }) => highestPoints));
    const count = kinds.reduce((sum, { models }) => sum + models, 0);
    const where = value < lowest ? "below them" : value > highest ? "above them" : "among them";
    return `${title}: ${count} models trained on ${trainedOn} have ρ from ${signedPoints(lowest)} to ${signedPoints(highest)}; ${model} has ${signedPoints(value)}, ${where}`;
  });
}

/** One row per model and shift of the miniature, with the columns of `placedRows`. */
export function placedInMiniatureRows(
  evaluations: readonly Omit<ShiftEvaluation<MiniaturePoint>, "fit">[],
  treatments: ReadonlySet<string>,
): object[] {
  return evaluations.flatMap(({ shift, inDistribution, models }) =>
    models
      .filter(({ point }) => treatments.has(point.of.treatment))
      .map(({ point, predicted, rhoPoints }) => ({
        model: point.of.treatment,
        readout: point.of.readout,
        shift,
        axis: inDistribution,
        "x axis": point.x,
        expected: predicted,
        measured: point.y,
        "ρ, points": pointsText(rhoPoints).replace(" points", ""),
      })),
  );
}

/** What to be careful about, one sentence each. */
export function placedCautions(placed: readonly PlacedModel[]): string[] {
  return placed.flatMap(({ model, placements, apart, reason }) => [
    ...(reason === undefined ? [] : [`${model}: not placed among published models: ${reason}`]),
    ...(apart.length === 0
      ? []
      : [`${model}: nobody published results on ${apart.join(", ")}, so there is no baseline for them here`]),
    ...placements.flatMap((placement) =>
      placementCautions(placement).map(
        (caution) => `${model}, ${testSets.get(placement.shift)!.title}: ${caution}`,
      ),
    ),
  ]);
}

const percent = (fraction: number) => `${(100 * fraction).toFixed(1)}%`;
