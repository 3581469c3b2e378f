import { InputError, oneOf } from "../base/errors.js";
import { isBaseline, isMidBaseline, withoutDuplicates } from "../published/families.js";
import { type PublishedModel, type PublishedPoint, pointsOf } from "../published/model.js";
import { regimeTitles } from "../published/regimeTitles.js";
import type { Regime } from "../published/schema.js";
import { testSetNamed } from "../published/testsets/dictionary.js";
import { type Count, type Interval, intervalOf, type ScaleName, scaleNamed } from "../stats/index.js";
import { evaluateAgainst, type FitOptions, type ShiftEvaluation } from "./shift.js";
import { evaluateTwoPiecesAgainst } from "./twoPiece.js";

/** A reader's model: its accuracies as counts of test images. */
export interface OwnModel {
  readonly model: string;
  /** Architecture family, if the model's siblings are in the table; default its own name. */
  readonly family?: string;
  /** Test set → count. */
  readonly counts: ReadonlyMap<string, Count>;
}

/** The tables that a model is placed among. */
export interface PlacementTables {
  readonly accuracies: readonly PublishedModel[];
  readonly testbed: readonly PublishedModel[];
}

/** Where a model stands among the published models of one regime. */
export interface RegimeRank {
  /** Title of the regime. */
  readonly regime: string;
  /** Published models of the regime with both accuracies. */
  readonly models: number;
  /** How many of them have a lower ρ. */
  readonly below: number;
}

/** A published model near another in the plane. */
export interface NearModel {
  readonly model: string;
  readonly regime: string;
  readonly trainingData: string;
  /** Accuracies as fractions. */
  readonly x: number;
  readonly y: number;
  readonly rhoPoints: Interval;
}

/** A model on one shift: what an ordinary model of its accuracy is expected to reach, and how far it is above. */
export interface Placement {
  /** Name of the shifted test set. */
  readonly shift: string;
  /** Name of the in-distribution test set. */
  readonly inDistribution: string;
  /** The table that the baseline comes from. */
  readonly table: keyof PlacementTables;
  readonly x: Count;
  readonly y: Count;
  /** Accuracy under shift that the baseline predicts, a fraction. */
  readonly expected: number;
  readonly rhoPoints: Interval;
  /** Regimes with published models on this shift. */
  readonly ranks: readonly RegimeRank[];
  /** The nearest published models in the plane, on the baseline's scale. */
  readonly nearest: readonly NearModel[];
  /** In-distribution accuracies of the baseline's models, fractions; outside them the line is extrapolated. */
  readonly baselineRange: { readonly low: number; readonly high: number };
  /** Number of models of the baseline. */
  readonly baselineModels: number;
  /** The evaluation with the model in it, for figures. */
  readonly evaluation: Omit<ShiftEvaluation, "fit">;
}

const nearestShown = 5;
const fewestOnAxis = 20;

/**
 * Places a model among the published ones on every shift of which it has an accuracy. The x axis is the in-distribution
 * test set of the shift's own classes if the model was evaluated on it, and full ImageNet otherwise. The baseline is the
 * `standard` models of accuracies.csv; for ObjectNet and ImageNet-A it is the testbed's (from 20% on ImageNet upwards,
 * for ImageNet-A in two pieces). A published model of the same name is left out of ranks and neighbours.
 * @returns one placement per shift, in the order of the dictionary
 * @throws InputError for an unknown test set, a model without an accuracy on ImageNet or a shift's own axis, or without
 *   any shift
 */
export function placeModel(own: OwnModel, tables: PlacementTables, options: FitOptions = {}): Placement[] {
  const sets = [...own.counts.keys()].map(testSetNamed);
  const shifts = sets.filter(({ kind }) => kind !== "in-distribution");
  if (shifts.length === 0)
    throw new InputError(`${own.model}: no accuracy under shift, expected e.g. imagenet_v2`);
  return shifts.map((shift) => {
    const inDistribution = [shift.inDistribution, "imagenet"].find((axis) => own.counts.has(axis));
    if (inDistribution === undefined)
      throw new InputError(
        `${own.model}: no in-distribution accuracy for ${shift.name}, expected ${oneOf([...new Set(["imagenet", shift.inDistribution])])}`,
      );
    return placeOnShift(own, tables, inDistribution, shift.name, options);
  });
}

function placeOnShift(
  own: OwnModel,
  tables: PlacementTables,
  inDistribution: string,
  shift: string,
  options: FitOptions,
): Placement {
  const twoPieces = shift === "imagenet_a";
  const table = twoPieces ? "testbed" : tableWith(tables, inDistribution, shift);
  const belongs = table === "testbed" ? isMidBaseline : isBaseline;
  const published = pointsOf(withoutDuplicates(tables[table]), inDistribution, shift);
  const baseline = published.filter((point) => belongs(point.published));
  if (baseline.length < 2)
    throw new InputError(`${shift}: no published baseline on the axis ${inDistribution}`);
  // The model itself is measured and not fitted, even if it has the name of a published one.
  const point = pointOf(own, inDistribution, shift);
  const others = published.filter(({ model }) => model !== own.model);
  const titles = { inDistribution: testSetNamed(inDistribution).title, shift: testSetNamed(shift).title };
  const evaluate = twoPieces ? evaluateTwoPiecesAgainst : evaluateAgainst<PublishedPoint>;
  const evaluation = evaluate(baseline, [...others, point], { ...options, ...titles });
  const mine = evaluation.models.find(({ point: one }) => one === point)!;
  const rivals = evaluation.models.filter(({ point: one }) => one !== point);
  const xs = baseline.map(({ x }) => x);
  return {
    shift,
    inDistribution,
    table,
    x: own.counts.get(inDistribution)!,
    y: own.counts.get(shift)!,
    expected: mine.predicted,
    rhoPoints: intervalOf(mine.rhoPoints),
    ranks: ranksOf(mine, rivals),
    nearest: nearestTo(mine, rivals, options.scale ?? "logit"),
    baselineRange: { low: Math.min(...xs), high: Math.max(...xs) },
    baselineModels: baseline.length,
    evaluation,
  };
}

/** The table whose baseline has models with both accuracies; accuracies.csv is larger and comes first. */
function tableWith(tables: PlacementTables, x: string, y: string): keyof PlacementTables {
  const enough = (table: keyof PlacementTables) =>
    tables[table].filter((model) => isBaseline(model) && model.accuracies.has(x) && model.accuracies.has(y))
      .length >= fewestOnAxis;
  return enough("accuracies") ? "accuracies" : "testbed";
}

function pointOf({ model, family, counts }: OwnModel, x: string, y: string): PublishedPoint {
  const [atX, atY] = [counts.get(x)!, counts.get(y)!];
  const published: PublishedModel = {
    model,
    origin: "own",
    family: family ?? model,
    regime: "own",
    trainingData: "your model",
    weights: null,
    trainImages: null,
    paramsM: null,
    imageSize: null,
    samplesSeen: null,
    accuracies: new Map([...counts].map(([set, { correct, total }]) => [set, correct / total])),
  };
  return {
    model,
    family: published.family,
    x: atX.correct / atX.total,
    y: atY.correct / atY.total,
    xTotal: atX.total,
    yTotal: atY.total,
    published,
  };
}

type Measured = ShiftEvaluation["models"][number];

function ranksOf(mine: Measured, others: readonly Measured[]): RegimeRank[] {
  return (Object.keys(regimeTitles) as Regime[]).flatMap((regime) => {
    const group = others.filter(({ point }) => point.published.regime === regime);
    if (group.length === 0) return [];
    const below = group.filter(({ rhoPoints }) => rhoPoints.value < mine.rhoPoints.value).length;
    return [{ regime: regimeTitles[regime], models: group.length, below }];
  });
}

function nearestTo(mine: Measured, others: readonly Measured[], scaleName: ScaleName): NearModel[] {
  const scale = scaleNamed(scaleName);
  const distance = ({ point }: Measured) => {
    const [dx, dy] = (["x", "y"] as const).map(
      (axis) => scale.forward(point[axis]) - scale.forward(mine.point[axis]),
    );
    const far = Math.hypot(dx!, dy!);
    return Number.isNaN(far) ? 0 : far; // both infinite: the same place
  };
  return others
    .map((other) => ({ other, far: distance(other) }))
    .sort((a, b) => a.far - b.far)
    .slice(0, nearestShown)
    .map(({ other: { point, rhoPoints } }) => ({
      model: point.model,
      regime: regimeTitles[point.published.regime],
      trainingData: point.published.trainingData,
      x: point.x,
      y: point.y,
      rhoPoints: intervalOf(rhoPoints),
    }));
}
