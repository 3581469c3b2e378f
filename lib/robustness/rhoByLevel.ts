import { groupedBy } from "../base/grouped.js";
import { average } from "../stats/index.js";
import { type MiniatureModel, type MiniaturePoint, meanAccuracyOf } from "./miniature.js";
import { type ModelRhos, rhoByModel } from "./seedScatter.js";
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
  /** Mean in-distribution accuracy, all classes alike: a fraction. */
  readonly inDistribution: number;
}

/**
 * ρ by the amount of a treatment: training icons, shares, sets, examples per class.
 * @param evaluations the shifts to average over
 * @returns sorted by treatment, architecture, level
 */
export function rhoByLevel(
  evaluations: readonly ShiftEvaluation<MiniaturePoint>[],
  selection: Selection = {},
): LevelRow[] {
  const models = rhoByModel(evaluations).filter(
    ({ of }) => of.level !== undefined && isSelected(of, selection),
  );
  return levelRows(models, ({ level }) => level!);
}

/**
 * One row for each treatment, architecture and level.
 * @returns sorted by treatment, architecture, level
 */
export function levelRows(
  models: readonly ModelRhos[],
  levelOf: (model: MiniatureModel) => number,
): LevelRow[] {
  const keyOf = ({ of }: ModelRhos) => [of.treatment, of.architecture, levelOf(of).toFixed(3)].join(" | ");
  const rows = groupedBy(models, keyOf).map((group): LevelRow => {
    const { treatment, architecture } = group[0]!.of;
    const runs = group.map(({ values }) => average(values));
    return {
      treatment,
      architecture,
      level: levelOf(group[0]!.of),
      rhoPoints: average(runs),
      runs,
      inDistribution: meanAccuracyOf(group.map(({ of }) => of)),
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
 * Names of a treatment's models from its highest level to its lowest, one list per architecture, budget and seed, as paths
 * for `drawTreatments`.
 * @param seed only runs of this seed, default all
 */
export function pathsByLevel(
  models: readonly MiniatureModel[],
  selection: Selection = {},
  seed?: number,
): string[][] {
  const selected = models.filter(
    (model) =>
      model.level !== undefined &&
      isSelected(model, selection) &&
      (seed === undefined || model.seed === seed),
  );
  return groupedBy(selected, ({ treatment, architecture, budget, seed, readout }) =>
    [treatment, architecture, budget, seed, readout].join(" | "),
  ).map((path) => path.sort((a, b) => b.level! - a.level!).map(({ model }) => model));
}
