// Entry point to the published tables, as used by notebooks.
export { architecture } from "./architecture.js";
export { classBalance } from "./classBalance.js";
export { isBaseline, isMidBaseline, midBaselineFloor, withoutDuplicates } from "./families.js";
export { type ImportedResults, importResults } from "./import/importResults.js";
export {
  loadClassFrequencies,
  loadImported,
  loadPublished,
  loadRelated,
  loadReported,
  relatedModels,
} from "./load.js";
export { type PublishedModel, pointsOf } from "./model.js";
export { regimeTitles } from "./regimeTitles.js";
export { reportedNetworks } from "./reported.js";
export { sameWeights } from "./sameWeights.js";
export { preTrainingOf } from "./supervision.js";
export { naturalShifts, testSetNamed, testSets } from "./testsets/dictionary.js";
export { pictogramShifts, pictogramTestSets } from "./testsets/pictograms.js";
