import { testSetNamed } from "../published/testsets/dictionary.js";
import type { Placement } from "../robustness/placeModel.js";
import { pointsText } from "./pointsText.js";

const percent = (fraction: number, digits = 1) => `${(100 * fraction).toFixed(digits)}%`;

/**
 * A placement in lines of text: accuracy and expectation, ρ, the share of published models with a lower ρ by regime,
 * and the nearest published models.
 */
export function placementLines(placement: Placement): string[] {
  const { x, y, expected, rhoPoints, ranks, nearest, table, baselineModels } = placement;
  const [inDistribution, shift] = [testSetNamed(placement.inDistribution), testSetNamed(placement.shift)];
  const width = nearest.reduce((widest, { model }) => Math.max(widest, model.length), 0);
  return [
    `${shift.title}, given ${inDistribution.title} ${percent(x.correct / x.total)}`,
    `  measured ${percent(y.correct / y.total)}, an ordinary model is expected to reach ${percent(expected)} (${baselineModels} models of ${table}.csv)`,
    `  effective robustness ρ = ${pointsText(rhoPoints)}`,
    ...ranks.map(({ regime, models, below }) => `  above ${below} of ${models}: ${regime}`),
    "  nearest published models:",
    ...nearest.map(
      (near) =>
        `    ${near.model.padEnd(width)}  ${percent(near.x)} → ${percent(near.y)}  ρ ${near.rhoPoints.value.toFixed(1)}  ${near.trainingData}`,
    ),
    ...placementCautions(placement).map((caution) => `  note: ${caution}`),
  ];
}

const nearOne = 0.999;

/** What to be careful about when reading a placement, one sentence each. */
export function placementCautions({ x, y, shift, inDistribution, baselineRange }: Placement): string[] {
  const [setX, setY] = [testSetNamed(inDistribution), testSetNamed(shift)];
  const cautions: string[] = [];
  const accuracy = x.correct / x.total;
  if (accuracy < baselineRange.low || accuracy > baselineRange.high)
    cautions.push(
      `${percent(accuracy)} lies outside the baseline's range (${percent(baselineRange.low)} to ${percent(baselineRange.high)}): the line is extrapolated, and the interval does not include that`,
    );
  if (inDistribution !== setY.inDistribution)
    cautions.push(
      `${setY.title} has ${setY.classes} classes and the x axis 1000; with the accuracy on the same classes (${setY.inDistribution}) ρ would be 3 to 6 points lower or higher`,
    );
  if (shift === "imagenet_a")
    cautions.push(
      "ImageNet-A was filtered against a ResNet-50, so the baseline has two pieces; do not average it with other shifts",
    );
  for (const [set, count] of [
    [setX, x],
    [setY, y],
  ] as const) {
    if (![set.images, ...Object.values(set.imagesBySource)].includes(count.total))
      cautions.push(`${set.title} has ${set.images} images and the count is of ${count.total}`);
    if (count.correct / count.total >= nearOne || count.correct === 0)
      cautions.push(
        `${percent(count.correct / count.total)} on ${set.title} is too close to the end of the scale`,
      );
  }
  return cautions;
}
