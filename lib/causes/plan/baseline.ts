import { inDistributionOf } from "../../published/testsets/pictograms.js";
import type { RunSpecInput } from "../../training/train/spec.js";
import { type ArchitectureName, architectures } from "./architectures.js";
import type { Experiment, PlannedRun } from "./experiment.js";
import { referenceImages } from "./images.js";
import { averagedShifts } from "./margins.js";
import { drawn, reference, supervised } from "./recipes.js";
import { baselineSeeds } from "./seeds.js";

// The ordinary models that the baseline of every shift is fitted to: class labels, cross-entropy, the reference
// distribution. They differ in architecture, size, length of training and number of training icons.

const everywhere = [
  "pixels",
  "mlp 128",
  "mlp 256-128",
  "cnn 4",
  "cnn 8",
  "cnn 12",
  "cnn 16",
  "cnn 16 mean",
  "cnn 8 deep",
  "cnn 8 long",
  "mixer 8",
] as const satisfies readonly ArchitectureName[];

const subsampled = ["mlp 256-128", "cnn 4", "cnn 8", "cnn 12", "cnn 16", "cnn 8 long"] as const;

const thrice = [
  "pixels",
  "mlp 128",
  "cnn 4",
  "cnn 8",
  "cnn 12",
] as const satisfies readonly ArchitectureName[];

const [firstSeed, secondSeed, thirdSeed] = baselineSeeds;

/** Test sets on the planes of the averaged shifts. */
const onPlanes = averagedShifts.flatMap((shift) => [inDistributionOf(shift), shift]);

/** Runs of the first seed keep their predictions, so that pairs of models can be compared (agreementOnTheLine.ts). */
function kept(seed: number): Partial<RunSpecInput> {
  return seed === firstSeed ? { readouts: [{ kind: "head", keep: onPlanes }] } : {};
}

function run(architecture: ArchitectureName, steps: number, seed: number, images?: number): PlannedRun {
  const data = images === undefined ? reference : drawn("reference", images, seed);
  return {
    spec: supervised({ architecture, data, seed, steps }, kept(seed)),
    treatment: "baseline",
    ...(images !== undefined && { level: images }),
    budget: steps,
    architecture,
  };
}

/**
 * Models for the upper end of the line: the same training with more weight decay and smoothed labels, so that deeper
 * networks can train for longer. Chosen on the validation icons.
 */
function regularised(architecture: ArchitectureName, steps: number, seed: number): PlannedRun {
  const spec = supervised(
    { architecture, data: reference, seed, steps },
    {
      objective: { kind: "crossEntropy", smoothing: 0.1 },
      optimizer: { learningRate: architectures[architecture].learningRate, weightDecay: 0.3 },
      ...kept(seed),
    },
  );
  return { spec, treatment: "baseline", budget: steps, architecture };
}

export const baseline: Experiment = {
  name: "baseline",
  question: "What accuracy under shift goes with an accuracy in distribution, for ordinary models?",
  prediction:
    "One line per shift on logit axes, whatever the architecture and budget. Refuted for a shift whose R² stays below 0.9.",
  comparisons: [],
  runs: [
    ...everywhere.map((architecture) => run(architecture, 450, firstSeed)),
    run("resnet 8", 450, firstSeed),
    ...everywhere.map((architecture) => run(architecture, 150, firstSeed)),
    ...everywhere.map((architecture) => run(architecture, 900, firstSeed)),
    ...everywhere.map((architecture) => run(architecture, 300, secondSeed)),
    ...[2, 4].flatMap((part) =>
      subsampled.map((architecture) =>
        run(architecture, 450, secondSeed, Math.round(referenceImages / part)),
      ),
    ),
    ...thrice.map((architecture) => run(architecture, 225, thirdSeed)),
    ...thrice.map((architecture) => run(architecture, 100, thirdSeed)),
    run("vit 8", 900, firstSeed), // transformers learn slowly from so few icons
    run("cnn 32", 300, firstSeed),
    run("cnn 32", 1800, firstSeed),
    run("cnn 16", 1500, secondSeed),
    regularised("cnn 16", 1800, firstSeed),
    regularised("cnn 16 deep", 900, firstSeed),
    regularised("cnn 16 deep", 1800, firstSeed),
    regularised("cnn 16 deep", 1800, secondSeed),
    regularised("cnn 32 deep", 1800, firstSeed),
  ],
};
