import { Random } from "../../lib/base/random.js";
import { inDistributionOf, type PictogramShift } from "../../lib/published/testsets/pictograms.js";
import { packBits } from "../../lib/record/correctIcons.js";
import type { MiniatureModel, TestCount } from "../../lib/robustness/miniature.js";
import { scaleNamed } from "../../lib/stats/scale.js";

// A miniature of which the truth is known: models answer each icon of a class right with a probability that depends on
// the model, the class and the shift. All models meet the same classes and icons.

const logit = scaleNamed("logit");
const shifts = ["matched", "hand-drawn"] as const satisfies readonly PictogramShift[];

export interface SimulatedTreatment {
  readonly treatment: string;
  /** A budget or size; treatments of one name and several levels make a side. */
  readonly level?: number;
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
    name: { treatment: string; level?: number; architecture: string; seed: number },
    ability: number,
    extra: readonly number[],
  ) => {
    const run = Object.values(name).join(" ");
    const answers = random.stream(`answers ${run}`);
    models.push({
      model: run,
      hash: run,
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
  for (const { treatment, level, seeds, ability, effect } of treatments)
    for (let seed = 0; seed < seeds; seed++) {
      const scattered = shifts.map(() => effect + seedScatter * random.normal());
      const name = { treatment, ...(level !== undefined && { level }), architecture: "net 0", seed };
      add(name, ability + 0.05 * random.normal(), scattered);
    }
  return models;
}

/** Classes to integrate over: their difficulty, and what each has of its own under each shift, on the logit axis. */
interface ClassWorld {
  readonly hard: readonly number[];
  readonly own: readonly (readonly number[])[];
}

/** Standard deviation of an icon's difficulty. */
const iconDifficulty = 0.8;
/** Points and weights of a normal distribution, close enough for three digits of an accuracy. */
const icons = Array.from({ length: 41 }, (_, at) => -4 + at / 5).map((z) => ({
  z: iconDifficulty * z,
  weight: 0.2 * Math.exp(-(z ** 2) / 2) * (1 / Math.sqrt(2 * Math.PI)),
}));

/** Accuracy over infinitely many icons of classes at some places of the logit axis. */
function accuracyAt(places: readonly number[]): number {
  let sum = 0;
  for (const place of places)
    for (const { z, weight } of icons) sum += (weight * logit.inverse(place + z)) / places.length;
  return sum;
}

/** The classes of a simulated population, as `simulateMiniature` draws them with the same random numbers. */
export function classesOf({ classes, imagesPerClass }: SimulatedPopulation, random: Random): ClassWorld {
  return classWorld(classes, imagesPerClass, random);
}

/** So many classes that they stand for all. */
export function allClasses(classes = 20_000): ClassWorld {
  return classWorld(classes, 1, new Random("all classes"));
}

/**
 * True Δρ in percentage points, averaged over the two shifts, of a treatment with an effect against one of the same ability
 * without: over infinitely many icons of some classes.
 */
export function trueDeltaPoints(ability: number, effect: number, { hard, own }: ClassWorld): number {
  const points = own.map((each) => {
    const places = hard.map((one, c) => underShift(ability, one, each[c]!));
    return 100 * (accuracyAt(places.map((place) => place + effect)) - accuracyAt(places));
  });
  return points.reduce((sum, one) => sum + one, 0) / points.length;
}

/** The same averaged over the in-distribution accuracies between two abilities, each alike. */
export function trueDeltaOverRange(low: number, high: number, effect: number, world: ClassWorld): number {
  const abilities = Array.from({ length: 9 }, (_, at) => low + (at / 8) * (high - low));
  const x = abilities.map((ability) => accuracyAt(world.hard.map((one) => ability + one)));
  const delta = abilities.map((ability) => trueDeltaPoints(ability, effect, world));
  let area = 0;
  for (let at = 1; at < x.length; at++) area += ((x[at]! - x[at - 1]!) * (delta[at]! + delta[at - 1]!)) / 2;
  return area / (x.at(-1)! - x[0]!);
}

function underShift(ability: number, classDifficulty: number, own: number): number {
  return -0.6 + 0.9 * ability + classDifficulty + own;
}

function classWorld(classes: number, images: number, random: Random) {
  const hard = Array.from({ length: classes }, () => difficulty * random.normal());
  const own = shifts.map(() => Array.from({ length: classes }, () => ownUnderShift * random.normal()));
  // The icons of a class differ in difficulty too, and are the same for all models.
  const difficulties = [hard, ...own].map(() =>
    Array.from({ length: classes * images }, () => iconDifficulty * random.normal()),
  );
  const count = (logits: readonly number[], set: number, answers: Random): TestCount => {
    const bits = new Uint8Array(classes * images);
    const correctByClass = logits.map((at, c) => {
      let correct = 0;
      for (let i = c * images; i < (c + 1) * images; i++)
        if (answers.uniform() < logit.inverse(at + difficulties[set]![i]!)) {
          correct++;
          bits[i] = 1;
        }
      return correct;
    });
    return {
      correct: correctByClass.reduce((sum, one) => sum + one, 0),
      total: classes * images,
      correctByClass,
      totalByClass: correctByClass.map(() => images),
      correctIcons: packBits(bits),
    };
  };
  return {
    hard,
    own,
    counts(ability: number, extra: readonly number[], answers: Random): Map<string, TestCount> {
      const test = count(
        hard.map((one) => ability + one),
        0,
        answers,
      );
      return new Map([
        ["test", test],
        ...shifts.flatMap((shift, s): [string, TestCount][] => [
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
