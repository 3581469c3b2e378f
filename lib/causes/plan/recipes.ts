import type { ReadoutSpec } from "../../training/objectives/readoutSchema.js";
import { parseSpec, type RunSpec, type RunSpecInput } from "../../training/train/spec.js";
import { type ArchitectureName, architectures } from "./architectures.js";
import { equalImages } from "./images.js";

// Training recipes that experiments share, so that treatments differ in one thing only.

type DataInput = RunSpecInput["data"];

export const reference: DataInput = { train: [{ pool: "reference" }] };

/** Draws a number of labelled icons from a pool. With one seed, larger draws contain smaller ones. */
export function drawn(pool: "reference" | "web", images: number, seed: number): DataInput {
  return { train: [{ pool, images }], seed };
}

/** Equal shares of this many icons in all from each of these sets of the web-like pool. */
export function drawnFromSets(sets: readonly string[], images: number, seed: number): DataInput {
  return { train: sets.map((set) => ({ pool: "web", sets: [set], images: images / sets.length })), seed };
}

/** The network of everything but the baseline and the numbers of sets. */
export const usualArchitecture = "cnn 16";

/**
 * Steps of 128 icons in training with labels. Side by side they cover a range of accuracies, so that two sides can be
 * compared at equal accuracy. The short ones cost little and reach down to what CLIP reaches.
 */
export const labelBudgets = [80, 125, 200, 400, 900] as const;
/** Steps of 256 pairs for CLIP: on captions of equally many icons, and with class names as captions. */
export const captionBudgets = [50, 110, 300, 900] as const;
export const classNameBudgets = [50, 100, 250, 600] as const;
/** Steps of 256 pairs of views. */
export const viewBudgets = [75, 150, 300, 600] as const;

/** Steps of 128 icons in training with labels, and of 256 in contrastive training, where a treatment has one budget. */
export const supervisedSteps = 400;
export const contrastiveSteps = 300;

interface Common {
  readonly architecture: ArchitectureName;
  readonly data: DataInput;
  readonly seed: number;
  readonly steps?: number;
}

type Objective = RunSpecInput["objective"];

/** Training with class labels and cross-entropy. */
export function supervised(
  { architecture, data, seed, steps = supervisedSteps }: Common,
  more: Partial<RunSpecInput> = {},
): RunSpec {
  const { model, learningRate } = architectures[architecture];
  return parseSpec({
    model,
    objective: { kind: "crossEntropy" },
    data,
    budget: { steps, batchSize: 128 },
    optimizer: { learningRate },
    seed,
    ...more,
  });
}

/** Training with labels on a number of icons of a pool: the side that most comparisons share. */
export function labels(
  pool: "reference" | "web",
  seed: number,
  steps: number,
  images: number = equalImages,
): RunSpec {
  return supervised({ architecture: usualArchitecture, data: drawn(pool, images, seed), seed, steps });
}

/** Peak learning rates, chosen on the validation icons: 5e-3 beat the usual rate where words are compared or predicted. */
const learningRates: Partial<Record<NonNullable<Objective>["kind"], number>> = { clip: 5e-3, tags: 5e-3 };
const usualLearningRate = 2e-3;

/** Training that compares images with texts or with each other, or predicts text. */
export function pretrained(
  objective: Objective,
  { architecture, data, seed, steps = contrastiveSteps }: Common,
  more: Partial<RunSpecInput> = {},
): RunSpec {
  return parseSpec({
    model: architectures[architecture].model,
    objective,
    data,
    budget: { steps, batchSize: 256 },
    optimizer: { learningRate: learningRates[objective.kind] ?? usualLearningRate },
    seed,
    ...more,
  });
}

type CaptionInput = NonNullable<Extract<Objective, { kind: "clip" }>["captions"]>;
type Captions = Extract<CaptionInput, { kind: "text" }>;

/** The read-out of every comparison: class names alone. Captions are titles and hold no sentences. */
export const classNamesAlone = { kind: "zeroShot", templates: "name" } as const satisfies ReadoutSpec;

/**
 * CLIP with a bag of words as text encoder, as the search on validation icons left it (data/sweep/PLAN-2.md): room for all
 * classes in the joint space, and for the words of all captions.
 */
export function clip(captions: CaptionInput, common: Common, more: Partial<RunSpecInput> = {}): RunSpec {
  return pretrained(
    {
      kind: "clip",
      text: { kind: "bagOfWords", width: 256 },
      embeddingDim: 512,
      tokenizer: { vocabulary: 4096, length: 32 },
      captions,
    },
    common,
    { readouts: [classNamesAlone], ...more },
  );
}

/** Kinds of captions by name, without words of style unless stated. */
export const captionKinds = {
  title: { kind: "text", fields: ["title"], styleWords: false },
  "title and tags": { kind: "text", fields: ["title", "tags"], tags: 3, styleWords: false },
  "all text": { kind: "text", fields: ["title", "tags", "description"], tags: 3, styleWords: false },
} as const satisfies Record<string, Captions>;

/** The same captions with words such as `outline` and `24` left in. */
export function withStyle(captions: Captions): Captions {
  return { ...captions, styleWords: true };
}

/** A linear classifier on a frozen trained encoder. */
export function linearProbe(
  from: RunSpec,
  { data, seed, steps = contrastiveSteps }: Omit<Common, "architecture">,
  more: Partial<RunSpecInput> = {},
): RunSpec {
  return parseSpec({
    model: from.model,
    objective: { kind: "crossEntropy" },
    data,
    budget: { steps, batchSize: 128 },
    optimizer: { learningRate: 1e-2 },
    locked: ["image"],
    start: { from },
    seed,
    ...more,
  });
}
