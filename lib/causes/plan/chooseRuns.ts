import type { Selection } from "../../robustness/selection.js";
import type { PlannedRun } from "./experiment.js";

/** Which runs of a grid are meant. What is left out may be anything. */
export interface RunSelection
  extends Pick<Selection, "treatments" | "level" | "budget" | "architecture" | "seeds"> {
  /** Training steps. */
  readonly steps?: number;
}

/** The planned runs that belong to any of the selections, in the order of the grid. */
export function chooseRuns(runs: readonly PlannedRun[], selections: readonly RunSelection[]): PlannedRun[] {
  return runs.filter((run) =>
    selections.some(
      ({ treatments, level, budget, architecture, seeds, steps }) =>
        (treatments === undefined || treatments.includes(run.treatment)) &&
        (level === undefined || level === run.level) &&
        (budget === undefined || budget === run.budget) &&
        (architecture === undefined || architecture === run.architecture) &&
        (seeds === undefined || seeds.includes(run.spec.seed)) &&
        (steps === undefined || steps === run.spec.budget.steps),
    ),
  );
}

/**
 * The treatments of a grid that begin alike, as groups for figures and tables.
 * @param prefix e.g. `family: `; the rest of a treatment's name is the name of its group
 */
export function groupsNamed(runs: readonly PlannedRun[], prefix: string): Record<string, Selection> {
  const treatments = [...new Set(runs.map(({ treatment }) => treatment))];
  return Object.fromEntries(
    treatments
      .filter((treatment) => treatment.startsWith(prefix))
      .map((treatment) => [treatment.slice(prefix.length), { treatments: [treatment] }]),
  );
}
