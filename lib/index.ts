// The one door for notebooks: explicit re-exports, no logic.
export { InputError } from "./base/errors.js";
export { provenance, provenanceRows } from "./base/provenance.js";
export { Random } from "./base/random.js";
export { signedPoints } from "./base/signedPoints.js";
export { againstTreatment } from "./causes/againstTreatment.js";
export { contrastiveOnImageNet, isSelfSupervised, isSimClr } from "./causes/contrastiveLoss/published.js";
export {
  oneRecipeOtherData,
  rhoByTrainingData,
  sameNetworkOtherData,
} from "./causes/distribution/published.js";
export { compareEngines, type EngineComparison, nativePath } from "./causes/engineComparison.js";
export { experimentNamed, experiments } from "./causes/grids.js";
export {
  fineTunedAgainstZeroShot,
  frozenAgainstFineTuned,
  promptsCompared,
} from "./causes/languageAtTest/published.js";
export {
  clipOnImageNet,
  hashtagsOrNothing,
  preTrainedOn,
  preTrainingCompared,
  textOnImageNetImages,
} from "./causes/languageAtTraining/published.js";
export {
  judgeBySeeds,
  judgeMiniature,
  loadStudy,
  loadSweep,
  type MiniatureVerdict,
  otherSeedsPath,
  rolesOf,
} from "./causes/load.js";
export { measureRuns } from "./causes/measureRuns.js";
export { clipOnSmallPools, clipOnYfcc, webImagesWithoutLanguage } from "./causes/noLanguage/published.js";
export { otherSeeds } from "./causes/otherSeeds.js";
export { architectures } from "./causes/plan/architectures.js";
export { type Cause, causes } from "./causes/plan/causes.js";
export type { Experiment, PlannedRun } from "./causes/plan/experiment.js";
export { averagedShifts as averagedPictogramShifts, margins as sweepMargins } from "./causes/plan/margins.js";
export {
  captionKinds,
  clip,
  drawn,
  linearProbe,
  pretrained,
  reference,
  supervised,
  withStyle,
} from "./causes/plan/recipes.js";
export { type PublishedTables, publishedCauses } from "./causes/published.js";
export { architectureAndSize, furtherFineTuning } from "./causes/ruledOut/published.js";
export {
  imageNetSubsamples,
  isImageNetSubsample,
  laionSizes,
  poolScaleOf,
  poolScales,
  poolSizes,
  smallImageTextSizes,
} from "./causes/size/published.js";
export { funnelColumns, funnelSteps, funnelTotals } from "./corpus/build/funnel.js";
export { ambiguityCounts } from "./corpus/describe/ambiguity.js";
export { describeImagenetCaptions } from "./corpus/describe/describeCaptions.js";
export { exampleCaptionsPath } from "./corpus/describe/imagenetCaptions.js";
export { labelledTexts, namesOfClasses } from "./corpus/describe/labelledTexts.js";
export { matchPublished } from "./corpus/describe/matchPublished.js";
export { matchesByClass, matchQuality } from "./corpus/describe/matchQuality.js";
export { imagenetCaptionsAsReported, propertyTable } from "./corpus/describe/propertyTable.js";
export { compareDrawings } from "./corpus/duplicates/compareDrawings.js";
export { measureJudgedPairs, pairSamples, ruleQuality } from "./corpus/duplicates/judgedPairs.js";
export { duplicateRules } from "./corpus/duplicates/nearDuplicates.js";
export { drawIcons } from "./corpus/images/drawIcons.js";
export { pngOfPicture } from "./corpus/images/png.js";
export { createMatcher } from "./corpus/names/match.js";
export { createTextMatcher, onlyUnique } from "./corpus/names/textMatch.js";
export { iconsNamed, iconsOfClasses, randomIcons } from "./corpus/read/iconExamples.js";
export { loadLabelJudgements } from "./corpus/read/labelJudgements.js";
export { openCorpus } from "./corpus/read/openCorpus.js";
export { readRemovals } from "./corpus/read/removals.js";
export { loadClasses } from "./corpus/sets/classes.js";
export { readAdversarial } from "./examples/adversarial.js";
export { styleShare, wordInformation, wordsOfIcons } from "./examples/captionWords.js";
export { drawContrasts } from "./figures/contrast.js";
export { drawDuplicatePlane } from "./figures/duplicatePlane.js";
export { drawForest, type ForestRow } from "./figures/forest.js";
export { drawFunnel, drawFunnelLines } from "./figures/funnel.js";
export { drawGroups, drawTreatments } from "./figures/groupedPlane.js";
export { drawLevels } from "./figures/levels.js";
export { drawPairMatrix } from "./figures/pairMatrix.js";
export { drawPlane } from "./figures/plane.js";
export { drawRankFrequency } from "./figures/rankFrequency.js";
export { drawRhoMatrix } from "./figures/rhoMatrix.js";
export { drawShift } from "./figures/shiftPlane.js";
export { drawVerdicts } from "./figures/verdict.js";
export { drawWordInformation } from "./figures/wordInformation.js";
export { displayFigure, displayGallery, displayMarkdown, displayTable } from "./notebook/display.js";
export { architecture } from "./published/architecture.js";
export { classBalance } from "./published/classBalance.js";
export {
  isBaseline,
  isMidBaseline,
  midBaselineFloor,
  withoutDuplicates,
} from "./published/families.js";
export {
  loadClassFrequencies,
  loadPublished,
  loadRelated,
  loadReported,
  relatedModels,
} from "./published/load.js";
export { type PublishedModel, pointsOf } from "./published/model.js";
export { regimeTitles } from "./published/regimeTitles.js";
export { reportedNetworks } from "./published/reported.js";
export { sameWeights } from "./published/sameWeights.js";
export { preTrainingOf } from "./published/supervision.js";
export { naturalShifts, testSetNamed, testSets } from "./published/testsets/dictionary.js";
export { pictogramShifts, pictogramTestSets } from "./published/testsets/pictograms.js";
export { summariseRecords } from "./record/summary.js";
export { comparisonInWords, conclusionInWords } from "./report/conclusion.js";
export { contrastFormats, contrastList, contrastRows } from "./report/contrastTable.js";
export { liveFormats, liveRows, requireAgreement } from "./report/liveRows.js";
export { pointsText } from "./report/pointsText.js";
export { rhoRows } from "./report/rhoTable.js";
export { treatmentFormats, treatmentRows } from "./report/treatmentTable.js";
export { judgedFormats, judgedRows, verdictRows } from "./report/verdictTable.js";
export { causeInWords, verdictInWords } from "./report/verdictText.js";
export { accuracyDifferences } from "./robustness/accuracyDifference.js";
export { withAccuracyIntervals as placed } from "./robustness/accuracyIntervals.js";
export { architecturesOnOneLine } from "./robustness/architecturesOnOneLine.js";
export { type JudgedCause, judgeCauses, runsToResolve } from "./robustness/causeVerdict.js";
export { compareOnTests } from "./robustness/compareOnTests.js";
export { contrast, contrastAtEqualAccuracy, type Side } from "./robustness/contrast.js";
export { compareAccuracies } from "./robustness/engineAccuracies.js";
export { primaryMeans, primaryMeansBySeeds, type Study } from "./robustness/experimentResults.js";
export { linearity } from "./robustness/linearity.js";
export { meanOfShifts } from "./robustness/meanOfShifts.js";
export { evaluateMiniature, type MiniatureModel, miniatureModels } from "./robustness/miniature.js";
export {
  againstTestbed,
  againstZeroShot,
  averagedShifts,
  evaluateShifts,
  isZeroShotLine,
  type NaturalExperiment,
} from "./robustness/naturalExperiment.js";
export { type Contrast, type Margins, meansOverShifts } from "./robustness/overShifts.js";
export { type ModelPair, pairedContrast } from "./robustness/pairedContrast.js";
export { checkpointPaths, rhoByCheckpoint } from "./robustness/rhoByCheckpoint.js";
export { pathsByLevel, rhoByLevel } from "./robustness/rhoByLevel.js";
export { rhoByRegime } from "./robustness/rhoByRegime.js";
export { rhoByTreatment, type TreatmentRhos } from "./robustness/rhoByTreatment.js";
export { rhoWithAndWithout } from "./robustness/rhoWithAndWithout.js";
export { seedScatter } from "./robustness/seedScatter.js";
export { isSelected, type Selection } from "./robustness/selection.js";
export { evaluatePoints, evaluateShift, rhoOf, type ShiftEvaluation } from "./robustness/shift.js";
export { evaluateTwoPiece } from "./robustness/twoPiece.js";
export { fitBaseline } from "./stats/baseline.js";
export { estimateRobustness } from "./stats/bootstrap.js";
export { equivalenceTest } from "./stats/equivalence.js";
export { clopperPearson } from "./stats/interval.js";
export { effectiveRobustness, relativeRobustness } from "./stats/robustness.js";
export { scaleNamed } from "./stats/scale.js";
export { checkLive, liveTolerancePoints, runLive } from "./training/sweep/live.js";
export { parseSpec, type RunSpec } from "./training/train/spec.js";
export { imagenetTemplates, namesRendition, templateSets } from "./zeroshot/templates.js";
