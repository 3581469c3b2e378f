import { isBaseline, isMidBaseline, midBaselineFloor, withoutDuplicates } from "../../published/families.js";
import { type PublishedModel, type PublishedPoint, pointsOf } from "../../published/model.js";
import { imagesScored, testSetNamed } from "../../published/testsets/dictionary.js";
import { evaluateAgainst, type ShiftEvaluation } from "../../robustness/shift.js";
import { evaluateTwoPiecesAgainst } from "../../robustness/twoPiece.js";
import type { BaselineMethod, ScaleName } from "../../stats/index.js";

/** The planes one can choose: a shift and the axis it is shown against, in the table that has both. */
export const planes = {
  imagenet_v2: { table: "accuracies", inDistribution: "imagenet" },
  imagenet_sketch: { table: "accuracies", inDistribution: "imagenet" },
  imagenet_r: { table: "testbed", inDistribution: "imagenet_200r" },
  objectnet: { table: "testbed", inDistribution: "imagenet_113" },
  imagenet_a: { table: "testbed", inDistribution: "imagenet_200a" },
} as const;

export type PlaneName = keyof typeof planes;

/** Who the line is fitted to. */
export const baselineNames = ["standard", "labels", "clip"] as const;
export type BaselineName = (typeof baselineNames)[number];

/** Test sets that the planes of a table need. `imagenet` decides who belongs to the testbed's baseline. */
export function testSetsOf(table: "accuracies" | "testbed"): string[] {
  const chosen = Object.entries(planes).filter(([, plane]) => plane.table === table);
  return [
    ...new Set(["imagenet", ...chosen.flatMap(([shift, { inDistribution }]) => [inDistribution, shift])]),
  ];
}

/** What a reader has chosen. */
export interface PlaneSettings {
  readonly plane: PlaneName;
  readonly scale: ScaleName;
  readonly baseline: BaselineName;
  readonly method: BaselineMethod;
  /** Names of the models to measure. */
  readonly picked: readonly string[];
  /** Two accuracies of the reader's own, fractions. */
  readonly own?: { readonly x: number; readonly y: number };
}

export interface PlaneTables {
  readonly accuracies: readonly PublishedModel[];
  readonly testbed: readonly PublishedModel[];
  readonly draws: number;
  readonly seed: number;
}

/** The name of the reader's own model among the measured ones. */
export const ownName = "own";

const labelled = new Set([
  "standard",
  "standard-distilled",
  "self-supervised-fine-tuned",
  "robustness-intervention",
  "more-data",
]);

function belongsTo(baseline: BaselineName, table: "accuracies" | "testbed") {
  const floor = ({ accuracies }: PublishedModel) =>
    table === "accuracies" || (accuracies.get("imagenet") ?? 0) >= midBaselineFloor;
  const predicates: Record<BaselineName, (model: PublishedModel) => boolean> = {
    standard: table === "accuracies" ? isBaseline : isMidBaseline,
    labels: (model) => labelled.has(model.regime) && floor(model),
    clip: ({ regime }) => regime === "clip-zero-shot",
  };
  return predicates[baseline];
}

/** One plane as chosen: all its models as points, and the picked ones measured against the chosen line. */
export interface EvaluatedPlane {
  readonly points: readonly PublishedPoint[];
  /** The picked models that have both accuracies, in the order picked, the reader's own last. */
  readonly evaluation: Omit<ShiftEvaluation, "fit">;
  /** Picked models that this plane does not have. */
  readonly missing: readonly string[];
}

/**
 * Fits the chosen line and measures the picked models against it, as `evaluateShift` does. Intervals depend on the
 * model and the seed, not on who else is measured.
 * @throws InputError if the line cannot be fitted, such as with fewer than two models of the chosen kind, or an own
 *   accuracy that is not a fraction
 */
export function evaluatePlane(tables: PlaneTables, settings: PlaneSettings): EvaluatedPlane {
  const { plane, scale, method, baseline, picked, own } = settings;
  const { table, inDistribution } = planes[plane];
  const points = pointsOf(withoutDuplicates(tables[table]), inDistribution, plane);
  const belongs = belongsTo(baseline, table);
  const byName = new Map(points.map((point) => [point.model, point]));
  const measured = [
    ...picked.flatMap((name) => byName.get(name) ?? []),
    ...(own ? [ownPoint(own, table, inDistribution, plane)] : []),
  ];
  const evaluate = plane === "imagenet_a" ? evaluateTwoPiecesAgainst : evaluateAgainst<PublishedPoint>;
  const evaluation = evaluate(
    points.filter(({ published }) => belongs(published)),
    measured,
    {
      scale,
      method,
      draws: tables.draws,
      seed: tables.seed,
      inDistribution: testSetNamed(inDistribution).title,
      shift: testSetNamed(plane).title,
    },
  );
  return {
    points,
    evaluation: {
      ...evaluation,
      models: measured.map((point) => evaluation.models.find((model) => model.point === point)!),
    },
    missing: picked.filter((name) => !byName.has(name)),
  };
}

/** How many models of a kind a plane has: with fewer than 10 there is no line worth the name. */
export function baselineSize(tables: PlaneTables, plane: PlaneName, baseline: BaselineName): number {
  const { table, inDistribution } = planes[plane];
  const belongs = belongsTo(baseline, table);
  return tables[table].filter(
    (model) => belongs(model) && model.accuracies.has(inDistribution) && model.accuracies.has(plane),
  ).length;
}

/** Accuracies as counts of the images that the table's models were scored on. */
function ownPoint(
  { x, y }: { x: number; y: number },
  table: "accuracies" | "testbed",
  inDistribution: string,
  shift: string,
): PublishedPoint {
  const source = table === "testbed" ? "testbed" : "own";
  const [xTotal, yTotal] = [inDistribution, shift].map((set) => imagesScored(testSetNamed(set), source)) as [
    number,
    number,
  ];
  const count = (accuracy: number, total: number) => Math.round(accuracy * total) / total;
  return {
    model: ownName,
    family: ownName,
    x: count(x, xTotal),
    y: count(y, yTotal),
    xTotal,
    yTotal,
    published: {
      model: ownName,
      origin: "own",
      family: ownName,
      regime: "own",
      trainingData: "",
      weights: null,
      trainImages: null,
      paramsM: null,
      imageSize: null,
      samplesSeen: null,
      accuracies: new Map(),
    },
  };
}
