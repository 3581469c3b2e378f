// Simulated populations of models with known effective robustness, for measuring coverage, size and power.
import binomial from "@stdlib/random-base-binomial";
import type { Random } from "../../lib/base/random.js";
import type { ModelPoint } from "../../lib/stats/point.js";

/** A population: models of families about a true line on logit axes. */
export interface Design {
  readonly name: string;
  /** Number of models in each family. */
  readonly families: readonly number[];
  /**
   * Standard deviations on the logit axes: x between families and within, y shared by a family and each
   * model's own.
   */
  readonly spread: { readonly between: number; readonly within: number };
  readonly scatter: { readonly shared: number; readonly own: number };
  readonly imagesX: number;
  readonly imagesY: number;
}

/** A model asked about, by its true place: x on the logit axis and true ρ in points above the true line. */
export interface Target {
  readonly name: string;
  readonly logitX: number;
  readonly rhoPoints: number;
}

const slope = 1.1;
const intercept = -1.5;
const meanLogitX = 0.8; // 69%
const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));

export interface Population {
  readonly baseline: ModelPoint[];
  /** True ρ of each baseline model in points. */
  readonly baselineRho: number[];
  readonly targets: ModelPoint[];
}

export function simulate(design: Design, targets: readonly Target[], random: Random): Population {
  const count = binomial.factory({ prng: () => random.uniform() });
  const measured = (model: string, family: string, px: number, py: number): ModelPoint => ({
    model,
    family,
    x: count(design.imagesX, px) / design.imagesX,
    y: count(design.imagesY, py) / design.imagesY,
    xTotal: design.imagesX,
    yTotal: design.imagesY,
  });
  const baseline: ModelPoint[] = [];
  const baselineRho: number[] = [];
  design.families.forEach((size, f) => {
    const familyX = meanLogitX + design.spread.between * random.normal();
    const familyY = design.scatter.shared * random.normal();
    for (let m = 0; m < size; m++) {
      const v = familyX + design.spread.within * random.normal();
      const line = intercept + slope * v;
      const py = sigmoid(line + familyY + design.scatter.own * random.normal());
      baseline.push(measured(`${f}-${m}`, `family ${f}`, sigmoid(v), py));
      baselineRho.push(100 * (py - sigmoid(line)));
    }
  });
  return {
    baseline,
    baselineRho,
    targets: targets.map(({ name, logitX, rhoPoints }) =>
      measured(name, name, sigmoid(logitX), sigmoid(intercept + slope * logitX) + rhoPoints / 100),
    ),
  };
}

/** Family sizes of the published baselines, largest first. */
const timmFamilies = [
  ...[71, 54, 50, 46, 37, 25, 25, 18, 16, 16, 16, 16, 15, 15, 14, 12, 12, 11, 11, 11],
  ...Array<number>(66).fill(5),
  ...Array<number>(17).fill(1),
];
const testbedFamilies = [38, 16, 8, 5, 4, 4, 3, 3, ...Array<number>(5).fill(2), ...Array<number>(11).fill(1)];

export const designs: readonly Design[] = [
  {
    name: "accuracies.csv on Sketch: 103 uneven families, much scatter",
    families: timmFamilies,
    spread: { between: 0.25, within: 0.25 },
    scatter: { shared: 0.08, own: 0.06 },
    imagesX: 50_000,
    imagesY: 50_000,
  },
  {
    name: "accuracies.csv on V2: 103 uneven families, image noise leads",
    families: timmFamilies,
    spread: { between: 0.25, within: 0.25 },
    scatter: { shared: 0.01, own: 0.01 },
    imagesX: 50_000,
    imagesY: 10_000,
  },
  {
    name: "testbed.csv: 24 families, one of 38",
    families: testbedFamilies,
    spread: { between: 0.4, within: 0.4 },
    scatter: { shared: 0.1, own: 0.08 },
    imagesX: 50_000,
    imagesY: 18_514,
  },
  {
    name: "12 families of 8",
    families: Array<number>(12).fill(8),
    spread: { between: 0.4, within: 0.4 },
    scatter: { shared: 0.1, own: 0.08 },
    imagesX: 50_000,
    imagesY: 10_000,
  },
  {
    name: "12 uneven families, scatter mostly shared",
    families: [30, 15, 10, 8, 5, 4, 3, 2, 2, 1, 1, 1],
    spread: { between: 0.5, within: 0.15 },
    scatter: { shared: 0.12, own: 0.05 },
    imagesX: 50_000,
    imagesY: 10_000,
  },
  {
    name: "12 families of one model, 2,000 test images",
    families: Array<number>(12).fill(1),
    spread: { between: 0.6, within: 0 },
    scatter: { shared: 0, own: 0.1 },
    imagesX: 2000,
    imagesY: 2000,
  },
  {
    name: "miniature: 14 families of 3 runs, 2,000 and 1,000 test images",
    families: Array<number>(14).fill(3),
    spread: { between: 0.5, within: 0.1 },
    scatter: { shared: 0.08, own: 0.04 },
    imagesX: 2000,
    imagesY: 1000,
  },
  {
    name: "6 families of 6",
    families: Array<number>(6).fill(6),
    spread: { between: 0.4, within: 0.3 },
    scatter: { shared: 0.1, own: 0.08 },
    imagesX: 10_000,
    imagesY: 10_000,
  },
];
