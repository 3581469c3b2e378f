import type { PlannedRun } from "../causes/plan/experiment.js";
import type { Selection } from "../robustness/selection.js";

/** One group per treatment, each under the name of its treatment. */
export function eachTreatment(treatments: readonly string[]): Record<string, Selection> {
  return Object.fromEntries(treatments.map((name) => [name, { treatments: [name] }]));
}

/** The planned runs of these treatments with one seed, in the order of the plan. */
export function runsWithSeed(
  { runs }: { readonly runs: readonly PlannedRun[] },
  treatments: readonly string[],
  seed: number,
): PlannedRun[] {
  return runs.filter(({ treatment, spec }) => treatments.includes(treatment) && spec.seed === seed);
}
