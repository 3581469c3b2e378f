import type { PlannedComparison } from "../../robustness/selection.js";
import type { RunSpec } from "../../training/train/spec.js";

/** One run of an experiment and the part it plays there. */
export interface PlannedRun {
  readonly spec: RunSpec;
  /** What this run stands for; runs of one treatment differ in seed, level or architecture alone. */
  readonly treatment: string;
  /** Amount of the treatment, where it has one: a share, a number of images, a number of sets. */
  readonly level?: number;
  /** Name of the image encoder. In the baseline, models of one architecture are one cluster of the bootstrap. */
  readonly architecture: string;
}

/** A grid of runs as data, with what was expected of it before it ran. */
export interface Experiment {
  /** What `robustness sweep` and notebooks call it by. */
  readonly name: string;
  readonly question: string;
  /** What the paper's answer leads one to expect here, and what would refute it. */
  readonly prediction: string;
  readonly runs: readonly PlannedRun[];
  /** The same grid with other seeds. The runs are those with the seeds 1, 2 and 3. */
  readonly runsWith?: (seeds: readonly number[]) => readonly PlannedRun[];
  /** Comparisons of its treatments, planned before the runs. In a primary one Δρ above 0 means: the suspect raises ρ. */
  readonly comparisons: readonly PlannedComparison[];
}
