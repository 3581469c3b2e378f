import { pictogramShifts } from "../published/testsets/pictograms.js";
import type { RunRecord } from "../record/schema.js";
import type { MeasuredParts } from "./contrastParts.js";
import { compareAtEqualAccuracy, equalAccuracyParts } from "./equalAccuracy.js";
import {
  type AccuracyAverage,
  baselineTreatment,
  evaluateMiniature,
  type MiniatureEvaluation,
  type MiniatureModel,
  miniatureModels,
  missingRuns,
  type RunRole,
} from "./miniature.js";
import { type ContrastTestOptions, meansOverShifts } from "./overShifts.js";
import { isSelected, type PlannedComparison, type Selection } from "./selection.js";
import type { FitOptions } from "./shift.js";
import { type Estimand, type SharedDraws, sharedDraws } from "./testDraws.js";
import {
  compareTreatments,
  type TreatmentContrast,
  type TreatmentDraws,
  treatmentDraws,
  treatmentParts,
} from "./treatments.js";

/** A contrast of the miniature, and whether a verdict is based on it. */
export interface StudyContrast extends TreatmentContrast {
  readonly primary: boolean;
}

/** The results of one experiment. */
export interface Study {
  /** The experiment's models and those of the baseline. */
  readonly models: readonly MiniatureModel[];
  /** One per shift, in the order of `pictogramShifts`; the adversarially filtered shift comes last. */
  readonly evaluations: readonly MiniatureEvaluation[];
  /** For each comparison: one row for each of the four averaged shifts, their mean, and the adversarial shift. */
  readonly contrasts: readonly StudyContrast[];
  /** Runs of the experiment without a finished record. */
  readonly missing: number;
  /** Planned comparisons with a side that has no finished run yet. They are not among the contrasts. */
  readonly unmeasured: readonly string[];
  /** Planned comparisons for which both sides have runs. */
  readonly comparisons: readonly PlannedComparison[];
  /**
   * Carries out another comparison in the same way. @throws InputError for the same reasons as `compareTreatments`
   */
  compare(planned: PlannedComparison): StudyContrast[];
  /** What a comparison on the averaged shifts is made of. */
  partsOf(planned: PlannedComparison): MeasuredParts;
}

/** What is estimated: data/sweep/PLAN-2.md gives the reasons. */
export interface EstimandOptions {
  /** How accuracies are averaged, default `balanced`. */
  readonly average?: AccuracyAverage;
  /** What varies beside seeds and baseline, default `these classes`. */
  readonly estimand?: Estimand;
  /** Draws to share with other studies of the same records. */
  readonly shared?: SharedDraws;
}

export interface StudyOptions extends FitOptions, ContrastTestOptions, EstimandOptions {
  /**
   * `primary`: carries out the primary comparisons alone, and leaves out the intervals of single models, which take most of
   * the time. The rest is the same.
   */
  readonly only?: "primary";
}

/**
 * Measures the runs of an experiment against the baseline on every shift and carries out the planned comparisons.
 * Means exclude the adversarial shift, because it is a filtered part of another shift.
 * @param experiment its runs by the hash of their specs, and its comparisons
 * @param baseline the runs of the baseline
 * @throws InputError if the records contain no baseline
 */
export function measureExperiment(
  records: readonly RunRecord[],
  experiment: { readonly roles: readonly RunRole[]; readonly comparisons: readonly PlannedComparison[] },
  baseline: readonly RunRole[],
  { margins, alpha, estimand, shared = sharedDraws(), only, ...fit }: StudyOptions,
): Study {
  const evaluated = { ...fit, ...(only === "primary" && { draws: 2 }) };
  const own = experiment.roles.filter(({ treatment }) => treatment !== baselineTreatment);
  const models = miniatureModels(records, [...baseline, ...own]);
  const evaluations = pictogramShifts.map((shift) => evaluateMiniature(models, { ...evaluated, shift }));
  const sidesOf = (line: Selection): MiniatureEvaluation[] =>
    pictogramShifts.map((shift) =>
      evaluateMiniature(models, {
        ...evaluated,
        shift,
        isBaseline: (model) => isSelected(model, line),
        familyOf: ({ architecture, level, budget }) => `${architecture} ${level} ${budget}`,
      }),
    );
  const drawn = new Map<string, [TreatmentDraws, TreatmentDraws]>();
  const drawsFor = (line: Selection | undefined) => {
    const key = JSON.stringify(line ?? null);
    let found = drawn.get(key);
    if (!found) {
      const of = line === undefined ? evaluations : sidesOf(line);
      const options = { draws: fit.draws, estimand, shared };
      found = [treatmentDraws(of.slice(0, -1), options), treatmentDraws(of.slice(-1), options)];
      drawn.set(key, found);
    }
    return found;
  };
  const measured = experiment.comparisons.filter((planned) =>
    [planned.a, planned.b].every((side) => models.some((model) => isSelected(model, side))),
  );
  const plannedAtEqual = measured.filter(({ equalAccuracy }) => equalAccuracy);
  const pool = plannedAtEqual.length > 0 ? plannedAtEqual : undefined;
  const compare = (planned: PlannedComparison): StudyContrast[] =>
    drawsFor(planned.line)
      .flatMap((draws) =>
        planned.equalAccuracy
          ? compareAtEqualAccuracy(draws, [planned], { margins, alpha, pool })
          : compareTreatments(draws, planned, { margins, alpha }),
      )
      .map((contrast) => ({ ...contrast, primary: planned.primary === true }));
  return {
    models,
    evaluations,
    contrasts: measured.filter(({ primary }) => primary || only === undefined).flatMap(compare),
    unmeasured: experiment.comparisons
      .filter((planned) => !measured.includes(planned))
      .map(({ comparison }) => comparison),
    comparisons: measured,
    compare,
    partsOf: (planned) => {
      const [draws] = drawsFor(planned.line);
      return planned.equalAccuracy
        ? equalAccuracyParts(draws, [planned], { pool })[0]!
        : treatmentParts(draws, planned);
    },
    missing: missingRuns(records, experiment.roles),
  };
}

/** The rows that a verdict is based on: primary comparisons, averaged over the shifts. */
export function primaryMeans({ contrasts }: Pick<Study, "contrasts">): StudyContrast[] {
  return meansOverShifts(contrasts).filter(({ primary }) => primary);
}

/**
 * The primary comparisons with only the given seeds, averaged over the shifts. The scatter is still estimated from
 * all runs, because a single seed per treatment has no scatter.
 * @throws InputError for the same reasons as `compareTreatments`
 */
export function primaryMeansBySeeds(
  { comparisons, compare }: Pick<Study, "comparisons" | "compare">,
  seeds: readonly number[],
): StudyContrast[] {
  return comparisons
    .filter(({ primary }) => primary)
    .flatMap((planned) =>
      meansOverShifts(compare({ ...planned, a: { ...planned.a, seeds }, b: { ...planned.b, seeds } })),
    );
}
