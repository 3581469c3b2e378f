// The one door for notebooks: explicit re-exports, no logic.
export { InputError } from "./base/errors.js";
export { provenance, provenanceRows } from "./base/provenance.js";
export { Random } from "./base/random.js";
export { loadClasses } from "./corpus/classes.js";
export { labelledTexts, namesOfClasses } from "./corpus/labelledTexts.js";
export { matchesByClass, matchQuality } from "./corpus/matchQuality.js";
export { openCorpus } from "./corpus/openCorpus.js";
export { createTextMatcher, onlyUnique } from "./corpus/textMatch.js";
export { type JudgedCause, judgeCauses, runsToResolve } from "./evaluate/causeVerdict.js";
export {
  type Contrast,
  contrast,
  contrastAtEqualAccuracy,
  type Margins,
  meansOverShifts,
  type Side,
} from "./evaluate/contrast.js";
export { contrastiveOnImageNet, isSelfSupervised, isSimClr } from "./evaluate/contrastiveLoss.js";
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
export { rhoByLevel } from "./evaluate/levels.js";
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
export { architectures } from "./experiments/architectures.js";
export { type Cause, causes } from "./experiments/causes.js";
export type { Experiment, PlannedRun } from "./experiments/experiment.js";
export { experimentNamed, experiments } from "./experiments/grids.js";
export {
  judgeBySeeds,
  judgeMiniature,
  loadStudy,
  loadSweep,
  type MiniatureVerdict,
  rolesOf,
} from "./experiments/load.js";
export { averagedShifts as averagedPictogramShifts, margins as sweepMargins } from "./experiments/margins.js";
export { captionKinds, clip, drawn, linearProbe, reference, supervised } from "./experiments/recipes.js";
export { contrastFormats, contrastRows, drawContrasts } from "./figures/contrast.js";
export { drawForest, type ForestRow } from "./figures/forest.js";
export { drawGroups, drawTreatments } from "./figures/groupedPlane.js";
export { drawLevels } from "./figures/levels.js";
export { drawPlane } from "./figures/plane.js";
export { drawRankFrequency } from "./figures/rankFrequency.js";
export { rhoRows } from "./figures/rhoTable.js";
export { drawShift } from "./figures/shiftPlane.js";
export { pointsText } from "./figures/text.js";
export { drawVerdicts, judgedFormats, judgedRows, verdictRows } from "./figures/verdict.js";
export { displayFigure, displayMarkdown, displayTable } from "./notebook/display.js";
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
export { naturalShifts, testSetNamed, testSets } from "./testsets/dictionary.js";
export { pictogramShifts, pictogramTestSets } from "./testsets/pictograms.js";
export { parseSpec, type RunSpec } from "./train/spec.js";
export { imagenetTemplates, namesRendition } from "./zeroshot/templates.js";
