import type { Count } from "../../stats/index.js";

export type { Count } from "../../stats/index.js";

/**
 * The result of one model on one test set. Published models and our own runs use the same rows and are processed in the
 * same way from here on: baseline, effective robustness, figures.
 */
export interface AccuracyRow extends Count {
  /** Unique name within its table, e.g. `ViT-B-32/openai`. */
  readonly model: string;
  /** Groups models that share an architecture and recipe; the cluster in the bootstrap. */
  readonly family: string;
  /** How the model was trained. `standard` rows make up the baseline. */
  readonly regime: string;
  /** Name of the test set in the dictionary of test sets, e.g. `imagenet_v2`. */
  readonly testset: string;
}
