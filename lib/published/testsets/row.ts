import type { Count } from "../../stats/index.js";

export type { Count } from "../../stats/index.js";

/**
 * One model on one test set. Published models and our own runs become the same rows and take the same path
 * from there: baseline, effective robustness, figure.
 */
export interface AccuracyRow extends Count {
  /** Unique name within its table, e.g. `ViT-B-32/openai`. */
  readonly model: string;
  /** Models that share an architecture and recipe; the clusters of the bootstrap. */
  readonly family: string;
  /** How the model came to be: `standard` rows make the baseline. */
  readonly regime: string;
  /** Name of the test set in the dictionary of test sets, e.g. `imagenet_v2`. */
  readonly testset: string;
}
