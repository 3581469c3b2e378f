// What comparisons at equal accuracy find, on simulated sweeps of which the truth is known: each headline's share by true
// effect, and the coverage of the 95% intervals, for both estimands.
// Run: node dist/test/longer/power.js [simulations] [draws]; exit code 1 if a share that must be small is not, or a
// coverage is outside its limits.

import { Random } from "../../lib/base/random.js";
import { compareAtEqualAccuracy } from "../../lib/robustness/equalAccuracy.js";
import { evaluateMiniature } from "../../lib/robustness/miniature.js";
import type { Estimand } from "../../lib/robustness/testDraws.js";
import { treatmentDraws } from "../../lib/robustness/treatments.js";
import {
  allClasses,
  classesOf,
  type SimulatedPopulation,
  simulateMiniature,
  trueDeltaOverRange,
} from "../robustness/simulatedMiniature.js";

const shifts = ["matched", "hand-drawn"] as const;
const margins = { closePoints: 2, farPoints: 5, close: ["Matched UI sets"] };
const planned = { comparison: "a − b", a: { treatments: ["a"] }, b: { treatments: ["b"] } };
export const estimands = ["these classes", "other classes"] as const satisfies readonly Estimand[];

/** The structure of a simulated sweep: two sides, each with some budgets and seeds. */
export interface SweepDesign {
  readonly name: string;
  readonly classes: number;
  readonly imagesPerClass: number;
  readonly seeds: number;
  /** Mean abilities of the budgets, on the logit axis. */
  readonly abilities: readonly number[];
  readonly seedScatter: number;
}

export const sweepDesigns: readonly SweepDesign[] = [
  {
    name: "112 classes of 12 icons, 3 seeds",
    classes: 112,
    imagesPerClass: 12,
    seeds: 3,
    abilities: [-0.7, 0, 0.7],
    seedScatter: 0.05,
  },
  {
    name: "250 classes of 16 icons, 5 seeds",
    classes: 250,
    imagesPerClass: 16,
    seeds: 5,
    abilities: [-0.7, -0.2, 0.2, 0.7],
    seedScatter: 0.05,
  },
];

/** The effect on the logit axis that raises Δ by some percentage points, averaged over all classes. */
function effectFor(points: number, low: number, high: number): number {
  if (points === 0) return 0;
  const classes = allClasses(2000);
  let [less, more] = [0, 2];
  for (let halving = 0; halving < 20; halving++) {
    const middle = (less + more) / 2;
    if (trueDeltaOverRange(low, high, middle, classes) < points) less = middle;
    else more = middle;
  }
  return less;
}

/** Shares of simulated sweeps, as fractions. */
export interface SimulatedPower {
  readonly noRise: number;
  readonly raises: number;
  readonly covered: number;
  /** Mean width of the interval, percentage points. */
  readonly width: number;
}

/**
 * Simulates sweeps with a true effect and compares the sides at equal accuracy.
 * @param points true Δ over all classes, percentage points
 */
export function simulatedPower(
  design: SweepDesign,
  points: number,
  { simulations, draws }: { readonly simulations: number; readonly draws: number },
): Readonly<Record<Estimand, SimulatedPower>> {
  const { abilities, seeds, ...rest } = design;
  const [low, high] = [Math.min(...abilities), Math.max(...abilities)];
  const effect = effectFor(points, low, high);
  const side = (treatment: string, added: number) =>
    abilities.map((ability, level) => ({ treatment, level, seeds, ability, effect: added }));
  const population: SimulatedPopulation = { ...rest, treatments: [...side("a", effect), ...side("b", 0)] };
  const counts = Object.fromEntries(
    estimands.map((estimand) => [estimand, { noRise: 0, raises: 0, covered: 0, width: 0 }]),
  ) as Record<Estimand, { noRise: number; raises: number; covered: number; width: number }>;
  for (let run = 0; run < simulations; run++) {
    const name = `${design.name} ${points} ${run}`;
    const models = simulateMiniature(population, new Random(name));
    const evaluations = shifts.map((shift) => evaluateMiniature(models, { shift, draws: 2, seed: run }));
    for (const estimand of estimands) {
      const row = compareAtEqualAccuracy(treatmentDraws(evaluations, { draws, estimand }), [planned], {
        margins,
      }).at(-1)!;
      const truth =
        estimand === "other classes"
          ? points
          : trueDeltaOverRange(low, high, effect, classesOf(population, new Random(name)));
      const { low: from, high: to } = row.deltaPoints;
      const one = counts[estimand];
      if (from <= truth && truth <= to) one.covered += 1 / simulations;
      if (row.test.pUpper < 0.05) one.noRise += 1 / simulations;
      else if (row.test.verdict.kind === "higher") one.raises += 1 / simulations;
      one.width += (to - from) / simulations;
    }
  }
  return counts;
}

if (process.argv[1] === import.meta.filename) {
  const simulations = Number(process.argv[2] ?? 300);
  const draws = Number(process.argv[3] ?? 300);
  const started = performance.now();
  let outside = 0;
  const errorOf = (share: number) => Math.sqrt((share * (1 - share)) / simulations);
  for (const design of sweepDesigns) {
    console.log(`\n${design.name}`);
    for (const points of [0, 2, 3, 5]) {
      const found = simulatedPower(design, points, { simulations, draws });
      for (const estimand of estimands) {
        const { noRise, raises, covered, width } = found[estimand];
        // Three standard errors about 95% and 5%; with few seeds the interval may be cautious.
        const faulty =
          covered < 0.95 - 0.01 - 3 * errorOf(0.95) ||
          (points === 0 && raises > 0.025 + 0.01 + 3 * errorOf(0.025)) ||
          (points === 2 && estimand === "other classes" && noRise > 0.05 + 0.01 + 3 * errorOf(0.05));
        if (faulty) outside++;
        const percent = (share: number) => `${(100 * share).toFixed(1).padStart(5)}%`;
        console.log(
          `  +${points}  ${estimand.padEnd(13)}  no rise ${percent(noRise)}  raises ${percent(raises)}  ` +
            `covered ${percent(covered)}  width ${width.toFixed(2)}${faulty ? "  <- outside" : ""}`,
        );
      }
    }
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(
    `\n${simulations} simulations of ${draws} draws each, ${seconds} s; standard error of a share at most ` +
      `${(100 * errorOf(0.5)).toFixed(1)} points; ${outside} outside`,
  );
  process.exitCode = outside > 0 ? 1 : 0;
}
