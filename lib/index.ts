// The door of the package: what reads tables, measures, draws and displays. It loads no TensorFlow.js and opens in a moment.
// Three more doors stand beside it: `clip-robustness/causes` (the suspected causes), `clip-robustness/miniature` (records,
// studies and training) and `clip-robustness/corpus` (the icons).
export { InputError } from "./base/errors.js";
export { provenance, provenanceRows } from "./base/provenance.js";
export { Random } from "./base/random.js";
export { signedPoints } from "./base/signedPoints.js";
export { check } from "./chapter/exercises/check.js";
export * as ownExercises from "./chapter/exercises/own.js";
export * as exercises from "./chapter/exercises/published.js";
export * as own from "./chapter/ownModels.js";
export { showProvenance } from "./chapter/provenance.js";
export { showContrasts, showGroups, showShift, showShifts } from "./chapter/published.js";
export { showAfterGuess, showConfounder, showPlane, showVerdicts } from "./chapter/widgets.js";
export * as figures from "./figures/index.js";
export { displayFigure, displayGallery, displayMarkdown, displayTable } from "./notebook/index.js";
export * as published from "./published/index.js";
export * as report from "./report/index.js";
export * as robustness from "./robustness/index.js";
export {
  clopperPearson,
  effectiveRobustness,
  equivalenceTest,
  estimateRobustness,
  fitBaseline,
  relativeRobustness,
  scaleNamed,
} from "./stats/index.js";
