import { average } from "../stats/average.js";
import type { LevelRow } from "./levels.js";
import type { MiniatureModel, MiniaturePoint } from "./miniature.js";
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
  const groups = new Map<string, { of: MiniatureModel; values: readonly number[] }[]>();
  for (const model of rhoByModel(evaluations).filter(({ of }) => isCheckpoint(of, selection))) {
    const { treatment, architecture, trained } = model.of;
    const key = [treatment, architecture, trained.toFixed(3)].join(" | ");
    groups.set(key, [...(groups.get(key) ?? []), model]);
  }
  const rows = [...groups.values()].map((group): LevelRow => {
    const { treatment, architecture, trained } = group[0]!.of;
    const runs = group.map(({ values }) => average(values));
    const tests = group.map(({ of }) => of.counts.get("test")!);
    return {
      treatment,
      architecture,
      level: trained,
      rhoPoints: average(runs),
      runs,
      inDistribution: average(tests.map(({ correct, total }) => correct / total)),
    };
  });
  return rows.sort(
    (a, b) =>
      a.treatment.localeCompare(b.treatment) ||
      a.architecture.localeCompare(b.architecture) ||
      a.level - b.level,
  );
}

/** The models of each run in the order of its training, by name: paths for `drawTreatments`. */
export function checkpointPaths(
  models: readonly MiniatureModel[],
  selection: CheckpointSelection = {},
): string[][] {
  const runs = new Map<string, MiniatureModel[]>();
  for (const model of models.filter((one) => isCheckpoint(one, selection)))
    runs.set(model.hash, [...(runs.get(model.hash) ?? []), model]);
  return [...runs.values()].map((run) => run.sort((a, b) => a.trained - b.trained).map(({ model }) => model));
}

function isCheckpoint(model: MiniatureModel, selection: CheckpointSelection): boolean {
  return isSelected(model, { ...selection, trained: model.trained });
}
