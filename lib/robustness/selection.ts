import type { MiniatureModel } from "./miniature.js";

/** Selects the models on one side of a comparison. Omitted fields match anything. */
export interface Selection {
  readonly treatments?: readonly string[];
  readonly level?: number;
  /** Steps of the training whose length a treatment varies. */
  readonly budget?: number;
  readonly architecture?: string;
  readonly architectures?: readonly string[];
  readonly readout?: string;
  /** Completed share of the training; default 1, its end. */
  readonly trained?: number;
  readonly seeds?: readonly number[];
}

/** A comparison planned before the runs. */
export interface PlannedComparison {
  /** What is compared, `a − b`. */
  readonly comparison: string;
  readonly a: Selection;
  readonly b: Selection;
  /**
   * Models whose line replaces the baseline, for treatments that differ in accuracy and lie on a line with another
   * slope. The bootstrap's clusters are architecture and level.
   */
  readonly line?: Selection;
  /** Whether the sides' own lines are compared over the accuracies that both reach: see equalAccuracy.ts. */
  readonly equalAccuracy?: true;
  /** Whether the verdict on the cause is based on it; other comparisons help to explain. */
  readonly primary?: true;
}

/** Whether a model belongs to a selection. */
export function isSelected(model: MiniatureModel, selection: Selection): boolean {
  const { treatments, level, budget, architecture, architectures, readout, trained = 1, seeds } = selection;
  return (
    (treatments === undefined || treatments.includes(model.treatment)) &&
    (level === undefined || model.level === level) &&
    (budget === undefined || model.budget === budget) &&
    (architecture === undefined || model.architecture === architecture) &&
    (architectures === undefined || architectures.includes(model.architecture)) &&
    (readout === undefined || model.readout === readout) &&
    (seeds === undefined || seeds.includes(model.seed)) &&
    Math.abs(model.trained - trained) < 0.005 // steps are whole numbers
  );
}
