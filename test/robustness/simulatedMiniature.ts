import { Random } from "../../lib/base/random.js";
import { inDistributionOf, type PictogramShift } from "../../lib/published/testsets/pictograms.js";
import type { MiniatureModel } from "../../lib/robustness/miniature.js";
import type { ClassCount } from "../../lib/stats/classBootstrap.js";
import { scaleNamed } from "../../lib/stats/scale.js";

// A miniature of which the truth is known: models answer each icon of a class right with a probability that depends on
// the model, the class and the shift. All models meet the same classes and icons.

const logit = scaleNamed("logit");
const shifts = ["matched", "hand-drawn"] as const satisfies readonly PictogramShift[];

export interface SimulatedTreatment {
  readonly treatment: string;
  readonly seeds: number;
  /** Mean ability on the logit axis. */
  readonly ability: number;
  /** What the treatment adds under shift, on the logit axis. */
  readonly effect: number;
}

export interface SimulatedPopulation {
  readonly classes: number;
  readonly imagesPerClass: number;
  /** Standard deviation over seeds of what is added under shift, on the logit axis. */
  readonly seedScatter: number;
  readonly treatments: readonly SimulatedTreatment[];
}

/** Standard deviation of class difficulty on the logit axis, and of what a class has of its own under shift. */
const [difficulty, ownUnderShift] = [0.9, 0.5];
/** Standard deviation of an architecture's departure from the line. */
const architectureScatter = 0.06;
const architectures = 12;
const baselineRuns = 4;

/** Models of a simulated sweep: a baseline of 12 architectures with 4 runs each, and the treatments. */
export function simulateMiniature(population: SimulatedPopulation, random: Random): MiniatureModel[] {
  const { classes, imagesPerClass, seedScatter, treatments } = population;
  const world = classWorld(classes, imagesPerClass, random);
  const models: MiniatureModel[] = [];
  const add = (
    name: { treatment: string; architecture: string; seed: number },
    ability: number,
    extra: readonly number[],
  ) => {
    const answers = random.stream(`answers ${name.treatment} ${name.architecture} ${name.seed}`);
    models.push({
      model: `${name.treatment} ${name.architecture} ${name.seed}`,
      hash: `${name.treatment} ${name.architecture} ${name.seed}`,
      readout: "head",
      trained: 1,
      trainImages: 7000,
      ...name,
      counts: world.counts(ability, extra, answers),
    });
  };
  for (let a = 0; a < architectures; a++) {
    const own = shifts.map(() => architectureScatter * random.normal());
    for (let seed = 0; seed < baselineRuns; seed++) {
      const scattered = own.map((departure) => departure + seedScatter * random.normal());
      add(
        { treatment: "baseline", architecture: `net ${a}`, seed },
        -0.8 + 1.8 * random.uniform(),
        scattered,
      );
    }
  }
  for (const { treatment, seeds, ability, effect } of treatments)
    for (let seed = 0; seed < seeds; seed++) {
      const scattered = shifts.map(() => effect + seedScatter * random.normal());
      add({ treatment, architecture: "net 0", seed }, ability + 0.05 * random.normal(), scattered);
    }
  return models;
}

/**
 * Δρ in percentage points, averaged over the two shifts, of a treatment against one of the same ability without an
 * effect, over infinitely many classes: accuracies integrated over class difficulty.
 */
export function trueDeltaPoints(ability: number, effect: number): number {
  const random = new Random("truth");
  let sum = 0;
  const draws = 200_000;
  for (let draw = 0; draw < draws; draw++) {
    const at = underShift(ability, difficulty * random.normal(), ownUnderShift * random.normal());
    sum += logit.inverse(at + effect) - logit.inverse(at);
  }
  return (100 * sum) / draws;
}

function underShift(ability: number, classDifficulty: number, own: number): number {
  return -0.6 + 0.9 * ability + classDifficulty + own;
}

function classWorld(classes: number, images: number, random: Random) {
  const hard = Array.from({ length: classes }, () => difficulty * random.normal());
  const own = shifts.map(() => Array.from({ length: classes }, () => ownUnderShift * random.normal()));
  // The icons of a class differ in difficulty too, and are the same for all models.
  const icons = [hard, ...own].map(() =>
    Array.from({ length: classes * images }, () => 0.8 * random.normal()),
  );
  const count = (logits: readonly number[], set: number, answers: Random): ClassCount => {
    const correctByClass = logits.map((at, c) => {
      let correct = 0;
      for (let i = 0; i < images; i++)
        if (answers.uniform() < logit.inverse(at + icons[set]![c * images + i]!)) correct++;
      return correct;
    });
    return {
      correct: correctByClass.reduce((sum, one) => sum + one, 0),
      total: classes * images,
      correctByClass,
      totalByClass: correctByClass.map(() => images),
    };
  };
  return {
    counts(ability: number, extra: readonly number[], answers: Random): Map<string, ClassCount> {
      const test = count(
        hard.map((one) => ability + one),
        0,
        answers,
      );
      return new Map([
        ["test", test],
        ...shifts.flatMap((shift, s): [string, ClassCount][] => [
          [inDistributionOf(shift), test],
          [
            shift,
            count(
              hard.map((one, c) => underShift(ability, one, own[s]![c]!) + extra[s]!),
              s + 1,
              answers,
            ),
          ],
        ]),
      ]);
    },
  };
}
