// The door of stats: other folders import from here and from no file behind it.
export { average } from "./average.js";
export { balancedAccuracy, balancedImages, balancedInterval } from "./balancedAccuracy.js";
export { type Baseline, type BaselineMethod, baselineMethods, fitBaseline } from "./baseline.js";
export { estimateRobustness, type RobustnessEstimate, type RobustnessFit } from "./bootstrap.js";
export { type ClassCount, checkClass, drawClassWeights, weightedAccuracy } from "./classBootstrap.js";
export { accuracy, type Count, checkFraction, fractionExpected } from "./count.js";
export {
  type EquivalenceTest,
  equivalenceOfDraws,
  equivalenceTest,
  fewestDraws,
  needDraws,
  smallestPValue,
  type Verdict,
} from "./equivalence.js";
export {
  averageOf,
  deviationOf,
  type Estimate,
  estimateFrom,
  intervalOf,
  lessVariance,
  ownVariance,
  type PairedDraws,
} from "./estimate.js";
export { drawRescored, fewestFamilies, type LineDraws, type RescoredLines } from "./familyBootstrap.js";
export { fitPoints } from "./fitLine.js";
export { drawChiSquare } from "./gamma.js";
export { holm } from "./holm.js";
export { clopperPearson, type Interval } from "./interval.js";
export { addSums, type Line, type LineSums, noSums, pointSums, solveLine } from "./leastSquares.js";
export type { GroupOptions } from "./members.js";
export type { ModelPoint, Point } from "./point.js";
export { type PowerOptions, resolvableMargin, runsNeeded } from "./power.js";
export { effectiveRobustness, relativeRobustness } from "./robustness.js";
export { type Scale, type ScaleName, scaleNamed, scaleNames } from "./scale.js";
export { median } from "./theilSen.js";
export { fitTwoPiece } from "./twoPiece.js";
