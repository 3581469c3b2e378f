import { average } from "../stats/index.js";
import { isSelected, type Selection } from "./selection.js";
import type { TwoAxisBaseline, TwoAxisEvaluation, TwoAxisModel } from "./twoAxes.js";

/** Mean ρ of a group of models, measured from each of the three baselines; percentage points. */
export interface AxisRho {
  readonly group: string;
  readonly models: number;
  /** How many of them the plane is fitted to. */
  readonly fitted: number;
  /** Means over models and shifts. */
  readonly meanPoints: Readonly<Record<TwoAxisBaseline, number>>;
  /** Means over models, shift by shift. */
  readonly byShift: readonly {
    readonly shift: string;
    readonly rhoPoints: Readonly<Record<TwoAxisBaseline, number>>;
  }[];
}

/** The distances of a model from the three baselines, by their names. */
export function rhosOf(model: TwoAxisModel): Readonly<Record<TwoAxisBaseline, number>> {
  const { rhoFromLinePoints: reference, rhoFromWebLinePoints: web, rhoPoints: both } = model;
  return { reference, web, both };
}

/**
 * Mean ρ of groups of models by what it is measured from: a line over the reference's test, a line over the pool's test, or the
 * plane over both.
 * @param evaluations one per shift, of one set of models
 * @param groups name → which models
 * @returns one row per group, in the order given
 * @throws RangeError for a group without models, since a misspelt treatment would otherwise be left out
 */
export function rhoByAxis(
  evaluations: readonly TwoAxisEvaluation[],
  groups: Readonly<Record<string, Selection>>,
): AxisRho[] {
  return Object.entries(groups).map(([group, selection]) => {
    const perShift = evaluations.map(({ shift, models }) => {
      const selected = models.filter(({ of }) => isSelected(of, selection));
      if (selected.length === 0) throw new RangeError(`${group}: no model measured on ${shift}`);
      const rhos = selected.map(rhosOf);
      const meanOf = (from: TwoAxisBaseline) => average(rhos.map((rho) => rho[from]));
      const rhoPoints = { reference: meanOf("reference"), web: meanOf("web"), both: meanOf("both") };
      return { shift, rhoPoints, selected };
    });
    const meanOf = (from: TwoAxisBaseline) => average(perShift.map(({ rhoPoints }) => rhoPoints[from]));
    const first = perShift[0]!.selected;
    return {
      group,
      models: first.length,
      fitted: first.filter(({ isFitted }) => isFitted).length,
      meanPoints: { reference: meanOf("reference"), web: meanOf("web"), both: meanOf("both") },
      byShift: perShift.map(({ shift, rhoPoints }) => ({ shift, rhoPoints })),
    };
  });
}
