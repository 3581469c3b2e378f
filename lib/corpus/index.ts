// Entry point of the corpus, Pictograms: how icons are named, compared, split and described.
export { funnelColumns, funnelSteps, funnelTotals } from "./build/funnel.js";
export { ambiguityCounts } from "./describe/ambiguity.js";
export { describeImagenetCaptions } from "./describe/describeCaptions.js";
export { exampleCaptionsPath } from "./describe/imagenetCaptions.js";
export { labelledTexts, namesOfClasses } from "./describe/labelledTexts.js";
export { matchPublished } from "./describe/matchPublished.js";
export { matchesByClass, matchQuality } from "./describe/matchQuality.js";
export {
  fieldRows,
  matchedExampleRows,
  matchFormats,
  matchRows,
  qualityRows,
  worstClassRows,
} from "./describe/matchTable.js";
export { imagenetCaptionsAsReported, propertyTable } from "./describe/propertyTable.js";
export { compareDrawings } from "./duplicates/compareDrawings.js";
export { measureJudgedPairs, pairSamples, ruleQuality } from "./duplicates/judgedPairs.js";
export { duplicateRules } from "./duplicates/nearDuplicates.js";
export { drawIcons } from "./images/drawIcons.js";
export { pngOfPicture } from "./images/png.js";
export { createMatcher } from "./names/match.js";
export { createTextMatcher, onlyUnique } from "./names/textMatch.js";
export { iconsNamed, iconsOfClasses, randomIcons } from "./read/iconExamples.js";
export { loadLabelJudgements } from "./read/labelJudgements.js";
export { namesakes } from "./read/namesakes.js";
export { openCorpus } from "./read/openCorpus.js";
export { readRemovals } from "./read/removals.js";
export { loadClasses } from "./sets/classes.js";
