import { averagedShifts } from "../causes/plan/margins.js";
import { type PictogramShift, pictogramShifts } from "../published/testsets/pictograms.js";
import type { RunResult } from "../record/schema.js";
import {
  accuracyOf,
  evaluateMiniature,
  type MiniatureEvaluation,
  type MiniatureModel,
  type MiniaturePoint,
} from "../robustness/miniature.js";
import type { RobustnessEstimate } from "../stats/index.js";
import type { ReadoutSpec } from "../training/objectives/readoutSchema.js";
import type { PoolOrigin } from "./origins.js";
import { type LabText, labTexts, type Say } from "./texts.js";

/** A recorded model on the planes: for each shift its two accuracies (fractions) and ρ (points). */
export interface RecordedPlace {
  readonly hash: string;
  readonly readout: string;
  readonly treatment: string;
  /** How much of the treatment, if there are several amounts. */
  readonly level?: NonNullable<MiniatureModel["level"]>;
  readonly architecture: string;
  readonly seed: number;
  readonly origin: PoolOrigin;
  readonly on: Readonly<Partial<Record<PictogramShift, readonly [x: number, y: number, rhoPoints: number]>>>;
  /** Plain accuracy on the whole in-distribution test, a fraction. */
  readonly test: number;
}

/** A model of the baseline, with its counts as a plain object. */
export type BaselineModel = Omit<MiniatureModel, "counts"> & {
  readonly counts: Readonly<Record<string, ReturnType<MiniatureModel["counts"]["get"]> & object>>;
};

/** What the lab knows about the models of the committed records. */
export interface Recorded {
  readonly baseline: readonly BaselineModel[];
  readonly placed: readonly RecordedPlace[];
}

/** Bootstrap draws behind an interval in the lab. */
const draws = 300;

/** The shifts' planes with the reader's own models on them. */
export type LabEvaluations = Readonly<Record<PictogramShift, MiniatureEvaluation>>;

/** Fits every shift's baseline to the recorded models and measures the reader's own against it. */
export function evaluateOwn(recorded: Recorded, own: readonly MiniatureModel[]): LabEvaluations {
  const baseline = recorded.baseline.map(
    ({ counts, ...model }): MiniatureModel => ({ ...model, counts: new Map(Object.entries(counts)) }),
  );
  return Object.fromEntries(
    pictogramShifts.map((shift) => [shift, evaluateMiniature([...baseline, ...own], { shift, draws })]),
  ) as LabEvaluations;
}

/** The estimate of one own model. */
export function estimateOf(
  evaluation: MiniatureEvaluation,
  model: string,
): RobustnessEstimate<MiniaturePoint> {
  return evaluation.models.find(({ point }) => point.model === model)!;
}

/** The mean of ρ over the averaged shifts, in points. */
export function meanRhoPoints(evaluations: LabEvaluations, model: string): number {
  const values = averagedShifts.map((shift) => estimateOf(evaluations[shift], model).rhoPoints.value);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The model of one read-out of an own run. @param results its counts on every test set after one step */
export function ownModel(
  run: { readonly name: string; readonly steps: number; readonly trainImages: number; readonly seed: number },
  readout: string,
  results: readonly RunResult[],
): MiniatureModel {
  const own = results.filter((result) => result.readout === readout);
  const step = own[0]!.step;
  return {
    model: `${run.name} · ${readout} at ${step}`,
    hash: run.name,
    treatment: "own",
    architecture: run.name,
    seed: run.seed,
    readout,
    trained: step / run.steps,
    trainImages: run.trainImages,
    counts: new Map(own.map(({ testset, ...count }) => [testset, count])),
  };
}

/** Plain accuracy on the in-distribution test over all classes, a fraction. */
export function testAccuracy({ counts }: MiniatureModel): number {
  return accuracyOf(counts.get("test")!, "plain").accuracy;
}

/** Read-outs without prompts. */
const readouts: Readonly<Record<Exclude<ReadoutSpec["kind"], "zeroShot">, LabText>> = {
  head: labTexts.itsHead,
  tagWords: labTexts.tagWords,
  captionLikelihood: labTexts.captionLikelihood,
};

/** A read-out by its name in records, e.g. `its head`, `prompts: pictograms`. */
export function readoutText(name: string, say: Say): string {
  const [kind, ...more] = name.split(":");
  if (kind !== "zeroShot") return say(readouts[kind as keyof typeof readouts]);
  const templates = more.join(":");
  return say(labTexts.prompts, {
    templates: templates === "name" ? say(labTexts.classNamesAlone) : templates,
  });
}

/** A recorded model by name, e.g. `mixture 0.25 · cnn 8 · seed 2`. */
export function recordedText(
  { treatment, level, architecture, seed, readout }: RecordedPlace,
  say: Say,
): string {
  return [
    level === undefined ? treatment : `${treatment} ${level}`,
    architecture,
    say(labTexts.runSeed, { seed }),
    ...(readout === "head" ? [] : [readoutText(readout, say)]),
  ].join(" · ");
}
