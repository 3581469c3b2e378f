import { parseSpec, type RunSpec } from "../../training/train/spec.js";
import { reference } from "./recipes.js";

/**
 * The reference model of the adversarially filtered shift: an ordinary classifier of medium size on the reference
 * distribution. It has the role of ResNet-50 for ImageNet-A. No other run uses its seed.
 */
export const adversarialReference: RunSpec = parseSpec({
  model: { kind: "cnn", widths: [16, 32, 64] },
  objective: { kind: "crossEntropy" },
  data: { ...reference, tests: ["test", "matched"] },
  budget: { steps: 450, batchSize: 128 },
  optimizer: { learningRate: 5e-3 },
  seed: 1000,
});
