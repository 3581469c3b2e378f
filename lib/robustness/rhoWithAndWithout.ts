import { average } from "../stats/index.js";
import type { MiniaturePoint } from "./miniature.js";
import { isSelected, type Selection } from "./selection.js";
import type { ShiftEvaluation } from "./shift.js";

/** ρ at one level of a treatment, for runs with and without a property. */
export interface WithAndWithoutRow {
  readonly level: number;
  readonly runsWith: number;
  readonly runsWithout: number;
  /** Means in percentage points; undefined if there is no run. */
  readonly rhoWith: number | undefined;
  readonly rhoWithout: number | undefined;
}

/**
 * Splits the runs of a treatment by a property that the grid did not control, such as a set they happened to draw.
 * The two groups may therefore differ in other ways too.
 * @param having hashes of the runs with the property
 * @returns one row per level, lowest first
 */
export function rhoWithAndWithout(
  { models }: Pick<ShiftEvaluation<MiniaturePoint>, "models">,
  having: ReadonlySet<string>,
  selection: Selection = {},
): WithAndWithoutRow[] {
  const chosen = models.filter(({ point: { of } }) => of.level !== undefined && isSelected(of, selection));
  const levels = [...new Set(chosen.map(({ point }) => point.of.level!))].sort((a, b) => a - b);
  return levels.map((level) => {
    const [inside, outside] = [true, false].map((has) =>
      chosen
        .filter(({ point: { of } }) => of.level === level && having.has(of.hash) === has)
        .map(({ rhoPoints }) => rhoPoints.value),
    ) as [number[], number[]];
    return {
      level,
      runsWith: inside.length,
      runsWithout: outside.length,
      rhoWith: mean(inside),
      rhoWithout: mean(outside),
    };
  });
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : average(values);
}
