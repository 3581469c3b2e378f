import { groupedBy } from "../base/grouped.js";
import { average } from "../stats/index.js";
import type { MiniaturePoint } from "./miniature.js";
import { rhoByModel } from "./seedScatter.js";
import { isSelected, type Selection } from "./selection.js";
import type { ShiftEvaluation } from "./shift.js";

/** Mean ρ of the models of one treatment, shift by shift. */
export interface TreatmentRhos {
  readonly treatment: string;
  readonly level?: number;
  readonly models: number;
  /** Mean plain in-distribution accuracy over all classes, a fraction. */
  readonly inDistribution: number;
  /** ρ in percentage points, in the order of the shifts. */
  readonly byShift: readonly { readonly shift: string; readonly rhoPoints: number }[];
  /** Mean of ρ over the shifts, percentage points. */
  readonly meanPoints: number;
}

/**
 * ρ of every treatment and level, averaged over seeds and architectures. Shows which treatment helps on which shift.
 * @param evaluations one per shift, of one set of models
 * @returns one row per treatment and level among the selected models, in the order of the models
 */
export function rhoByTreatment(
  evaluations: readonly ShiftEvaluation<MiniaturePoint>[],
  selection: Selection = {},
): TreatmentRhos[] {
  const selected = rhoByModel(evaluations).filter(({ of }) => isSelected(of, selection));
  return groupedBy(selected, ({ of }) => [of.treatment, of.level].join(" | ")).map((group) => {
    const { treatment, level } = group[0]!.of;
    const byShift = evaluations.map(({ shift }, at) => ({
      shift,
      rhoPoints: average(group.map(({ values }) => values[at]!)),
    }));
    const test = group.map(({ of }) => of.counts.get("test")!);
    return {
      treatment,
      ...(level !== undefined && { level }),
      models: group.length,
      inDistribution: average(test.map(({ correct, total }) => correct / total)),
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
