// What notebooks use to measure effective robustness, of published models and of the miniature's alike.
export { accuracyDifferences } from "./accuracyDifference.js";
export { withAccuracyIntervals } from "./accuracyIntervals.js";
export { type AgreementOnTheLine, agreementOnTheLine } from "./agreementOnTheLine.js";
export { architecturesOnOneLine } from "./architecturesOnOneLine.js";
export {
  type Headline,
  type JudgedCause,
  type JudgedRow,
  judgeCauses,
  runsToResolve,
} from "./causeVerdict.js";
export { compareOnTests } from "./compareOnTests.js";
export { contrast, contrastAtEqualAccuracy, type Side } from "./contrast.js";
export { compareAccuracies } from "./engineAccuracies.js";
export { primaryMeans, primaryMeansBySeeds, type Study } from "./experimentResults.js";
export { type HeadlinePower, headlinePower } from "./headlinePower.js";
export { linearity } from "./linearity.js";
export { evaluateMeanOfShifts, meanOfShifts } from "./meanOfShifts.js";
export { evaluateMiniature, type MiniatureModel, miniatureModels } from "./miniature.js";
export {
  againstTestbed,
  againstZeroShot,
  averagedShifts,
  evaluateShifts,
  isZeroShotLine,
  type NaturalExperiment,
} from "./naturalExperiment.js";
export { type Contrast, comparisonsWith, type Margins, meansOverShifts } from "./overShifts.js";
export { type ModelPair, pairedContrast } from "./pairedContrast.js";
export { type OwnModel, type Placement, placeModel } from "./placeModel.js";
export { ownPlanes, type PlacedModel, placeModels, rhoByTrainingSet, standIn } from "./placeModels.js";
export { type AxisRho, rhoByAxis } from "./rhoByAxis.js";
export { checkpointPaths, rhoByCheckpoint } from "./rhoByCheckpoint.js";
export { pathsByLevel, rhoByLevel } from "./rhoByLevel.js";
export { rhoByRegime } from "./rhoByRegime.js";
export { byLevel, rhoByTreatment, type TreatmentRhos } from "./rhoByTreatment.js";
export { rhoWithAndWithout } from "./rhoWithAndWithout.js";
export { seedScatter } from "./seedScatter.js";
export { isSelected, type Selection } from "./selection.js";
export { evaluatePoints, evaluateShift, rhoOf, type ShiftEvaluation } from "./shift.js";
export { evaluateTwoAxes, type TwoAxisEvaluation } from "./twoAxes.js";
export { evaluateTwoPiece } from "./twoPiece.js";
