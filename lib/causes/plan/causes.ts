/** A suspected cause: where it is examined and what Fang et al. (2022) found. */
export interface Cause {
  readonly cause: string;
  /** Prefix of the notebook's name. */
  readonly notebook: string;
  /** Experiments whose primary comparisons test the cause. */
  readonly experiments: readonly string[];
  /** The paper's finding, shortened from its abstract. */
  readonly paper: string;
}

/** The five suspects in the paper's order. */
export const causes: readonly Cause[] = [
  { cause: "training set size", notebook: "01", experiments: ["size"], paper: "little or no effect" },
  { cause: "training distribution", notebook: "02", experiments: ["distribution"], paper: "the main cause" },
  {
    cause: "language at training",
    notebook: "03",
    experiments: ["languageAtTraining", "noLanguage"],
    paper: "little or no effect",
  },
  {
    cause: "language at test",
    notebook: "04",
    experiments: ["languageAtTest"],
    paper: "little or no effect",
  },
  {
    cause: "contrastive loss",
    notebook: "05",
    experiments: ["contrastiveLoss"],
    paper: "little or no effect",
  },
];
