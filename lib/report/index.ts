// Sentences and rows of tables: each function returns text or plain rows and displays nothing itself. The live runs' rows are
// not here, since they belong to training (see lib/chapter/miniature.ts).
export { accuracyDifferenceFormats, accuracyDifferenceRows } from "./accuracyDifferenceTable.js";
export { accuracyFormats, accuracyRows } from "./accuracyTable.js";
export { agreementInWords, agreementRows } from "./agreementText.js";
export { baselineRows, fitMethodRows, lineInWords, predictedLineRows } from "./baselineTable.js";
export { comparisonInWords, comparisonList, conclusionInWords, judgedInWords } from "./conclusion.js";
export { contrastFormats, contrastList, contrastRows } from "./contrastTable.js";
export { judgementRows } from "./judgementTable.js";
export { levelFormats, pathInWords, rhoAtLevelRows } from "./levelTable.js";
export { linesInWords } from "./linesInWords.js";
export { modelRows, rhoInWords } from "./modelTable.js";
export {
  type Agreement,
  agreementList,
  agreementWithPaper,
  type ScoredCell,
  scoreCells,
  scoreInWords,
} from "./paperAgreement.js";
export { pointsText } from "./pointsText.js";
export { recordsInWords } from "./recordsText.js";
export { keptByFineTuningRows, regimeRows } from "./regimeTable.js";
export { rhoRows } from "./rhoTable.js";
export { effectLeftInWords, moreInWords, type Rise, riseInWords, riseList, riseOf } from "./riseText.js";
export { splitRows } from "./splitTable.js";
export { testComparisonFormats, testComparisonInWords, testComparisonRows } from "./testComparison.js";
export { pictogramLineRows, pictogramShiftRows, testSetRows } from "./testSetTable.js";
export { treatmentFormats, treatmentRows } from "./treatmentTable.js";
export { twoAxesInWords, twoAxesRows } from "./twoAxesText.js";
export {
  engineRows,
  equalAccuracyFormats,
  equalAccuracyRows,
  errorRows,
  judgedFormats,
  judgedRows,
  powerFormats,
  powerRows,
  shiftFormats,
  shiftRows,
  verdictRows,
} from "./verdictTable.js";
export { causeInWords, headlineInWords, marginsInWords, verdictInWords } from "./verdictText.js";
export { withAndWithoutRows } from "./withAndWithoutTable.js";
export { wordsOrTrainingInWords } from "./wordsOrTraining.js";
