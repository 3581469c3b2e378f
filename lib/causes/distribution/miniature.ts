import { Random } from "../../base/random.js";
import type { RunSpecInput } from "../../training/train/spec.js";
import type { Experiment, PlannedRun } from "../plan/experiment.js";
import { drawnFromSets, supervised } from "../plan/recipes.js";
import { type WebFamily, webSets, webUiSets } from "../plan/webSets.js";

// Suspect 2: the training distribution. Equal numbers of labelled icons from other sources, three ways.

type Draw = RunSpecInput["data"]["train"][number];
const seeds = [1, 2, 3] as const;

/** Icons of each family in the comparison of families: as many as the smallest has. */
export const familyImages = 1300;
/** Icons of each mixture of reference and web-like pool. */
export const mixtureImages = 7000;
/** Shares of the web-like pool in the mixtures. */
const shares = [0, 0.25, 0.5, 0.75, 1] as const;
/** Icons in the comparison of numbers of sets: as many as one large set has. */
export const diversityImages = 512;

function families(seeds: readonly number[]): PlannedRun[] {
  const draws: Readonly<Record<string, Draw>> = {
    "reference (line UI)": { pool: "reference" },
    ...Object.fromEntries(
      (["other-ui", "multicolour", "emoji"] as const satisfies readonly WebFamily[]).map((family) => [
        family,
        { pool: "web", sets: webSets[family] },
      ]),
    ),
    "web-like pool": { pool: "web" },
  };
  return (["cnn 8", "cnn 16"] as const).flatMap((architecture) =>
    Object.entries(draws).flatMap(([name, draw]) =>
      seeds.map((seed) => ({
        spec: supervised({
          architecture,
          data: { train: [{ ...draw, images: familyImages }], seed },
          seed,
          steps: 300,
        }),
        treatment: `family: ${name}`,
        architecture,
      })),
    ),
  );
}

/** A part of the reference replaced by as many icons of the web-like pool. */
function mixture(architecture: "cnn 8" | "cnn 16", share: number, seed: number): PlannedRun {
  const web = Math.round(share * mixtureImages);
  const draws: Draw[] = [
    { pool: "reference" as const, images: mixtureImages - web },
    { pool: "web" as const, images: web },
  ].filter(({ images }) => images > 0);
  return {
    spec: supervised({ architecture, data: { train: draws, seed }, seed }),
    treatment: "mixture",
    level: share,
    architecture,
  };
}

/** Equal shares from k UI sets of the web-like pool; which sets is drawn by seed. */
function diversity(sets: number, seed: number): PlannedRun {
  const each = diversityImages / sets;
  const able = webUiSets.filter(({ labelled }) => labelled >= each).map(({ set }) => set);
  // One large set a seed, none twice.
  const chosen =
    sets === 1
      ? [able[(seed - 1) % able.length]!]
      : new Random(seed).stream(`${sets} sets`).sample(able, sets);
  return {
    spec: supervised({
      architecture: "cnn 8",
      data: drawnFromSets(chosen.toSorted(), diversityImages, seed),
      seed,
      steps: 300,
    }),
    treatment: "diversity",
    level: sets,
    architecture: "cnn 8",
  };
}

/** Runs that the pilot takes from here. */
export const distributionPilot: readonly PlannedRun[] = seeds.map((seed) => mixture("cnn 8", 1, seed));

/** The number of sets has two seeds more, the next ones: which sets are drawn scatters most. */
function runsWith(seeds: readonly number[]): PlannedRun[] {
  const last = Math.max(...seeds);
  return [
    ...(["cnn 8", "cnn 16"] as const).flatMap((architecture) =>
      shares.flatMap((share) => seeds.map((seed) => mixture(architecture, share, seed))),
    ),
    ...families(seeds),
    ...[1, 2, 4, 8, 16, 32].flatMap((sets) =>
      [...seeds, last + 1, last + 2].map((seed) => diversity(sets, seed)),
    ),
  ];
}

export const distribution: Experiment = {
  name: "distribution",
  question: "Does another training distribution make a model more robust than its accuracy says?",
  prediction:
    "At equal numbers of icons, ρ differs between sources by more than the margin, rises with the share of the web-like pool, and with the number of sets icons are drawn from. Refuted if all sources lie within ±2 points of the baseline.",
  comparisons: [
    {
      comparison: "web-like pool − reference, 7,000 icons each",
      a: { treatments: ["mixture"], level: 1 },
      b: { treatments: ["mixture"], level: 0 },
      primary: true,
    },
    {
      comparison: "icons from 32 sets − from one, 512 each",
      a: { treatments: ["diversity"], level: 32 },
      b: { treatments: ["diversity"], level: 1 },
      primary: true,
    },
    ...shares.slice(1, -1).map((share) => ({
      comparison: `${100 * share}% from the web-like pool − none`,
      a: { treatments: ["mixture"], level: share },
      b: { treatments: ["mixture"], level: 0 },
    })),
    ...["other-ui", "multicolour", "emoji", "web-like pool"].map((family) => ({
      comparison: `${family} − reference, 1,300 icons each`,
      a: { treatments: [`family: ${family}`] },
      b: { treatments: ["family: reference (line UI)"] },
    })),
  ],
  runs: runsWith(seeds),
  runsWith,
};
