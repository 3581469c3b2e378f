import { signedPoints } from "../../base/signedPoints.js";
import type { Figure } from "../../figures/figure.js";
import { regimeMarks } from "../../figures/groupMarks.js";
import { drawPlane, type PlaneGroup } from "../../figures/plane.js";
import { regimeTitles } from "../../published/regimeTitles.js";
import type { Regime } from "../../published/schema.js";
import { withAccuracyIntervals } from "../../robustness/accuracyIntervals.js";
import type { Interval } from "../../stats/index.js";
import { type EvaluatedPlane, ownName, type PlaneSettings } from "./evaluatePlane.js";
import type { PlaneText } from "./planeMessages.js";

const exactly = (value: number): Interval => ({ value, low: value, high: value, level: 0.95 });

/** In-distribution accuracy from which on models are drawn without being picked: as in the figures of notebook 00. */
export const drawnFrom = 0.2;

/**
 * The plane as chosen: all models faint by regime, and the picked ones on top with intervals and ρ as vertical lines.
 * @param tell the title of a test set in the page's language: in a title of two, neither could be told any more
 */
export function planeFigure(
  { points, evaluation }: EvaluatedPlane,
  text: PlaneText,
  tell: (title: string) => string = (title) => title,
): Figure {
  const { baseline, models } = evaluation;
  const [inDistribution, shift] = [tell(evaluation.inDistribution), tell(evaluation.shift)];
  const shown = new Set(models.map(({ point }) => point.model));
  const groups: PlaneGroup[] = (Object.keys(regimeTitles) as Regime[]).flatMap((regime) => {
    const others = points.filter(
      ({ published, model, x }) => published.regime === regime && !shown.has(model) && x >= drawnFrom,
    );
    return others.length === 0
      ? []
      : [
          {
            name: text("group", { regime: text(`regime.${regime}`), count: others.length }),
            points: others.map(({ model, x, y }) => ({
              model,
              inDistribution: exactly(x),
              shift: exactly(y),
            })),
            mark: regimeMarks[regime],
            faint: true,
          },
        ];
  });
  const picked = models.map((estimate) => ({
    ...withAccuracyIntervals(estimate),
    model: nameOf(estimate.point.model, text),
  }));
  if (picked.length > 0)
    groups.push({ name: text("picked"), points: picked, mark: regimeMarks.own, drops: true });
  return drawPlane({
    title: text("figureTitle", { shift, inDistribution }),
    xTitle: inDistribution,
    yTitle: shift,
    scale: baseline.scale,
    groups,
    baseline: {
      name: text("baselineName"),
      predict: baseline.predict,
      band: (x) => baseline.lineBand(x),
    },
  });
}

/** A picked model in words: accuracies and expectation in per cent, ρ with its interval in points. */
export interface PlaneRow {
  readonly model: string;
  readonly inDistribution: string;
  readonly shift: string;
  readonly expected: string;
  readonly rho: string;
}

/** One row per picked model. */
export function planeRows({ evaluation }: EvaluatedPlane, text: PlaneText): PlaneRow[] {
  const percent = (fraction: number) => `${(100 * fraction).toFixed(1)}%`;
  return evaluation.models.map(({ point, predicted, rhoPoints: { value, low, high } }) => ({
    model: nameOf(point.model, text),
    inDistribution: percent(point.x),
    shift: percent(point.y),
    expected: percent(predicted),
    rho: Number.isNaN(low)
      ? signedPoints(value)
      : `${signedPoints(value)} [${signedPoints(low)}, ${signedPoints(high)}]`,
  }));
}

/** The fitted line in a sentence, for two lines the one of stronger models; and how many models are not drawn. */
export function planeLine({ points, evaluation: { baseline } }: EvaluatedPlane, text: PlaneText): string {
  const hidden = points.filter(({ x }) => x < drawnFrom).length;
  const left = hidden > 0 ? ` ${text("notDrawn", { count: hidden, from: `${100 * drawnFrom}%` })}` : "";
  const line = text("line", {
    models: baseline.n,
    families: baseline.families,
    slope: baseline.slope.toFixed(3),
    intercept: baseline.intercept.toFixed(3).replace("-", "−"),
    r2: baseline.r2.toFixed(3),
  });
  return line + left;
}

const nameOf = (model: string, text: PlaneText) => (model === ownName ? text("ownName") : model);

/** The settings with which a page opens. */
export const firstSettings: PlaneSettings = {
  plane: "imagenet_v2",
  scale: "logit",
  baseline: "standard",
  method: "ols",
  picked: ["ViT-B-32/openai", "RN50/yfcc15m"],
};
