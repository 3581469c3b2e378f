import { signedPoints } from "../../base/signedPoints.js";
import type { ThoughtModel } from "../../figures/confounder.js";
import { regimeMarks } from "../../figures/groupMarks.js";
import { isBaseline, withoutDuplicates } from "../../published/families.js";
import { type PublishedModel, pointsOf } from "../../published/model.js";
import { testSetNamed } from "../../published/testsets/dictionary.js";
import { evaluateAgainst, type MeasuredPoint } from "../../robustness/shift.js";
import { type Baseline, fitBaseline, type Interval } from "../../stats/index.js";
import type { PackedModels } from "../plane/planeData.js";

export const confounderShifts = ["imagenet_v2", "imagenet_sketch"] as const;
export type ConfounderShift = (typeof confounderShifts)[number];

/** The strengths the slider reaches: accuracies on ImageNet that both kinds of models have. */
export const strengths = { min: 0.4, max: 0.85, step: 0.01, start: 0.63 } as const;

/** What the page of the widget holds. */
export interface ConfounderData {
  /** Models trained on ImageNet alone and zero-shot CLIP models, with ImageNet and the shifts. */
  readonly models: PackedModels;
  readonly draws: number;
  readonly seed: number;
}

/** A simulated model at one strength. */
export interface SimulatedModel {
  readonly kind: "ordinary" | "clip";
  /** Accuracy under shift, a fraction: a whole number of test images. */
  readonly accuracy: number;
  readonly rhoPoints: Interval;
  /** Share of the ordinary models that are less accurate under shift. */
  readonly beats: number;
}

/** Two lines of one shift. */
export interface ConfounderLines {
  readonly shift: ConfounderShift;
  readonly ordinary: Baseline;
  readonly clip: Baseline;
  /** Accuracies under shift of the ordinary models. */
  readonly accuracies: readonly number[];
  /** Both simulated models at this in-distribution accuracy. */
  at(inDistribution: number): readonly SimulatedModel[];
}

/**
 * The line of models trained on ImageNet alone and the line of zero-shot CLIP on one shift, and a simulated model on each:
 * the one whose counts of right answers are what its line predicts.
 * @throws InputError if one of the lines cannot be fitted
 */
export function confounderLines(
  models: readonly PublishedModel[],
  shift: ConfounderShift,
  { draws, seed }: { readonly draws: number; readonly seed: number },
): ConfounderLines {
  const points = pointsOf(withoutDuplicates(models), "imagenet", shift);
  const baseline = points.filter(({ published }) => isBaseline(published));
  const ordinary = fitBaseline(baseline);
  const clip = fitBaseline(points.filter(({ published }) => published.regime === "clip-zero-shot"));
  const [xTotal, yTotal] = [testSetNamed("imagenet").images, testSetNamed(shift).images];
  const titles = { inDistribution: "", shift: "" };
  const accuracies = baseline.map(({ y }) => y);
  return {
    shift,
    ordinary,
    clip,
    accuracies,
    at(inDistribution) {
      const x = Math.round(inDistribution * xTotal) / xTotal;
      const simulated = (
        [
          ["ordinary", ordinary],
          ["clip", clip],
        ] as const
      ).map(([kind, line]) => ({
        model: kind,
        family: kind,
        x,
        y: Math.round(line.predict(x) * yTotal) / yTotal,
        xTotal,
        yTotal,
      }));
      const { models: measured } = evaluateAgainst<MeasuredPoint>(baseline, simulated, {
        draws,
        seed,
        ...titles,
      });
      return measured.map(({ point, rhoPoints }, at) => ({
        kind: simulated[at]!.model,
        accuracy: point.y,
        rhoPoints,
        beats: accuracies.filter((accuracy) => accuracy < point.y).length / accuracies.length,
      }));
    },
  };
}

type Text = (name: string, values?: Readonly<Record<string, string | number>>) => string;

/** What the figures of the confounder are drawn from, at one strength. */
export function confounderFigure(lines: ConfounderLines, now: number, text: Text) {
  const shift = testSetNamed(lines.shift).title;
  const models: ThoughtModel[] = lines.at(now).map(({ kind, rhoPoints }) => ({
    name: text(kind),
    mark: regimeMarks[kind === "ordinary" ? "standard" : "clip-zero-shot"],
    shiftAt: (x) => lines[kind].predict(x),
    rhoPoints,
  }));
  const options = {
    now,
    from: strengths.min,
    to: strengths.max,
    expected: (x: number) => lines.ordinary.predict(x),
    xTitle: text("xTitle"),
    titles: { accuracy: text("accuracyTitle"), rho: text("rhoTitle") },
    yTitles: { accuracy: text("yTitle", { shift }), rho: text("rhoAxis") },
    description: text("description"),
  };
  return { models, options };
}

/** Rows of the widget's table: model, accuracy under shift, share of ordinary models below, ρ with its interval. */
export function confounderRows(lines: ConfounderLines, now: number, text: Text): string[][] {
  return lines
    .at(now)
    .map(({ kind, accuracy, beats, rhoPoints: { value, low, high } }) => [
      text(kind),
      `${(100 * accuracy).toFixed(1)}%`,
      `${Math.round(100 * beats)}%`,
      `${signedPoints(value)} [${signedPoints(low)}, ${signedPoints(high)}]`,
    ]);
}
