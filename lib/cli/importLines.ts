import { counted } from "../base/counted.js";
import type { ImportedResults } from "../published/import/importResults.js";

/** What was taken and left, one line each. */
export function importLines(results: ImportedResults): string[] {
  const { format, models, taken, left, missing, known, notes } = results;
  const shown = (names: readonly string[]) =>
    names.length > 5 ? `${names.slice(0, 5).join(", ")} … (${names.length})` : names.join(", ");
  return [
    `read as ${format}`,
    `took ${counted(models.length, "model")}, ${known} of them published under that name`,
    ...taken.map(
      ({ testSet, columns, unit, models: count }) =>
        `took ${testSet} of ${counted(count, "model")}, ${unit}, from ${shown(columns)}`,
    ),
    ...[...left].map(([reason, names]) => `left ${shown(names)}: ${reason}`),
    ...(missing > 0 ? [`left ${counted(missing, "empty or missing cell")}`] : []),
    ...notes.map((note) => `note: ${note}`),
  ];
}
