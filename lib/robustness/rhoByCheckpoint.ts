import { groupedBy } from "../base/grouped.js";
import type { MiniatureModel, MiniaturePoint } from "./miniature.js";
import { type LevelRow, levelRows } from "./rhoByLevel.js";
import { rhoByModel } from "./seedScatter.js";
import { isSelected, type Selection } from "./selection.js";
import type { ShiftEvaluation } from "./shift.js";

/** Runs that were read out on the way, at any moment of their training. */
export type CheckpointSelection = Omit<Selection, "trained">;

/**
 * ρ along the training of runs that were read out on the way (`evaluateAt` of a spec), averaged over the shifts. The
 * level of a row is the share of the training that was done: 0 is what the run started from, 1 its end.
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

/** The models of each run in the order of its training, by name: paths for `drawTreatments`. */
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
