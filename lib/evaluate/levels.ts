import { average } from "../stats/average.js";
import type { MiniatureModel, MiniaturePoint } from "./miniature.js";
import { rhoByModel } from "./seedScatter.js";
import { isSelected, type Selection } from "./selection.js";
import type { ShiftEvaluation } from "./shift.js";

/** ρ of the runs of one treatment at one level. */
export interface LevelRow {
  readonly treatment: string;
  readonly architecture: string;
  readonly level: number;
  /** Mean ρ over the runs and shifts, percentage points. */
  readonly rhoPoints: number;
  /** ρ of each run, averaged over the shifts. */
  readonly runs: readonly number[];
  /** Mean in-distribution accuracy over all classes, a fraction. */
  readonly inDistribution: number;
}

/**
 * ρ by the amount of a treatment: training icons, shares, sets, examples a class.
 * @param evaluations the shifts to average over
 * @returns sorted by treatment, architecture, level
 */
export function rhoByLevel(
  evaluations: readonly ShiftEvaluation<MiniaturePoint>[],
  selection: Selection = {},
): LevelRow[] {
  const groups = new Map<string, { of: MiniatureModel; values: readonly number[] }[]>();
  for (const model of rhoByModel(evaluations)) {
    const { treatment, architecture, level } = model.of;
    if (level === undefined || !isSelected(model.of, selection)) continue;
    const key = [treatment, architecture, level].join(" | ");
    groups.set(key, [...(groups.get(key) ?? []), model]);
  }
  const rows = [...groups.values()].map((group): LevelRow => {
    const { treatment, architecture, level } = group[0]!.of;
    const runs = group.map(({ values }) => average(values));
    const test = group.map(({ of }) => of.counts.get("test")!);
    return {
      treatment,
      architecture,
      level: level!,
      rhoPoints: average(runs),
      runs,
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

/**
 * Names of a treatment's models from its highest level to its lowest, one list for each architecture and seed: paths for
 * `drawTreatments`.
 * @param seed only runs of this seed, default all
 */
export function pathsByLevel(
  models: readonly MiniatureModel[],
  selection: Selection = {},
  seed?: number,
): string[][] {
  const paths = new Map<string, MiniatureModel[]>();
  for (const model of models) {
    if (model.level === undefined || !isSelected(model, selection)) continue;
    if (seed !== undefined && model.seed !== seed) continue;
    const key = [model.treatment, model.architecture, model.seed, model.readout].join(" | ");
    paths.set(key, [...(paths.get(key) ?? []), model]);
  }
  return [...paths.values()].map((path) =>
    path.sort((a, b) => b.level! - a.level!).map(({ model }) => model),
  );
}
