import { experimentNamed } from "../causes/grids.js";
import { type LoadOptions, loadStudy, loadSweep } from "../causes/load.js";
import { measureRuns } from "../causes/measureRuns.js";
import type { Experiment, PlannedRun } from "../causes/plan/experiment.js";
import { drawTreatments } from "../figures/groupedPlane.js";
import { displayMarkdown, displayTable } from "../notebook/index.js";
import { pictogramShifts } from "../published/testsets/pictograms.js";
import type { RunRecord } from "../record/schema.js";
import { summariseRecords } from "../record/summary.js";
import { conclusionInWords } from "../report/conclusion.js";
import { liveFormats, liveRows, requireAgreement } from "../report/liveRows.js";
import { treatmentFormats, treatmentRows } from "../report/treatmentTable.js";
import { primaryMeans, type Study } from "../robustness/experimentResults.js";
import { evaluateMiniature, type MiniaturePoint } from "../robustness/miniature.js";
import { rhoByTreatment, type TreatmentRhos } from "../robustness/rhoByTreatment.js";
import { isSelected, type Selection } from "../robustness/selection.js";
import type { ShiftEvaluation } from "../robustness/shift.js";
import { checkLive, liveTolerancePoints, runLive } from "../training/sweep/live.js";
import type { RunSpec } from "../training/train/spec.js";
import { type PlanesShown, showPlanes } from "./published.js";

type MiniatureEvaluation = ShiftEvaluation<MiniaturePoint>;

/** An experiment of the miniature as a chapter uses it. */
export interface OpenedStudy extends Study, Pick<Experiment, "name" | "question" | "prediction"> {
  /** All records of the sweep. */
  readonly sweep: readonly RunRecord[];
  /** The runs of the experiment as they were planned. */
  readonly runs: readonly PlannedRun[];
  /** The evaluations of the four shifts that are averaged; the adversarially filtered one stands apart. */
  readonly shifts: readonly MiniatureEvaluation[];
}

/**
 * Reads the records of the sweep and says what those of one experiment show.
 * @param name of the experiment, e.g. `size`
 * @param records path of the records, relative to the package
 * @throws InputError as `loadSweep` and `loadStudy`
 */
export async function openStudy(
  name: string,
  records: string,
  options: LoadOptions = {},
): Promise<OpenedStudy> {
  return openBeside({ sweep: await loadSweep(records) }, name, options);
}

/**
 * Another experiment on the records that are open already.
 * @throws InputError as `loadStudy`
 */
export function openBeside(
  { sweep }: Pick<OpenedStudy, "sweep">,
  name: string,
  options: LoadOptions = {},
): OpenedStudy {
  const study = loadStudy(name, sweep, options);
  return { ...study, sweep, runs: experimentNamed(name).runs, shifts: study.evaluations.slice(0, 4) };
}

/** Shows what an experiment was expected to find, as written before its runs. */
export async function showPrediction({ prediction }: Pick<Experiment, "prediction">): Promise<void> {
  await displayMarkdown(`**Prediction, written before the runs.** ${prediction}`);
}

/** Shows the plane of each shift with groups of runs. @throws Error outside a notebook */
export async function showTreatments(
  evaluations: readonly Omit<MiniatureEvaluation, "fit">[],
  options: PlanesShown<Selection>,
): Promise<void> {
  await showPlanes(evaluations, options, drawTreatments, ({ of }, selection) => isSelected(of, selection));
}

/** Shows accuracy in distribution and ρ on each shift, one row per treatment. */
export async function showRho(rows: readonly TreatmentRhos[], caption: string): Promise<void> {
  const levels = rows.some(({ level }) => level !== undefined);
  const formats = { ...treatmentFormats, ...(levels && ({ level: "plain" } as const)) };
  await displayTable(treatmentRows(rows), { caption, formats, digits: 1 });
}

/**
 * Mean ρ of the treatments that belong together under one name.
 * @param groups name → which models
 * @returns one row per group that has models, named by the group
 */
export function rhoOfGroups(
  evaluations: readonly MiniatureEvaluation[],
  groups: Readonly<Record<string, Selection>>,
): TreatmentRhos[] {
  return Object.entries(groups).flatMap(([treatment, selection]) =>
    rhoByTreatment(evaluations, selection).map((row) => ({ ...row, treatment })),
  );
}

/**
 * The line through each group's own runs, on each shift of a study and in the order of its evaluations, as further lines of
 * `showTreatments`.
 * @throws InputError if a group has fewer than two models on a shift
 */
export function linesOf(
  { models }: Pick<Study, "models">,
  groups: Readonly<Record<string, Selection>>,
): Record<string, Pick<MiniatureEvaluation, "baseline">[]> {
  const lines = Object.entries(groups).map(([name, selection]) => {
    const own = models.filter((model) => isSelected(model, selection));
    const through = pictogramShifts.map((shift) =>
      evaluateMiniature(own, { shift, isBaseline: () => true, draws: 2 }),
    );
    return [name, through];
  });
  return Object.fromEntries(lines);
}

/** Shows what the primary comparisons say of a suspected cause, and the miniature's verdict on it. */
export async function showConclusion(cause: string, study: Pick<Study, "contrasts">): Promise<void> {
  await displayMarkdown(conclusionInWords(cause, primaryMeans(study)));
}

/**
 * Trains planned runs now and shows them beside their records.
 * @throws Error naming the runs that do not agree with their records
 */
export async function showLive(
  runs: readonly PlannedRun[],
  sweep: readonly RunRecord[],
  options: Parameters<typeof liveRows>[2] = {},
): Promise<void> {
  const checks = checkLive(await runLive(runs.map(({ spec }) => spec)), sweep);
  await displayTable(liveRows(checks, runs, options), {
    caption: `Trained now, beside the records; the two agree if they are within ${liveTolerancePoints} points`,
    formats: liveFormats,
  });
  requireAgreement(checks);
}

/**
 * Trains runs of your own and shows their ρ against the baseline of the sweep.
 * @returns what was shown, one row per run; diverged runs have none
 */
export async function showOwn(
  specs: Readonly<Record<string, RunSpec>>,
  sweep: readonly RunRecord[],
): Promise<TreatmentRhos[]> {
  const records = await runLive(Object.values(specs));
  const runs = Object.fromEntries(Object.keys(specs).map((name, at) => [name, records[at]!]));
  const rows = measureRuns(runs, sweep);
  await showRho(rows, "Your runs: accuracy in distribution, ρ in percentage points");
  return rows;
}

/** What a chapter's provenance says of the records it used. */
export function madeFrom(sweep: readonly RunRecord[]): Record<string, string | number> {
  const { runs, engines, commits, machines } = summariseRecords(sweep);
  return {
    "records of the sweep": runs,
    "records' engine": engines.join(", "),
    "records' commit": commits.join(", "),
    "records' machine": machines.join(", "),
  };
}
