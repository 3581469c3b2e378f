import { clopperPearson, type Interval, type RobustnessEstimate } from "../stats/index.js";
import type { MeasuredPoint } from "./shift.js";

/** A model as the plane draws it: accuracies as fractions with Clopper–Pearson intervals, ρ in points. */
export interface ModelWithIntervals {
  readonly model: string;
  readonly inDistribution: Interval;
  readonly shift: Interval;
  readonly rhoPoints: Interval;
}

/** Puts the intervals on a measured model. A mean over several shifts counts as its equivalent number of images. */
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
