import { Random } from "../../base/random.js";
import type { RunSpecInput } from "../../training/train/spec.js";
import type { Experiment, PlannedRun } from "../plan/experiment.js";
import { equalImages, familyImages } from "../plan/images.js";
import {
  drawnFromSets,
  labelBudgets,
  labels,
  supervised,
  supervisedSteps,
  usualArchitecture,
} from "../plan/recipes.js";
import { besideSeeds, sweepSeeds } from "../plan/seeds.js";
import { webUiSets } from "../plan/webSets.js";

// Suspect 2: the training distribution. Equal numbers of labelled icons from different sources. The first comparison is
// primary; mixtures, families and numbers of sets stand beside.

type Draw = RunSpecInput["data"]["train"][number];

/** Shares of the web-like pool in the mixtures between the two sources. */
const shares = [0.25, 0.5, 0.75] as const;
/** Icons in the comparison of numbers of sets: the number in one large set. */
const diversityImages = 512;
const otherSteps = 300;

/** The two sources at every budget: the pilot, and the primary comparison. */
function sources(seeds: readonly number[]): PlannedRun[] {
  return ([0, 1] as const).flatMap((share) =>
    labelBudgets.flatMap((steps) =>
      seeds.map((seed) => ({
        spec: labels(share === 0 ? "reference" : "web", seed, steps),
        treatment: "mixture",
        level: share,
        budget: steps,
        architecture: usualArchitecture,
      })),
    ),
  );
}

/** The reference with a share of its icons replaced by icons of the web-like pool. */
function mixture(share: number, seed: number): PlannedRun {
  const web = Math.round(share * equalImages);
  return {
    spec: supervised({
      architecture: usualArchitecture,
      data: {
        train: [
          { pool: "reference", images: equalImages - web },
          { pool: "web", images: web },
        ],
        seed,
      },
      seed,
    }),
    treatment: "mixture",
    level: share,
    budget: supervisedSteps,
    architecture: usualArchitecture,
  };
}

function families(seeds: readonly number[]): PlannedRun[] {
  const draws: Readonly<Record<string, Draw>> = {
    "reference (line UI)": { pool: "reference" },
    "other-ui": { pool: "web", families: ["other-ui"] },
    multicolour: { pool: "web", families: ["multicolour"] },
    emoji: { pool: "web", families: ["emoji"] },
    "web-like pool": { pool: "web" },
  };
  return Object.entries(draws).flatMap(([name, draw]) =>
    seeds.map((seed) => ({
      spec: supervised({
        architecture: usualArchitecture,
        data: { train: [{ ...draw, images: familyImages }], seed },
        seed,
        steps: otherSteps,
      }),
      treatment: `family: ${name}`,
      architecture: usualArchitecture,
    })),
  );
}

/** Equal shares from k UI sets of the web-like pool. The seed draws the sets. */
function diversity(sets: number, seed: number): PlannedRun {
  const each = diversityImages / sets;
  const able = webUiSets.filter(({ labelled }) => labelled >= each).map(({ set }) => set);
  // One large set per seed, none of them twice.
  const chosen =
    sets === 1
      ? [able[(seed - 1) % able.length]!]
      : new Random(seed).stream(`${sets} sets`).sample(able, sets);
  return {
    spec: supervised({
      architecture: "cnn 8",
      data: drawnFromSets(chosen.toSorted(), diversityImages, seed),
      seed,
      steps: otherSteps,
    }),
    treatment: "diversity",
    level: sets,
    architecture: "cnn 8",
  };
}

const a = { treatments: ["mixture"], level: 1 } as const;
const b = { treatments: ["mixture"], level: 0 } as const;

export const distribution: Experiment = {
  name: "distribution",
  question: "Does another training distribution make a model more robust than its accuracy says?",
  prediction:
    "At equal numbers of icons and equal accuracy, models of the web-like pool lie above those of the reference by more than the margin, and the distance grows with the share of the pool. Refuted if both sources lie within ±2 points of each other.",
  comparisons: [
    {
      comparison: `web-like pool − reference, ${equalImages.toLocaleString("en")} icons each`,
      a,
      b,
      equalAccuracy: true,
      primary: true,
    },
    ...[...shares, 1].map((share) => ({
      comparison: `${100 * share}% from the web-like pool − none, ${supervisedSteps} steps`,
      a: { treatments: ["mixture"], level: share, budget: supervisedSteps },
      b: { ...b, budget: supervisedSteps },
    })),
    {
      comparison: `icons from 32 sets − from one, ${diversityImages} each`,
      a: { treatments: ["diversity"], level: 32 },
      b: { treatments: ["diversity"], level: 1 },
    },
    ...["other-ui", "multicolour", "emoji", "web-like pool"].map((family) => ({
      comparison: `${family} − reference, ${familyImages.toLocaleString("en")} icons each`,
      a: { treatments: [`family: ${family}`] },
      b: { treatments: ["family: reference (line UI)"] },
    })),
  ],
  runs: [
    ...sources(sweepSeeds),
    ...shares.flatMap((share) => besideSeeds.map((seed) => mixture(share, seed))),
    ...families(besideSeeds),
    ...[1, 2, 4, 8, 16, 32].flatMap((sets) => sweepSeeds.map((seed) => diversity(sets, seed))),
  ],
  runsWith: sources,
};
