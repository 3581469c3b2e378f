import type { MeasuredPoint, ShiftEvaluation } from "../robustness/shift.js";
import type { RobustnessEstimate } from "../stats/index.js";
import { pointsText } from "./pointsText.js";

/** One row per model of an evaluation: what it was trained on, its two accuracies as fractions, and ρ in points. */
export function modelRows({ models }: Pick<ShiftEvaluation, "models">): {
  model: string;
  regime: string;
  trainingData: string;
  inDistribution: number;
  shift: number;
  rho: number;
}[] {
  return models.map(({ point, rhoPoints }) => ({
    model: point.model,
    regime: point.published.regime,
    trainingData: point.published.trainingData,
    inDistribution: point.x,
    shift: point.y,
    rho: rhoPoints.value,
  }));
}

/** What a model's ρ is made of: `expected 50.3%, measured 55.9%: ρ = +5.6 [+4.5, +6.7] points`. */
export function rhoInWords({
  predicted,
  point,
  rhoPoints,
}: Pick<RobustnessEstimate<MeasuredPoint>, "predicted" | "point" | "rhoPoints">): string {
  const percent = (fraction: number) => `${(100 * fraction).toFixed(1)}%`;
  return `expected ${percent(predicted)}, measured ${percent(point.y)}: ρ = ${pointsText(rhoPoints)}`;
}
