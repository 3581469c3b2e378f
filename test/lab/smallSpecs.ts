// Specifications that plain JavaScript trains in seconds.
import { captionKinds, clip, pretrained, supervised } from "../../lib/causes/plan/recipes.js";
import { parseSpec, type RunSpec } from "../../lib/training/train/spec.js";

/** A tower of 4,096 terms takes plain JavaScript 25 s. */
const smallText = {
  text: { kind: "bagOfWords", width: 16 },
  embeddingDim: 32,
  tokenizer: { vocabulary: 64, length: 8 },
} as const;

const small = (spec: RunSpec): RunSpec =>
  parseSpec({
    ...spec,
    objective: spec.objective.kind === "clip" ? { ...spec.objective, ...smallText } : spec.objective,
    model: { kind: "cnn", widths: [2, 4] },
    data: { ...spec.data, tests: ["test"] },
    budget: { steps: 20, batchSize: 6 },
  });
const common = { architecture: "cnn 4", data: { train: [{ pool: "reference" }] }, seed: 3 } as const;

export const smallSpecs = {
  labels: small(supervised(common)),
  CLIP: small(clip(captionKinds["all text"], common)),
  SimCLR: small(pretrained({ kind: "simclr" }, common)),
} as const satisfies Readonly<Record<string, RunSpec>>;
