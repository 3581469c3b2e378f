import { op, table } from "arquero";
import type { Interval } from "../stats/index.js";

/** How ρ is spread over the models of one group. */
export interface GroupSummary {
  readonly group: string;
  readonly models: number;
  /** Mean ρ in percentage points. */
  readonly meanPoints: number;
  /** Standard deviation over models (n − 1); NaN for one model. */
  readonly sdPoints: number;
  readonly lowestPoints: number;
  readonly highestPoints: number;
}

/**
 * Mean, spread and range of ρ by group, in the order in which groups first occur. A description of these
 * models, not an interval: for that take `RobustnessFit.rho`.
 * @param estimates one a model
 * @param groupOf e.g. its regime
 */
export function summariseRho<E extends { readonly rhoPoints: Pick<Interval, "value"> }>(
  estimates: readonly E[],
  groupOf: (estimate: E) => string,
): GroupSummary[] {
  return table({ group: estimates.map(groupOf), rho: estimates.map(({ rhoPoints }) => rhoPoints.value) })
    .groupby("group")
    .rollup({
      models: op.count(),
      meanPoints: op.mean("rho"),
      sdPoints: op.stdev("rho"),
      lowestPoints: op.min("rho"),
      highestPoints: op.max("rho"),
    })
    .objects()
    .map((row) => ({ sdPoints: Number.NaN, ...withoutUndefined(row) }) as GroupSummary);
}

/** arquero leaves the deviation of a single value undefined. */
function withoutUndefined(row: object): object {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
}
