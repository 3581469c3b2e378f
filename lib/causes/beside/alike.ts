import type { RunSpecInput } from "../../training/train/spec.js";
import type { Experiment } from "../plan/experiment.js";
import { alikeImages } from "../plan/images.js";
import { supervised, usualArchitecture } from "../plan/recipes.js";
import { besideSeeds } from "../plan/seeds.js";

// Diverse, or alike? The web-like pool may help because it holds icons like those of the shifts. It is pruned to be no more
// like them than the reference is (Mayilvahanan et al. 2024), and compared with as many icons drawn otherwise.

const budgets = [80, 200, 900] as const;

type Draw = RunSpecInput["data"]["train"][number];

const draws: Readonly<Record<string, Draw>> = {
  "web-like pool without icons alike": { pool: "web", exceptIcons: "alike" },
  "web-like pool, as many at random": { pool: "web" },
  "web-like pool, as many without emoji": { pool: "web", exceptFamilies: ["emoji"] },
  "reference, as many": { pool: "reference" },
};

const [pruned, random, withoutEmoji, ofReference] = Object.keys(draws) as [string, string, string, string];

function compared(comparison: string, a: string, b: string) {
  return { comparison, a: { treatments: [a] }, b: { treatments: [b] }, equalAccuracy: true as const };
}

export const alike: Experiment = {
  name: "alike",
  question:
    "Does the web-like pool help because it is diverse, or because it holds icons like those of the shifts?",
  prediction:
    "Without the icons that are nearer to a test icon than the reference is, the pool still lies above the reference, by at least half of what as many icons at random do. Refuted if nothing is left.",
  comparisons: [
    compared("without icons alike − as many at random", pruned, random),
    compared("without icons alike − reference", pruned, ofReference),
    compared("as many at random − reference", random, ofReference),
    compared("without emoji − as many at random", withoutEmoji, random),
  ],
  runs: Object.entries(draws).flatMap(([treatment, draw]) =>
    budgets.flatMap((steps) =>
      besideSeeds.map((seed) => ({
        spec: supervised({
          architecture: usualArchitecture,
          data: { train: [{ ...draw, images: alikeImages }], seed },
          seed,
          steps,
        }),
        treatment,
        budget: steps,
        architecture: usualArchitecture,
      })),
    ),
  ),
};
