import type { PlannedComparison } from "../../robustness/selection.js";
import type { RunSpec } from "../../training/train/spec.js";

/** One run of an experiment and its role there. */
export interface PlannedRun {
  readonly spec: RunSpec;
  /** Name of the treatment. Its runs differ only in seed, level, budget or architecture. */
  readonly treatment: string;
  /** Amount of the treatment, if it has one: a share, a number of images, a number of sets. */
  readonly level?: number;
  /** Steps of the training whose length the treatment's runs vary, so that their accuracies cover a range. */
  readonly budget?: number;
  /** Name of the image encoder. In the baseline, models of one architecture are one cluster of the bootstrap. */
  readonly architecture: string;
}

/** A grid of runs as data, with a prediction made before it ran. */
export interface Experiment {
  /** Name for `robustness sweep` and notebooks. */
  readonly name: string;
  readonly question: string;
  /** Expected result according to the paper, and what would refute it. */
  readonly prediction: string;
  readonly runs: readonly PlannedRun[];
  /** The same grid with other seeds. */
  readonly runsWith?: (seeds: readonly number[]) => readonly PlannedRun[];
  /**
   * Comparisons of its treatments, planned before the runs. If primary, Δρ above 0 means that the suspect raises ρ.
   */
  readonly comparisons: readonly PlannedComparison[];
}
