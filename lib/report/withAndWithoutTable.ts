import type { WithAndWithoutRow } from "../robustness/rhoWithAndWithout.js";

/**
 * One row per level: runs and mean ρ, in percentage points, of those that have something and of those that have not.
 * @param level what the level is, the heading of the first column, e.g. `sets`
 */
export function withAndWithoutRows(rows: readonly WithAndWithoutRow[], level: string): object[] {
  return rows.map((row) => ({
    [level]: row.level,
    "runs with": row.runsWith,
    "ρ with": row.rhoWith,
    "runs without": row.runsWithout,
    "ρ without": row.rhoWithout,
  }));
}
