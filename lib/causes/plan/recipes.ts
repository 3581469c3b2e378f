import { parseSpec, type RunSpec, type RunSpecInput } from "../../training/train/spec.js";
import { type ArchitectureName, architectures } from "./architectures.js";

// Training recipes that experiments share, so that treatments differ in one thing only.

/** Labelled training icons of the reference distribution, and of the web-like pool. */
export const referenceImages = 7262;
export const webImages = 15_300;

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

/** Steps of 128 icons in supervised training: eight passes over the reference. */
export const supervisedSteps = 450;
/** Steps of 256 pairs or views in contrastive training: ten passes over the reference. */
export const contrastiveSteps = 300;
export const selfSupervisedSteps = 300;

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

type Captions = Extract<NonNullable<Extract<Objective, { kind: "clip" }>["captions"]>, { kind: "text" }>;

/** CLIP with a bag-of-words text encoder, on captions of some kind. */
export function clip(
  captions: NonNullable<Extract<Objective, { kind: "clip" }>["captions"]>,
  common: Common,
  more: Partial<RunSpecInput> = {},
): RunSpec {
  return pretrained({ kind: "clip", text: { kind: "bagOfWords" }, captions }, common, more);
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
  { data, seed, steps = 300 }: Omit<Common, "architecture">,
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
