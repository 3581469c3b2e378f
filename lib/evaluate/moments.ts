import type { LevelRow } from "./levels.js";
import type { MiniaturePoint } from "./miniature.js";
import { type ModelRhos, rhoByModel } from "./seedScatter.js";
import { isSelected, type Selection } from "./selection.js";
import type { ShiftEvaluation } from "./shift.js";

type Evaluations = readonly ShiftEvaluation<MiniaturePoint>[];

/** ρ of the runs of one treatment at one moment of their training; the level is the share trained, in per cent. */
export interface MomentRow extends LevelRow {
  /** Mean ρ over the runs on each shift, in the order of the evaluations, percentage points. */
  readonly byShift: readonly number[];
}

/**
 * ρ along training: at each moment a treatment's models were read out, from before the first step to the end
 * (Andreassen et al. 2021, for fine-tuning).
 * @param evaluations the shifts to average over
 * @param selection which models, whatever their moment
 * @returns sorted by treatment, architecture, moment
 */
export function rhoByMoment(
  evaluations: Evaluations,
  selection: Omit<Selection, "trained"> = {},
): MomentRow[] {
  const groups = new Map<string, ModelRhos[]>();
  for (const model of selectedMoments(evaluations, selection)) {
    const { treatment, architecture, trained } = model.of;
    const key = [treatment, architecture, trained].join(" | ");
    groups.set(key, [...(groups.get(key) ?? []), model]);
  }
  const rows = [...groups.values()].map((group): MomentRow => {
    const { treatment, architecture, trained } = group[0]!.of;
    const runs = group.map(({ values }) => average(values));
    const test = group.map(({ of }) => of.counts.get("test")!);
    return {
      treatment,
      architecture,
      level: Math.round(100 * trained),
      rhoPoints: average(runs),
      runs,
      byShift: evaluations.map((_, at) => average(group.map(({ values }) => values[at]!))),
      inDistribution: average(test.map(({ correct, total }) => correct / total)),
    };
  });
  return rows.sort(
    (a, b) =>
      a.treatment.localeCompare(b.treatment) ||
      a.architecture.localeCompare(b.architecture) ||
      a.level - b.level,
  );
}

/** Names of each run's models from its first moment to its last, for the arrows of a plane. */
export function trainingPaths(
  evaluations: Evaluations,
  selection: Omit<Selection, "trained"> = {},
): string[][] {
  const runs = new Map<string, ModelRhos[]>();
  for (const model of selectedMoments(evaluations, selection))
    runs.set(model.of.hash, [...(runs.get(model.of.hash) ?? []), model]);
  return [...runs.values()].map((moments) =>
    moments.sort((a, b) => a.of.trained - b.of.trained).map(({ of }) => of.model),
  );
}

function selectedMoments(evaluations: Evaluations, selection: Omit<Selection, "trained">): ModelRhos[] {
  return rhoByModel(evaluations).filter(({ of }) => isSelected(of, { ...selection, trained: of.trained }));
}

function average(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}
