import type { PlannedRun } from "../causes/plan/experiment.js";
import { type LiveCheck, liveTolerancePoints } from "../training/sweep/live.js";
import { specHash } from "../training/train/spec.js";

/** Formats of the columns of `liveRows`, for `displayTable`. */
export const liveFormats = {
  "recorded accuracy": "percent",
  "trained now": "percent",
  difference: "points",
  seconds: "integer",
} as const;

/**
 * A row a check for `displayTable`, named by the treatment its run stands for; `difference` in percentage points.
 * @param runs the planned runs the specs were taken from
 * @param level heading of a column for the amount of the treatment, e.g. `icons`; without one there is no such column
 */
export function liveRows(
  checks: readonly LiveCheck[],
  runs: readonly PlannedRun[],
  { level }: { readonly level?: string } = {},
): object[] {
  const planned = new Map(runs.map((run) => [specHash(run.spec), run]));
  return checks.map(({ hash, readout, recorded, live, differencePoints, seconds, agrees }) => ({
    treatment: planned.get(hash)?.treatment ?? hash,
    ...(level !== undefined && { [level]: planned.get(hash)?.level ?? null }),
    readout,
    "recorded accuracy": recorded ?? null,
    "trained now": live,
    difference: differencePoints ?? null,
    seconds,
    agrees: agrees === undefined ? "no record" : agrees ? "yes" : "no",
  }));
}

/**
 * Ends a notebook that contradicts its records.
 * @throws Error naming the runs that were trained now and are not within `liveTolerancePoints` of their records
 */
export function requireAgreement(checks: readonly LiveCheck[]): void {
  const wrong = checks.filter(({ agrees }) => agrees === false);
  if (wrong.length === 0) return;
  const listed = wrong.map(
    ({ hash, readout, differencePoints }) => `${hash} ${readout} by ${differencePoints!.toFixed(1)}`,
  );
  throw new Error(
    `runs trained now differ from their records by more than ${liveTolerancePoints} points: ${listed.join(", ")}`,
  );
}
