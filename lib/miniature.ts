// The door to the miniature: its records, studies and runs, and what shows them. It loads TensorFlow.js.
export { againstTreatment } from "./causes/againstTreatment.js";
export { runsOnSets } from "./causes/distribution/sets.js";
export { compareEngines, type EngineComparison, nativePath } from "./causes/engineComparison.js";
export { experimentNamed, experiments } from "./causes/grids.js";
export {
  promptsOf,
  readoutsAtEveryLength,
  readoutsOf,
  stagesOfFineTuning,
} from "./causes/languageAtTest/miniature.js";
export { labelsOrTitles, otherWords } from "./causes/languageAtTraining/miniature.js";
export {
  atGivenPoints,
  judgeByChoices,
  judgeBySeeds,
  judgeMiniature,
  loadStudy,
  loadSweep,
  type MiniatureVerdict,
  otherSeedsPath,
  partsOfVerdict,
  primaryContrasts,
  rolesOf,
} from "./causes/load.js";
export { measureRuns } from "./causes/measureRuns.js";
export { otherSeeds } from "./causes/otherSeeds.js";
export { architectures } from "./causes/plan/architectures.js";
export { chooseRuns, groupsNamed } from "./causes/plan/chooseRuns.js";
export type { Experiment, PlannedRun } from "./causes/plan/experiment.js";
export { equalImages, familyImages } from "./causes/plan/images.js";
export { averagedShifts, margins } from "./causes/plan/margins.js";
export * as recipes from "./causes/plan/recipes.js";
export { sweepSeeds } from "./causes/plan/seeds.js";
export {
  architecturesCompared,
  baselineByKind,
  fewShotAccuracies,
  type ProbeDifference,
} from "./causes/ruledOut/miniature.js";
export { showBaselinePlanes, showBaselines } from "./chapter/baselines.js";
export { showAgreement, showBothAxes, showMore, showRises, showWhatIsLeft } from "./chapter/beside.js";
export * as exercises from "./chapter/exercises/miniature.js";
export { showCheckpoints, showLevels } from "./chapter/levels.js";
export {
  linesOf,
  madeFrom,
  type OpenedStudy,
  openBeside,
  openStudy,
  rhoOfGroups,
  showConclusion,
  showLive,
  showOwn,
  showPrediction,
  showRho,
  showTreatments,
} from "./chapter/miniature.js";
export { showOnTests } from "./chapter/onTests.js";
export { evaluateOwn, nearestRun, showOwnRho } from "./chapter/ownInMiniature.js";
export {
  compareGroups,
  compareTreatments,
  eachTreatment,
  linesOfGroups,
  recordsBySeed,
  runsWithSeed,
  treatmentsOf,
} from "./chapter/selections.js";
export {
  showByShift,
  showEqualAccuracy,
  showErrors,
  showJudged,
  showPower,
  showScore,
} from "./chapter/verdicts.js";
export { showWordsOrTraining } from "./chapter/wordsOrTraining.js";
export { summariseRecords } from "./record/summary.js";
export { liveFormats, liveRows, requireAgreement } from "./report/liveRows.js";
export { checkLive, liveTolerancePoints, runLive } from "./training/sweep/live.js";
export { parseSpec, type RunSpec } from "./training/train/spec.js";
export { imagenetTemplates, namesRendition, templateSets } from "./zeroshot/templates.js";
