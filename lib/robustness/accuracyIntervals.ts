import { clopperPearson, type Interval, type RobustnessEstimate } from "../stats/index.js";
import type { MeasuredPoint } from "./shift.js";

/** A measured model: accuracies as fractions with Clopper–Pearson intervals, ρ in percentage points. */
export interface ModelWithIntervals {
  readonly model: string;
  readonly inDistribution: Interval;
  readonly shift: Interval;
  readonly rhoPoints: Interval;
}

/**
 * Adds Clopper–Pearson intervals to a model's accuracies. A mean over shifts uses its equivalent number of images.
 */
export function withAccuracyIntervals(estimate: RobustnessEstimate<MeasuredPoint>): ModelWithIntervals {
  const { point, rhoPoints } = estimate;
  return {
    model: point.model,
    inDistribution: accuracyInterval(point.x, point.xTotal),
    shift: accuracyInterval(point.y, point.yTotal),
    rhoPoints,
  };
}

function accuracyInterval(value: number, images: number): Interval {
  const total = Math.round(images);
  return { ...clopperPearson({ correct: Math.round(value * total), total }), value };
}
