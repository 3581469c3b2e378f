// Gives recompute.py the package's lines, ρ and differences of ρ, and lets it compute them anew from the records.
// Run: node dist/test/longer/recompute.js [records]; needs python3. Exit code 1 if a number differs.

import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { inPackage } from "../../lib/base/files.js";
import { experiments } from "../../lib/causes/grids.js";
import { loadStudy, loadSweep, sweepPath } from "../../lib/causes/load.js";
import { pictogramShifts, pictogramTestSets } from "../../lib/published/testsets/pictograms.js";
import type { MiniatureModel } from "../../lib/robustness/miniature.js";
import { runRecipeOf } from "../../lib/robustness/seedScatter.js";
import { isSelected, type PlannedComparison, type Selection } from "../../lib/robustness/selection.js";

const path = process.argv[2] ?? sweepPath;
const records = await loadSweep(path);
const key = ({ hash, readout, trained }: MiniatureModel) => [hash, readout, trained] as const;

/** Primary comparisons at given points, too. */
function atGivenPoints(planned: readonly PlannedComparison[]): PlannedComparison[] {
  return planned.flatMap(({ equalAccuracy, ...each }) => (equalAccuracy && each.primary ? [each] : []));
}

const studies = (["plain", "balanced"] as const).flatMap((average) =>
  experiments
    .filter(({ comparisons }) => comparisons.length > 0)
    .map(({ name }) => {
      const study = loadStudy(name, records, { average, draws: 40 });
      const select = (selection: Selection) =>
        study.models.filter((model) => isSelected(model, selection)).map(key);
      const deltasOf = (planned: PlannedComparison) => {
        const rows = study.compare(planned);
        const of = (shift: string) => rows.find((row) => row.shift === shift)!.deltaPoints.value;
        const mean = rows.find((row) => row.of === "mean")!.deltaPoints.value;
        return {
          ...Object.fromEntries(pictogramShifts.map((shift) => [shift, of(pictogramTestSets[shift].title)])),
          mean,
        };
      };
      const byShift = <T>(of: (evaluation: (typeof study.evaluations)[number]) => T) =>
        Object.fromEntries(pictogramShifts.map((shift, at) => [shift, of(study.evaluations[at]!)]));
      return {
        average,
        experiment: name,
        baseline: study.models.filter(({ treatment }) => treatment === "baseline").map(key),
        recipes: study.models.map((model) => [key(model), runRecipeOf(model)]),
        lines: byShift(({ baseline: { slope, intercept, r2 } }) => ({ slope, intercept, r2 })),
        rhos: byShift(({ models }) => models.map(({ point, rhoPoints }) => [key(point.of), rhoPoints.value])),
        contrasts: [...study.comparisons, ...atGivenPoints(study.comparisons)].map((planned) => ({
          comparison: planned.comparison,
          a: select(planned.a),
          b: select(planned.b),
          line: planned.line ? select(planned.line) : null,
          equalAccuracy: planned.equalAccuracy === true,
          deltas: deltasOf(planned),
        })),
      };
    }),
);

const { status, error } = spawnSync(
  "python3",
  [inPackage("test", "longer", "recompute.py"), resolve(inPackage(), path)],
  { input: JSON.stringify(studies), stdio: ["pipe", "inherit", "inherit"] },
);
if (error) throw error;
process.exitCode = status ?? 1;
