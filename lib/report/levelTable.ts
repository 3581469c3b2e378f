import { InputError } from "../base/errors.js";
import type { LevelRow } from "../robustness/rhoByLevel.js";

/** Formats of the columns of `rhoAtLevelRows`, for `displayTable`. */
export const levelFormats = { "in distribution": "percent", "mean ρ": "points" } as const;

/**
 * Rows for `displayTable`, one per treatment and level: in-distribution accuracy as a fraction, mean ρ in percentage
 * points.
 * @param level heading of the column for the level, e.g. `icons a class`
 */
export function rhoAtLevelRows(
  rows: readonly LevelRow[],
  { level: heading }: { readonly level: string },
): Record<string, string | number>[] {
  return rows.map(({ treatment, level, inDistribution, rhoPoints }) => ({
    treatment,
    [heading]: level,
    "in distribution": inDistribution,
    "mean ρ": rhoPoints,
  }));
}

/**
 * Where mean ρ starts, ends and is highest on the way through a training, as a Markdown sentence.
 * @param path rows of one treatment, see `rhoByCheckpoint`; a level is the completed share of the training
 * @throws InputError if there is no row, or rows of several treatments
 */
export function pathInWords(path: readonly LevelRow[]): string {
  const treatments = new Set(path.map(({ treatment }) => treatment));
  if (treatments.size !== 1)
    throw new InputError(`path of a training: ${treatments.size} treatments, expected rows of exactly 1`);
  const inOrder = path.toSorted((a, b) => a.level - b.level);
  const peak = inOrder.reduce((best, row) => (row.rhoPoints > best.rhoPoints ? row : best));
  const at = ({ rhoPoints }: LevelRow) => `**${rhoPoints.toFixed(1)}**`;
  return (
    `Mean ρ is ${at(inOrder[0]!)} at the start and ${at(inOrder.at(-1)!)} at the end. It is highest, ${at(peak)}, ` +
    `after ${(100 * peak.level).toFixed(0)}% of the steps.`
  );
}
