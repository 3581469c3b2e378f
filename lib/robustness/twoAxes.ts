import { InputError } from "../base/errors.js";
import {
  inDistributionOf,
  type PictogramShift,
  pictogramTestSets,
} from "../published/testsets/pictograms.js";
import { average as mean, type ScaleName, scaleNamed } from "../stats/index.js";
import { type AccuracyAverage, accuracyOf, isMiniatureBaseline, type MiniatureModel } from "./miniature.js";

/** The two in-distribution axes: the reference's test, and icons held out of the web-like pool. */
const otherAxis = "webTest";

/** scaled y = intercept + reference · scaled x₁ + web · scaled x₂. */
export interface BaselinePlane {
  readonly intercept: number;
  readonly reference: number;
  readonly web: number;
  /** Share of the variance of the scaled y that the plane explains, and that a line over either axis alone does. */
  readonly r2: number;
  readonly r2OfLine: number;
  readonly r2OfWebLine: number;
  /** Models that it is fitted to. */
  readonly models: number;
}

/** A model on both axes, with its distances from the plane and from a line over either axis. */
export interface TwoAxisModel {
  readonly of: MiniatureModel;
  readonly reference: number;
  readonly web: number;
  readonly shifted: number;
  /** Whether the plane is fitted to it. */
  readonly isFitted: boolean;
  /** Accuracies under shift that the lines over the reference's test and over the pool's, and the plane, expect. */
  readonly expected: Readonly<Record<TwoAxisBaseline, number>>;
  /** Percentage points: from the plane, and from the lines over the first and over the second axis. */
  readonly rhoPoints: number;
  readonly rhoFromLinePoints: number;
  readonly rhoFromWebLinePoints: number;
}

/** What ρ is measured from: a line over one of the axes, or the plane over both. */
export type TwoAxisBaseline = "reference" | "web" | "both";

/** Models of the miniature on one shift, measured from a baseline on two axes. */
export interface TwoAxisEvaluation {
  /** Title of the shift. */
  readonly shift: string;
  readonly plane: BaselinePlane;
  readonly models: readonly TwoAxisModel[];
}

/**
 * Effective robustness with two in-distribution test sets (Shi et al. 2023, §3): accuracy under shift is predicted from the
 * accuracy on the reference's test and that on icons held out of the web-like pool, both on the shift's classes, by least
 * squares on scaled axes. A model that is only better on one of the pools is then no more robust than its accuracies say.
 * @param options.isBaseline models that the plane is fitted to: ordinary models trained on each of the pools, otherwise the two
 *   axes say the same. Those below the floor of the ordinary baseline should be left out
 * @param options.isOnLines models that the two lines are fitted to, default those of the plane
 * @param options.average how accuracies are averaged, default `balanced`
 * @throws InputError if fewer than four baseline models were measured on all three test sets, or they lie on one line
 */
export function evaluateTwoAxes(
  models: readonly MiniatureModel[],
  {
    shift,
    isBaseline = isMiniatureBaseline,
    isOnLines = isBaseline,
    average = "balanced",
    scale: name = "logit",
  }: {
    readonly shift: PictogramShift;
    readonly isBaseline?: (model: MiniatureModel) => boolean;
    readonly isOnLines?: (model: MiniatureModel) => boolean;
    readonly average?: AccuracyAverage;
    readonly scale?: ScaleName;
  },
): TwoAxisEvaluation {
  const scale = scaleNamed(name);
  const testsets = [inDistributionOf(shift), `${otherAxis}:${shift}`, shift] as const;
  const measured = models.flatMap((of) => {
    const found = testsets.map((testset) => of.counts.get(testset));
    if (found.some((count) => count === undefined)) return [];
    const accuracies = found.map((count) => accuracyOf(count!, average).accuracy);
    const [reference, web, shifted] = accuracies as [number, number, number];
    const scaled = accuracies.map((accuracy) => scale.forward(accuracy));
    return [{ of, reference, web, shifted, scaled: scaled as [number, number, number] }];
  });
  const isFitted = ({ of, scaled }: (typeof measured)[number]) =>
    isBaseline(of) && scaled.every(Number.isFinite);
  const fitted = measured.filter(isFitted).map(({ scaled }) => scaled);
  if (fitted.length < 4)
    throw new InputError(
      `${shift}: ${fitted.length} baseline models measured on ${testsets.join(", ")}, expected at least 4`,
    );
  const plane = planeThrough(fitted, shift);
  const onLines = measured
    .filter(({ of, scaled }) => isOnLines(of) && scaled.every(Number.isFinite))
    .map(({ scaled }) => scaled);
  const lines = [lineThrough(onLines, 0), lineThrough(onLines, 1)] as const;
  const onPlane = ([x, web]: Scaled) => plane.intercept + plane.reference * x + plane.web * web;
  const r2OverAxis = (axis: 0 | 1) => {
    const line = lineThrough(fitted, axis);
    return explained(fitted, (row) => line.intercept + line.slope * row[axis]);
  };
  return {
    shift: pictogramTestSets[shift].title,
    plane: {
      ...plane,
      r2: explained(fitted, onPlane),
      r2OfLine: r2OverAxis(0),
      r2OfWebLine: r2OverAxis(1),
      models: fitted.length,
    },
    models: measured.map((model) => {
      const { scaled, ...found } = model;
      const expected = {
        reference: scale.inverse(lines[0].intercept + lines[0].slope * scaled[0]),
        web: scale.inverse(lines[1].intercept + lines[1].slope * scaled[1]),
        both: scale.inverse(onPlane(scaled)),
      };
      return {
        ...found,
        isFitted: isFitted(model),
        expected,
        rhoPoints: 100 * (model.shifted - expected.both),
        rhoFromLinePoints: 100 * (model.shifted - expected.reference),
        rhoFromWebLinePoints: 100 * (model.shifted - expected.web),
      };
    }),
  };
}

type Scaled = readonly [reference: number, web: number, shifted: number];

/** Sums of products of two centred columns, for the normal equations. */
function centredProducts(rows: readonly Scaled[]) {
  const centres = [0, 1, 2].map((column) => mean(rows.map((row) => row[column]!))) as [
    number,
    number,
    number,
  ];
  const product = (a: number, b: number) =>
    rows.reduce((sum, row) => sum + (row[a]! - centres[a]!) * (row[b]! - centres[b]!), 0);
  return { centres, product };
}

function planeThrough(rows: readonly Scaled[], shift: PictogramShift) {
  const { centres, product } = centredProducts(rows);
  const [aa, ab, bb] = [product(0, 0), product(0, 1), product(1, 1)];
  const determinant = aa * bb - ab * ab;
  if (!(determinant > 1e-9 * aa * bb))
    throw new InputError(
      `${shift}: the baseline's accuracies on both pools lie on one line, expected models trained on either pool`,
    );
  const [ay, by] = [product(0, 2), product(1, 2)];
  const reference = (ay * bb - by * ab) / determinant;
  const web = (by * aa - ay * ab) / determinant;
  return { reference, web, intercept: centres[2] - reference * centres[0] - web * centres[1] };
}

function lineThrough(rows: readonly Scaled[], axis: 0 | 1) {
  const { centres, product } = centredProducts(rows);
  const slope = product(axis, 2) / product(axis, axis);
  return { slope, intercept: centres[2] - slope * centres[axis] };
}

function explained(rows: readonly Scaled[], predict: (row: Scaled) => number): number {
  const { product } = centredProducts(rows);
  return 1 - rows.reduce((sum, row) => sum + (row[2] - predict(row)) ** 2, 0) / product(2, 2);
}
