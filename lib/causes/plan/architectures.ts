import type { RunSpecInput } from "../../training/train/spec.js";

type ModelInput = RunSpecInput["model"];

interface Architecture {
  readonly model: ModelInput;
  /** Peak learning rate for cross-entropy, chosen on the validation icons. */
  readonly learningRate: number;
}

/** Image encoders of the sweep, all for icons of 32 × 32 pixels. */
export const architectures = {
  pixels: { model: { kind: "pixels" }, learningRate: 2e-3 },
  "mlp 128": { model: { kind: "mlp", widths: [128] }, learningRate: 2e-3 },
  "mlp 256-128": { model: { kind: "mlp", widths: [256, 128] }, learningRate: 2e-3 },
  "cnn 4": { model: { kind: "cnn", widths: [4, 8, 16] }, learningRate: 5e-3 },
  "cnn 8": { model: { kind: "cnn", widths: [8, 16, 32] }, learningRate: 5e-3 },
  "cnn 12": { model: { kind: "cnn", widths: [12, 24, 48] }, learningRate: 5e-3 },
  "cnn 16": { model: { kind: "cnn", widths: [16, 32, 64] }, learningRate: 5e-3 },
  "cnn 16 mean": { model: { kind: "cnn", widths: [16, 32, 64], pool: "mean" }, learningRate: 5e-3 },
  "cnn 8 deep": { model: { kind: "cnn", widths: [8, 16, 32], depth: 2 }, learningRate: 5e-3 },
  "cnn 16 deep": { model: { kind: "cnn", widths: [16, 32, 64], depth: 2 }, learningRate: 5e-3 },
  "cnn 32 deep": { model: { kind: "cnn", widths: [32, 64, 128], depth: 2 }, learningRate: 5e-3 },
  "cnn 8 long": { model: { kind: "cnn", widths: [8, 16, 32, 64] }, learningRate: 5e-3 },
  "cnn 32": { model: { kind: "cnn", widths: [32, 64, 128] }, learningRate: 5e-3 },
  "resnet 8": { model: { kind: "resnet", widths: [8, 16, 32], groups: 4 }, learningRate: 5e-3 },
  "mixer 8": { model: { kind: "mixer", patch: 8, depth: 2 }, learningRate: 5e-3 },
  "vit 8": { model: { kind: "vit", patch: 8, depth: 2 }, learningRate: 2e-3 },
} as const satisfies Record<string, Architecture>;

export type ArchitectureName = keyof typeof architectures;
