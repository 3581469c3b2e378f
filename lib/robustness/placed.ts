import type { RobustnessEstimate } from "../stats/bootstrap.js";
import { clopperPearson } from "../stats/interval.js";
import type { MeasuredPoint } from "./shift.js";

/** A number with its 95% interval. */
export interface WithInterval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** A model as the plane draws it: accuracies as fractions with Clopper–Pearson intervals, ρ in points. */
export interface PlacedModel {
  readonly model: string;
  readonly inDistribution: WithInterval;
  readonly shift: WithInterval;
  readonly rhoPoints: WithInterval;
}

/** Puts the intervals on a measured model. A mean over several shifts counts as its equivalent number of images. */
export function placed(estimate: RobustnessEstimate<MeasuredPoint>): PlacedModel {
  const { point, rhoPoints, lowPoints, highPoints } = estimate;
  return {
    model: point.model,
    inDistribution: accuracyInterval(point.x, point.xTotal),
    shift: accuracyInterval(point.y, point.yTotal),
    rhoPoints: { value: rhoPoints, low: lowPoints, high: highPoints },
  };
}

function accuracyInterval(value: number, images: number): WithInterval {
  const total = Math.round(images);
  const { low, high } = clopperPearson({ correct: Math.round(value * total), total });
  return { value, low, high };
}
