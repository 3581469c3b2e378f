// Sentences and rows of tables: each function returns text or plain rows and displays nothing itself. The live runs' rows are
// not here, since they belong to training (see lib/chapter/miniature.ts).
export { baselineRows } from "./baselineTable.js";
export { comparisonInWords, conclusionInWords } from "./conclusion.js";
export { contrastFormats, contrastList, contrastRows } from "./contrastTable.js";
export { linesInWords } from "./linesInWords.js";
export { type Agreement, agreementList, agreementWithPaper } from "./paperAgreement.js";
export { pointsText } from "./pointsText.js";
export { rhoRows } from "./rhoTable.js";
export { treatmentFormats, treatmentRows } from "./treatmentTable.js";
export {
  engineRows,
  judgedFormats,
  judgedRows,
  judgementRows,
  shiftRows,
  verdictRows,
} from "./verdictTable.js";
export { causeInWords, verdictInWords } from "./verdictText.js";
