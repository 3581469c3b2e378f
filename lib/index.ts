// The one door for notebooks: explicit re-exports, no logic.
export { InputError } from "./base/errors.js";
export { provenance, provenanceRows } from "./base/provenance.js";
export { Random } from "./base/random.js";
export { signedPoints } from "./base/signedPoints.js";
export { ambiguityCounts } from "./corpus/ambiguity.js";
export { loadClasses } from "./corpus/classes.js";
export { compareDrawings } from "./corpus/compareDrawings.js";
export { describeImagenetCaptions } from "./corpus/describeCaptions.js";
export { drawIcons } from "./corpus/drawIcons.js";
export { funnelColumns, funnelSteps, funnelTotals } from "./corpus/funnel.js";
export { iconsNamed, iconsOfClasses, randomIcons } from "./corpus/iconExamples.js";
export { exampleCaptionsPath } from "./corpus/imagenetCaptions.js";
export { measureJudgedPairs, pairSamples, ruleQuality } from "./corpus/judgedPairs.js";
export { loadLabelJudgements } from "./corpus/labelJudgements.js";
export { labelledTexts, namesOfClasses } from "./corpus/labelledTexts.js";
export { createMatcher } from "./corpus/match.js";
export { matchPublished } from "./corpus/matchPublished.js";
export { matchesByClass, matchQuality } from "./corpus/matchQuality.js";
export { duplicateRules } from "./corpus/nearDuplicates.js";
export { openCorpus } from "./corpus/openCorpus.js";
export { pngOfPicture } from "./corpus/png.js";
export { imagenetCaptionsAsReported, propertyTable } from "./corpus/propertyTable.js";
export { readRemovals } from "./corpus/removals.js";
export { createTextMatcher, onlyUnique } from "./corpus/textMatch.js";
export { accuracyDifferences } from "./evaluate/accuracyDifference.js";
export { rhoByTreatment, type TreatmentRhos } from "./evaluate/byTreatment.js";
export { type JudgedCause, judgeCauses, runsToResolve } from "./evaluate/causeVerdict.js";
export { checkpointPaths, rhoByCheckpoint } from "./evaluate/checkpoints.js";
export { compareOnTests } from "./evaluate/compareOnTests.js";
export {
  type Contrast,
  contrast,
  contrastAtEqualAccuracy,
  type Margins,
  meansOverShifts,
  type Side,
} from "./evaluate/contrast.js";
export { contrastiveOnImageNet, isSelfSupervised, isSimClr } from "./evaluate/contrastiveLoss.js";
export { compareAccuracies } from "./evaluate/engines.js";
export {
  fineTunedAgainstZeroShot,
  frozenAgainstFineTuned,
  promptsCompared,
} from "./evaluate/languageAtTest.js";
export {
  clipOnImageNet,
  hashtagsOrNothing,
  preTrainedOn,
  preTrainingCompared,
  textOnImageNetImages,
} from "./evaluate/languageAtTraining.js";
export { pathsByLevel, rhoByLevel } from "./evaluate/levels.js";
export { linearity } from "./evaluate/linearity.js";
export { meanOfShifts } from "./evaluate/meanOfShifts.js";
export { evaluateMiniature, type MiniatureModel, miniatureModels } from "./evaluate/miniature.js";
export {
  againstTestbed,
  againstZeroShot,
  averagedShifts,
  evaluateShifts,
  isZeroShotLine,
  type NaturalExperiment,
} from "./evaluate/naturalExperiment.js";
export { clipOnSmallPools, clipOnYfcc, webImagesWithoutLanguage } from "./evaluate/noLanguage.js";
export { architecturesOnOneLine } from "./evaluate/oneLine.js";
export { type ModelPair, pairedContrast } from "./evaluate/pairedContrast.js";
export { placed } from "./evaluate/placed.js";
export { type PublishedTables, publishedCauses } from "./evaluate/publishedCauses.js";
export { rhoByRegime } from "./evaluate/rhoByRegime.js";
export { architectureAndSize, furtherFineTuning } from "./evaluate/ruledOut.js";
export { seedScatter } from "./evaluate/seedScatter.js";
export { isSelected, type Selection } from "./evaluate/selection.js";
export { evaluatePoints, evaluateShift, rhoOf, type ShiftEvaluation } from "./evaluate/shift.js";
export { primaryMeans, primaryMeansBySeeds, type Study } from "./evaluate/study.js";
export {
  oneRecipeOtherData,
  rhoByTrainingData,
  sameNetworkOtherData,
} from "./evaluate/trainingDistribution.js";
export {
  imageNetSubsamples,
  isImageNetSubsample,
  laionSizes,
  poolScaleOf,
  poolScales,
  poolSizes,
  smallImageTextSizes,
} from "./evaluate/trainingSetSize.js";
export { evaluateTwoPiece } from "./evaluate/twoPiece.js";
export { rhoWithAndWithout } from "./evaluate/withAndWithout.js";
export { readAdversarial } from "./examples/adversarial.js";
export { styleShare, wordInformation, wordsOfIcons } from "./examples/captionWords.js";
export { againstTreatment } from "./experiments/againstTreatment.js";
export { architectures } from "./experiments/architectures.js";
export { type Cause, causes } from "./experiments/causes.js";
export { compareEngines, type EngineComparison, nativePath } from "./experiments/engineComparison.js";
export type { Experiment, PlannedRun } from "./experiments/experiment.js";
export { experimentNamed, experiments } from "./experiments/grids.js";
export {
  judgeBySeeds,
  judgeMiniature,
  loadStudy,
  loadSweep,
  type MiniatureVerdict,
  otherSeedsPath,
  rolesOf,
} from "./experiments/load.js";
export { averagedShifts as averagedPictogramShifts, margins as sweepMargins } from "./experiments/margins.js";
export { measureRuns } from "./experiments/measureRuns.js";
export { otherSeeds } from "./experiments/otherSeeds.js";
export {
  captionKinds,
  clip,
  drawn,
  linearProbe,
  pretrained,
  reference,
  supervised,
  withStyle,
} from "./experiments/recipes.js";
export { comparisonInWords, conclusionInWords } from "./figures/comparisonText.js";
export { contrastFormats, contrastRows, drawContrasts } from "./figures/contrast.js";
export { contrastList } from "./figures/contrastText.js";
export { drawDuplicatePlane } from "./figures/duplicatePlane.js";
export { drawForest, type ForestRow } from "./figures/forest.js";
export { drawFunnel, drawFunnelLines } from "./figures/funnel.js";
export { drawGroups, drawTreatments } from "./figures/groupedPlane.js";
export { drawLevels } from "./figures/levels.js";
export { drawPairMatrix } from "./figures/pairMatrix.js";
export { drawPlane } from "./figures/plane.js";
export { drawRankFrequency } from "./figures/rankFrequency.js";
export { drawRhoMatrix } from "./figures/rhoMatrix.js";
export { rhoRows } from "./figures/rhoTable.js";
export { drawShift } from "./figures/shiftPlane.js";
export { pointsText } from "./figures/text.js";
export { treatmentFormats, treatmentRows } from "./figures/treatmentTable.js";
export { drawVerdicts, judgedFormats, judgedRows, verdictRows } from "./figures/verdict.js";
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
export { summariseRecords } from "./record/summary.js";
export { fitBaseline } from "./stats/baseline.js";
export { estimateRobustness } from "./stats/bootstrap.js";
export { equivalenceTest, verdictInWords } from "./stats/equivalence.js";
export { clopperPearson } from "./stats/interval.js";
export { effectiveRobustness, relativeRobustness } from "./stats/robustness.js";
export { scaleNamed } from "./stats/scale.js";
export { checkLive, liveTolerancePoints, runLive } from "./sweep/live.js";
export { liveFormats, liveRows, requireAgreement } from "./sweep/liveRows.js";
export { naturalShifts, testSetNamed, testSets } from "./testsets/dictionary.js";
export { pictogramShifts, pictogramTestSets } from "./testsets/pictograms.js";
export { parseSpec, type RunSpec } from "./train/spec.js";
export { imagenetTemplates, namesRendition, templateSets } from "./zeroshot/templates.js";
