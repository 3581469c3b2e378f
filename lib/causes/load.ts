import { resolve } from "node:path";
import { fileExists, inPackage } from "../base/files.js";
import { pictogramTestSets } from "../published/testsets/pictograms.js";
import { readPacked } from "../record/packed.js";
import type { RunRecord } from "../record/schema.js";
import { type JudgedCause, judgeCauses } from "../robustness/causeVerdict.js";
import type { MeasuredParts } from "../robustness/contrastParts.js";
import {
  type EstimandOptions,
  measureExperiment,
  primaryMeans,
  primaryMeansBySeeds,
  type Study,
  type StudyContrast,
  type StudyOptions,
} from "../robustness/experimentResults.js";
import type { RunRole } from "../robustness/miniature.js";
import { meansOverShifts } from "../robustness/overShifts.js";
import type { FitOptions } from "../robustness/shift.js";
import { type SharedDraws, sharedDraws } from "../robustness/testDraws.js";
import { specHash } from "../training/train/spec.js";
import { experimentNamed } from "./grids.js";
import { repeatedRuns } from "./otherSeeds.js";
import { baseline } from "./plan/baseline.js";
import { causes } from "./plan/causes.js";
import type { Experiment } from "./plan/experiment.js";
import { margins } from "./plan/margins.js";

/** The committed records of the full sweep, a folder, and of the primary comparisons with other seeds. */
export const sweepPath = "data/sweep/second";
export const otherSeedsPath = "data/sweep/other-seeds.jsonl";

/**
 * All records of the full sweep, or those that there are while it is under way.
 * @param path a packed file or a folder of them, relative to the package; default: the committed records
 * @throws InputError if there is none, or naming the first invalid line
 */
export async function loadSweep(path: string = sweepPath): Promise<RunRecord[]> {
  return readPacked(resolve(inPackage(), path));
}

/**
 * The committed records of the sweep; none before its first runs are committed.
 * @param only hashes of the runs whose records are wanted; default all
 */
export async function committedRecords(only?: ReadonlySet<string>): Promise<RunRecord[]> {
  const path = inPackage(sweepPath);
  return (await fileExists(path)) ? readPacked(path, { ...(only && { only }) }) : [];
}

/** The roles of an experiment's runs, by the hash of their specs. */
export function rolesOf({ runs }: Pick<Experiment, "runs">): RunRole[] {
  return runs.map(({ spec, treatment, level, budget, architecture }) => ({
    hash: specHash(spec),
    treatment,
    ...(level !== undefined && { level }),
    ...(budget !== undefined && { budget }),
    architecture,
  }));
}

export interface LoadOptions extends FitOptions, EstimandOptions, Pick<StudyOptions, "only"> {
  /** Other experiments whose models are included, for comparisons across experiments. */
  readonly beside?: readonly string[];
  /** Whether to include the runs of the primary comparisons with other seeds, see `otherSeeds`. */
  readonly repeated?: boolean;
}

/**
 * Measures an experiment from its records, with the margins of the plan (data/sweep/PLAN.md).
 * @param name name of the experiment, see `experiments`
 * @throws InputError for an unknown name, or for the same reasons as `measureExperiment`
 */
export function loadStudy(
  name: string,
  records: readonly RunRecord[],
  { beside = [], repeated = false, ...options }: LoadOptions = {},
): Study & Pick<Experiment, "name" | "question" | "prediction"> {
  const experiment = experimentNamed(name);
  const { question, prediction, comparisons } = experiment;
  const again = repeated ? [{ runs: repeatedRuns(experiment) }] : [];
  const roles = [experiment, ...beside.map(experimentNamed), ...again].flatMap(rolesOf);
  const own = { roles, comparisons };
  const study = measureExperiment(records, own, rolesOf(baseline), {
    ...options,
    margins: { ...margins, close: [pictogramTestSets.matched.title] },
  });
  return { name, question, prediction, ...study };
}

/** Verdicts on all causes in the miniature, and the studies behind them by experiment. */
export interface MiniatureVerdict {
  readonly judged: readonly JudgedCause<StudyContrast>[];
  readonly studies: ReadonlyMap<string, Study>;
  /** What was drawn for them. */
  readonly shared: SharedDraws;
}

/**
 * Judges the five suspected causes from the records of the sweep. Its studies hold the primary comparisons alone.
 * @throws InputError for the same reasons as `loadStudy`
 */
export function judgeMiniature(
  records: readonly RunRecord[],
  { shared = sharedDraws(), ...options }: LoadOptions = {},
): MiniatureVerdict {
  const names = causes.flatMap(({ experiments }) => experiments);
  const studies = new Map(
    names.map((name) => [name, loadStudy(name, records, { shared, only: "primary", ...options })]),
  );
  return { judged: judgeWith(studies, primaryMeans), studies, shared };
}

/**
 * The verdicts by the accuracy (averaged over classes or over icons) and by the estimand, from the same draws.
 * @param judged the verdicts on balanced accuracy and these classes
 * @returns name of the choice → its verdicts, in the order of the plan
 * @throws InputError for the same reasons as `loadStudy`
 */
export function judgeByChoices(
  records: readonly RunRecord[],
  { judged, shared }: MiniatureVerdict,
  options: Omit<LoadOptions, "average" | "estimand" | "shared"> = {},
): Record<string, readonly JudgedCause<StudyContrast>[]> {
  const judge = (more: EstimandOptions) => judgeMiniature(records, { ...options, ...more, shared }).judged;
  return {
    "balanced, these classes": judged,
    "balanced, other classes": judge({ estimand: "other classes" }),
    "plain, these classes": judge({ average: "plain" }),
    "plain, other classes": judge({ average: "plain", estimand: "other classes" }),
  };
}

/** The primary comparisons of all causes on each shift and on their mean. */
export function primaryContrasts({ studies }: Pick<MiniatureVerdict, "studies">): StudyContrast[] {
  return [...studies.values()].flatMap(({ contrasts }) => contrasts.filter(({ primary }) => primary));
}

/**
 * The primary comparisons at each run's own accuracy, averaged over the shifts: the difference of the sides' mean distances
 * from the baseline. It stands beside the comparison at equal accuracy, on which the verdicts rest.
 */
export function atGivenPoints({ studies }: Pick<MiniatureVerdict, "studies">): StudyContrast[] {
  const rows = [...studies.values()].flatMap(({ comparisons, compare }) =>
    comparisons
      .filter(({ primary }) => primary)
      .flatMap(({ equalAccuracy: _at, ...planned }) => compare(planned)),
  );
  return meansOverShifts(rows);
}

/**
 * Judges the causes with only the given seeds.
 * @param seeds seeds of the runs to use, e.g. `[1]` or `[2, 3]`
 */
export function judgeBySeeds(
  { studies }: Pick<MiniatureVerdict, "studies">,
  seeds: readonly number[],
): JudgedCause<StudyContrast>[] {
  return judgeWith(studies, (study) => primaryMeansBySeeds(study, seeds));
}

/** The primary comparisons of a cause, in the parts they are made of. */
export interface CauseParts {
  readonly cause: string;
  readonly comparisons: readonly MeasuredParts[];
}

/**
 * The primary comparisons of all causes in parts, so that shifts and margin can be chosen later.
 * @param seeds seeds of the runs to use; default all
 */
export function partsOfVerdict(
  { studies }: Pick<MiniatureVerdict, "studies">,
  seeds?: readonly number[],
): CauseParts[] {
  const only = seeds === undefined ? {} : { seeds };
  return causes.map(({ cause, experiments }) => ({
    cause,
    comparisons: experiments
      .map((name) => studies.get(name)!)
      .flatMap(({ comparisons, partsOf }) =>
        comparisons
          .filter(({ primary }) => primary)
          .map((planned) =>
            partsOf({ ...planned, a: { ...planned.a, ...only }, b: { ...planned.b, ...only } }),
          ),
      ),
  }));
}

function judgeWith(
  studies: ReadonlyMap<string, Study>,
  rowsOf: (study: Study) => StudyContrast[],
): JudgedCause<StudyContrast>[] {
  const rows = causes.map(({ cause, experiments }) => [
    cause,
    experiments.flatMap((name) => rowsOf(studies.get(name)!)),
  ]);
  return judgeCauses(Object.fromEntries(rows) as Record<string, StudyContrast[]>);
}
