import { groupedBy } from "../base/grouped.js";
import { average } from "../stats/index.js";
import { type MiniaturePoint, meanAccuracyOf } from "./miniature.js";
import { rhoByModel } from "./seedScatter.js";
import { isSelected, type Selection } from "./selection.js";
import type { ShiftEvaluation } from "./shift.js";

/** Mean ρ of the models of one treatment, shift by shift. */
export interface TreatmentRhos {
  readonly treatment: string;
  readonly level?: number;
  /** Steps of training, if the treatment has several budgets. */
  readonly budget?: number;
  readonly models: number;
  /** Mean in-distribution accuracy, all classes alike: a fraction. */
  readonly inDistribution: number;
  /** ρ in percentage points, in the order of the shifts. */
  readonly byShift: readonly { readonly shift: string; readonly rhoPoints: number }[];
  /** Mean of ρ over the shifts, percentage points. */
  readonly meanPoints: number;
}

/**
 * ρ of every treatment, level and budget, averaged over seeds and architectures. Shows which treatment helps on which shift.
 * @param evaluations one per shift, of one set of models
 * @returns one row per treatment, level and budget among the selected models, in the order of the models
 */
export function rhoByTreatment(
  evaluations: readonly ShiftEvaluation<MiniaturePoint>[],
  selection: Selection = {},
): TreatmentRhos[] {
  const selected = rhoByModel(evaluations).filter(({ of }) => isSelected(of, selection));
  return groupedBy(selected, ({ of }) => [of.treatment, of.level, of.budget].join(" | ")).map((group) => {
    const { treatment, level, budget } = group[0]!.of;
    const byShift = evaluations.map(({ shift }, at) => ({
      shift,
      rhoPoints: average(group.map(({ values }) => values[at]!)),
    }));
    return {
      treatment,
      ...(level !== undefined && { level }),
      ...(budget !== undefined && { budget }),
      models: group.length,
      inDistribution: meanAccuracyOf(group.map(({ of }) => of)),
      byShift,
      meanPoints: average(byShift.map(({ rhoPoints }) => rhoPoints)),
    };
  });
}

/** The rows from the lowest level to the highest; those without a level come first. */
export function byLevel(rows: readonly TreatmentRhos[]): TreatmentRhos[] {
  const levelOf = ({ level }: TreatmentRhos) => level ?? Number.NEGATIVE_INFINITY;
  return rows.toSorted((a, b) => (levelOf(a) === levelOf(b) ? 0 : levelOf(a) - levelOf(b)));
}
