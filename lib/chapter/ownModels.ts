import { resolve } from "node:path";
import { inPackage } from "../base/files.js";
import {
  countsByTestSet,
  type EvaluatedCount,
  evaluationCautions,
} from "../evaluation/run/evaluatedCounts.js";
import type { EvaluationRecord } from "../evaluation/run/record.js";
import { readEvaluations } from "../evaluation/run/store.js";
import { drawShift } from "../figures/shiftPlane.js";
import { displayFigure, displayMarkdown, displayTable } from "../notebook/index.js";
import {
  againstTrainingSet,
  countFormats,
  countRows,
  placedCautions,
  placedFormats,
  placedRows,
  trainingSetFormats,
  trainingSetRows,
} from "../report/ownTables.js";
import type { OwnModel } from "../robustness/placeModel.js";
import { ownPlanes, type PlacedModel, rhoByTrainingSet } from "../robustness/placeModels.js";

// What the chapter on a reader's own models shows, one call each.

/** A model with the records of its evaluations. */
export interface OwnEvaluation extends OwnModel {
  readonly counts: ReadonlyMap<string, EvaluatedCount>;
  readonly records: readonly EvaluationRecord[];
}

/**
 * Reads a folder of records.
 * @param folder relative to the package
 * @throws InputError like `readEvaluations`
 */
export async function loadRecords(folder: string): Promise<OwnEvaluation[]> {
  const models = await readEvaluations(resolve(inPackage(), folder));
  return models.map(({ model, records }) => ({ model, records, counts: countsByTestSet(records) }));
}

/** Shows counts and accuracies with their intervals. @throws Error outside a notebook */
export async function showCounts(models: readonly OwnModel[], caption: string): Promise<void> {
  await displayTable(countRows(models), { caption, formats: countFormats });
}

/** Shows one plane per pair of axes with the models in it. @throws Error outside a notebook */
export async function showPlanes(placed: readonly PlacedModel[]): Promise<void> {
  for (const evaluation of ownPlanes(placed)) {
    const own = evaluation.models.filter(({ point }) => point.published.regime === "own");
    await displayFigure(
      drawShift(evaluation, {
        drops: ["own"],
        title: `${evaluation.shift}: ${own.map(({ point }) => point.model).join(", ")}`,
        from: Math.min(0.2, ...own.map(({ point }) => point.x)),
      }),
    );
  }
}

/** Shows expectation, accuracy and ρ of every model on every shift. @throws Error outside a notebook */
export async function showPlacements(placed: readonly PlacedModel[], caption: string): Promise<void> {
  if (placed.every(({ placements }) => placements.length === 0))
    return displayMarkdown("None of the models has accuracies on published test sets and their x axis.");
  await displayTable(placedRows(placed), { caption, formats: placedFormats });
}

/**
 * Says how a model stands beside the published ones with its training data, and shows all kinds of training data on one
 * shift.
 * @param shift name of the shift in the table
 * @throws Error outside a notebook
 */
export async function showTrainingData(
  placed: PlacedModel,
  { trainedOn, shift }: { readonly trainedOn: string; readonly shift: string },
): Promise<void> {
  await displayMarkdown(list(againstTrainingSet(placed, trainedOn, rhoByTrainingSet)));
  const placement = placed.placements.find((one) => one.shift === shift);
  if (placement)
    await displayTable(trainingSetRows(rhoByTrainingSet(placement), trainedOn), {
      caption: `ρ on ${placement.evaluation.shift} by training data, published models, percentage points`,
      formats: trainingSetFormats,
    });
}

/** Lists what to be careful about in these very numbers. @throws Error outside a notebook */
export async function showCautions(
  placed: readonly PlacedModel[],
  evaluated: readonly OwnEvaluation[],
): Promise<void> {
  const found = [
    ...placedCautions(placed),
    ...evaluated.flatMap(({ records }) => evaluationCautions(records)),
  ];
  await displayMarkdown(found.length === 0 ? "Nothing was found." : list(found));
}

const list = (sentences: readonly string[]) => sentences.map((one) => `- ${one}.`).join("\n");
