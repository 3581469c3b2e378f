import { InputError } from "../base/errors.js";
import {
  inDistributionOf,
  type PictogramShift,
  pictogramTestSets,
} from "../published/testsets/pictograms.js";
import type { RunRecord } from "../record/schema.js";
import { balancedAccuracy, balancedImages, type ClassCount } from "../stats/index.js";
import { evaluateAgainst, type FitOptions, type MeasuredPoint, type ShiftEvaluation } from "./shift.js";

/** The role of a planned run in an experiment; see lib/causes/plan. */
export interface RunRole {
  readonly hash: string;
  readonly treatment: string;
  readonly level?: number;
  /** Steps of the training whose length the treatment's runs vary, if they do. */
  readonly budget?: number;
  readonly architecture: string;
}

/** A run's model at one point of its training, with one readout. */
export interface MiniatureModel {
  /** Unique among the models of a sweep. */
  readonly model: string;
  /** Hash of its run's spec. */
  readonly hash: string;
  readonly treatment: string;
  readonly level?: number;
  readonly budget?: number;
  readonly architecture: string;
  readonly seed: number;
  /** How classes were predicted, e.g. `head` or `zeroShot:pictograms`. */
  readonly readout: string;
  /** Completed share of the training, 1 at its end. */
  readonly trained: number;
  /** Number of training images available, in the last of its runs. */
  readonly trainImages: number;
  /** Counts by test set. */
  readonly counts: ReadonlyMap<string, TestCount>;
}

/**
 * Counts on a test set and, in newer records, which of its icons were right (lib/record/correctIcons.ts); of some runs also
 * which classes the others were taken for (lib/record/wrongClasses.ts).
 */
export interface TestCount extends ClassCount {
  readonly correctIcons?: string | undefined;
  readonly wrongClasses?: string | undefined;
}

/**
 * How an accuracy is averaged. `balanced`: over the classes that have images, each class alike. `plain`: over images, so
 * that classes with many images count more.
 */
export type AccuracyAverage = "balanced" | "plain";

/** The accuracy of a count (a fraction), and the number of images that gives it its variance. */
export function accuracyOf(
  count: ClassCount,
  average: AccuracyAverage,
): { readonly accuracy: number; readonly images: number } {
  if (average === "plain") return { accuracy: count.correct / count.total, images: count.total };
  return { accuracy: balancedAccuracy(count), images: Math.max(1, Math.round(balancedImages(count))) };
}

/** Mean accuracy of models on a test set, a fraction. @param average default `balanced` */
export function meanAccuracyOf(
  models: readonly MiniatureModel[],
  testset = "test",
  average: AccuracyAverage = "balanced",
): number {
  const all = models.map(({ counts }) => accuracyOf(counts.get(testset)!, average).accuracy);
  return all.reduce((sum, one) => sum + one, 0) / all.length;
}

/** The models of the miniature on the plane of one shift. */
export interface MiniatureEvaluation extends ShiftEvaluation<MiniaturePoint> {
  readonly average: AccuracyAverage;
}

/** A model of the miniature on the plane of one shift. */
export interface MiniaturePoint extends MeasuredPoint {
  readonly of: MiniatureModel;
}

/** Treatment of the ordinary models that form the baseline. */
export const baselineTreatment = "baseline";

/**
 * Minimum plain in-distribution accuracy over all classes of a baseline model, a fraction. Near chance the line bends.
 * The same models form the baseline however accuracies are averaged.
 */
export const baselineFloor = 0.2;

/** Whether a model belongs to the baseline that ρ is measured against. */
export function isMiniatureBaseline({ treatment, counts }: MiniatureModel): boolean {
  const all = counts.get("test");
  return treatment === baselineTreatment && all !== undefined && all.correct >= baselineFloor * all.total;
}

/**
 * The models of an experiment, one for each readout and evaluation step in its records. Runs that diverged or have no
 * record are omitted; `missingRuns` counts them.
 * @param roles runs of the experiment; a run may have several roles
 */
export function miniatureModels(records: readonly RunRecord[], roles: readonly RunRole[]): MiniatureModel[] {
  const byHash = new Map(records.map((record) => [record.hash, record]));
  return roles.flatMap((role) => {
    const record = byHash.get(role.hash);
    return record === undefined || record.status === "diverged" ? [] : modelsOf(record, role);
  });
}

/** How many runs of an experiment have no finished record. */
export function missingRuns(records: readonly RunRecord[], roles: readonly RunRole[]): number {
  const finished = new Set(records.filter(({ status }) => status === "finished").map(({ hash }) => hash));
  return roles.filter(({ hash }) => !finished.has(hash)).length;
}

function modelsOf(record: RunRecord, role: RunRole): MiniatureModel[] {
  const moments = new Map<string, { readout: string; step: number; counts: Map<string, TestCount> }>();
  for (const { readout, step, testset, ...count } of record.results) {
    const key = `${readout} ${step}`;
    const moment = moments.get(key) ?? { readout, step, counts: new Map() };
    moment.counts.set(testset, count);
    moments.set(key, moment);
  }
  return [...moments.values()].map(({ readout, step, counts }) => {
    const { hash, treatment, level, budget, architecture } = role;
    const amount = `${level === undefined ? "" : ` ${level}`}${budget === undefined ? "" : `, ${budget} steps`}`;
    return {
      model: `${treatment}${amount} · ${architecture} · seed ${record.seed} · ${readout} at ${step} · ${hash.slice(0, 6)}`,
      hash,
      treatment,
      ...(level !== undefined && { level }),
      ...(budget !== undefined && { budget }),
      architecture,
      seed: record.seed,
      readout,
      trained: step / record.steps,
      trainImages: record.trainImages,
      counts,
    };
  });
}

/**
 * Fits the baseline of one shift to the models of treatment `baseline` and measures all models against it. The x axis
 * is the in-distribution test on the shift's own classes. Models of one architecture form a family, the cluster of
 * the bootstrap.
 * @param average how accuracies on both axes are averaged, default `balanced`
 * @param isBaseline selects the models that the line is fitted to, default `isMiniatureBaseline`
 * @param familyOf clusters of the bootstrap, default by architecture
 * @throws InputError if fewer than two baseline models were measured on the shift
 */
export function evaluateMiniature(
  models: readonly MiniatureModel[],
  {
    shift,
    average = "balanced",
    isBaseline = isMiniatureBaseline,
    familyOf,
    ...options
  }: FitOptions & {
    readonly shift: PictogramShift;
    readonly average?: AccuracyAverage;
    readonly isBaseline?: (model: MiniatureModel) => boolean;
    readonly familyOf?: (model: MiniatureModel) => string;
  },
): MiniatureEvaluation {
  const points = pointsOn(models, shift, average, familyOf);
  const baseline = points.filter(({ of }) => isBaseline(of));
  if (baseline.length < 2)
    throw new InputError(
      `${shift}: ${baseline.length} baseline models in the records, expected at least 2; run "robustness sweep baseline" to train them`,
    );
  const { title } = pictogramTestSets[shift];
  const evaluation = evaluateAgainst(baseline, points, {
    ...options,
    inDistribution: `Reference test, classes of “${title}”`,
    shift: title,
  });
  return { ...evaluation, average };
}

/** The models that were measured on a shift, as points of its plane. */
function pointsOn(
  models: readonly MiniatureModel[],
  shift: PictogramShift,
  average: AccuracyAverage,
  familyOf: (model: MiniatureModel) => string = ({ architecture }) => architecture,
): MiniaturePoint[] {
  return models.flatMap((of) => {
    const x = of.counts.get(inDistributionOf(shift));
    const y = of.counts.get(shift);
    if (x === undefined || y === undefined) return [];
    const [inDistribution, shifted] = [accuracyOf(x, average), accuracyOf(y, average)];
    return [
      {
        model: of.model,
        family: familyOf(of),
        x: inDistribution.accuracy,
        y: shifted.accuracy,
        xTotal: inDistribution.images,
        yTotal: shifted.images,
        of,
      },
    ];
  });
}
