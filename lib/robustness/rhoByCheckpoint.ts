import { groupedBy } from "../base/grouped.js";
import type { MiniatureModel, MiniaturePoint } from "./miniature.js";
import { type LevelRow, levelRows } from "./rhoByLevel.js";
import { rhoByModel } from "./seedScatter.js";
import { isSelected, type Selection } from "./selection.js";
import type { ShiftEvaluation } from "./shift.js";

/** Selects runs that were evaluated during training, at any step. */
export type CheckpointSelection = Omit<Selection, "trained">;

/**
 * ρ during the training of runs with intermediate evaluations (`evaluateAt` of a spec), averaged over the shifts. The
 * level of a row is the completed share of the training: 0 is the start, 1 the end.
 * @param evaluations the shifts to average over
 * @returns sorted by treatment, architecture, share
 */
export function rhoByCheckpoint(
  evaluations: readonly ShiftEvaluation<MiniaturePoint>[],
  selection: CheckpointSelection = {},
): LevelRow[] {
  const models = rhoByModel(evaluations).filter(({ of }) => isCheckpoint(of, selection));
  return levelRows(models, ({ trained }) => trained);
}

/** Names of each run's models in the order of training, as paths for `drawTreatments`. */
export function checkpointPaths(
  models: readonly MiniatureModel[],
  selection: CheckpointSelection = {},
): string[][] {
  const selected = models.filter((model) => isCheckpoint(model, selection));
  return groupedBy(selected, ({ hash }) => hash).map((run) =>
    run.sort((a, b) => a.trained - b.trained).map(({ model }) => model),
  );
}

function isCheckpoint(model: MiniatureModel, selection: CheckpointSelection): boolean {
  return isSelected(model, { ...selection, trained: model.trained });
}
