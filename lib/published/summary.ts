import { op, table } from "arquero";
import type { Interval } from "../stats/index.js";

/** The distribution of ρ over the models of one group. */
export interface GroupSummary {
  readonly group: string;
  readonly models: number;
  /** Mean ρ in percentage points. */
  readonly meanPoints: number;
  /** Standard deviation over models (n − 1), in percentage points; NaN for a single model. */
  readonly sdPoints: number;
  readonly lowestPoints: number;
  readonly highestPoints: number;
}

/**
 * Mean, standard deviation and range of ρ for each group, in order of first occurrence. This describes the given models
 * and is not an interval; for intervals, use `RobustnessFit.rho`.
 * @param estimates one per model
 * @param groupOf the group of a model, e.g. its regime
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

/** Drops undefined fields: arquero returns undefined as the standard deviation of a single value. */
function withoutUndefined(row: object): object {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
}
