import { signedPoints } from "../base/signedPoints.js";
import { regimeTitles } from "../published/regimeTitles.js";
import { testSets } from "../published/testsets/dictionary.js";
import { pictogramTestSets } from "../published/testsets/pictograms.js";
import type { MiniaturePoint } from "../robustness/miniature.js";
import type { RegimeRank } from "../robustness/placeModel.js";
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
        "test set": titleOf(set),
        correct,
        images: total,
        accuracy: correct / total,
        "95% interval": `${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)}%`,
      };
    }),
  );
}

/** Formats of the columns of `placedRows`. */
export const placedFormats = {
  "in distribution": "percent",
  expected: "percent",
  measured: "percent",
} as const;

/** Columns with the share of published models below: those trained on ImageNet alone, and zero-shot CLIP. */
const ranked = { "above baseline models": "standard", "above CLIPs": "clip-zero-shot" } as const;

function rankText(ranks: readonly RegimeRank[], regime: string): string {
  const rank = ranks.find((one) => one.regime === regime);
  return rank === undefined ? "–" : `${rank.below} of ${rank.models}`;
}

/** One row per model and shift: what an ordinary model would reach, what this one does, and ρ. */
export function placedRows(placed: readonly PlacedModel[]): object[] {
  return placed.flatMap(({ model, placements }) =>
    placements.map(({ x, y, expected, rhoPoints, shift, inDistribution, ranks }) => ({
      model,
      shift: testSets.get(shift)!.title,
      "x axis": inDistribution === "imagenet" ? "all classes" : "its classes",
      "in distribution": x.correct / x.total,
      expected,
      measured: y.correct / y.total,
      "ρ, points": pointsText(rhoPoints).replace(" points", ""),
      ...Object.fromEntries(
        Object.entries(ranked).map(([title, regime]) => [title, rankText(ranks, regimeTitles[regime])]),
      ),
    })),
  );
}

/** Rows of `rhoByTrainingSet`, the row of a model's own training data marked. */
export function trainingSetRows(rows: readonly TrainingDataSummary[], trainedOn: string): object[] {
  return rows.map(({ regime, trainingData, models, meanPoints, lowestPoints, highestPoints }) => ({
    "trained on": `${trainingData}${trainingData === trainedOn ? " (as yours)" : ""}`,
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
  return evaluations.flatMap(({ shift, models }) =>
    models
      .filter(({ point }) => treatments.has(point.of.treatment))
      .map(({ point, predicted, rhoPoints }) => ({
        model: point.of.treatment,
        readout: point.of.readout,
        shift,
        "in distribution": point.x,
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

function titleOf(set: string): string {
  const published = testSets.get(set)?.title;
  if (published !== undefined) return published;
  if (set === "test") return "Reference test";
  const { title } =
    (pictogramTestSets as Readonly<Record<string, { title: string }>>)[set.replace(/^test:/, "")] ?? {};
  if (title === undefined) return set;
  return set.startsWith("test:") ? `Reference test, classes of “${title}”` : title;
}
