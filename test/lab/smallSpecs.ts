// Specifications that plain JavaScript trains in seconds.
import { captionKinds, clip, pretrained, supervised } from "../../lib/causes/plan/recipes.js";
import { parseSpec, type RunSpec } from "../../lib/training/train/spec.js";

const small = (spec: RunSpec): RunSpec =>
  parseSpec({
    ...spec,
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
