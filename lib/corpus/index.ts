// Entry point of the corpus, Pictograms: how icons are named, compared, split and described.
export {
  duplicateRuleRows,
  funnelsBesideImagenet,
  funnelsByRole,
  type LabelPrecision,
  labelPrecisionRows,
  type NamedFunnel,
  profanityRows,
} from "./describe/buildTable.js";
export { classWordShares } from "./describe/classWords.js";
export { describeImagenetCaptions } from "./describe/describeCaptions.js";
export { editionRows } from "./describe/editions.js";
export { exampleCaptionsPath } from "./describe/imagenetCaptions.js";
export { labelledTexts, namesOfClasses } from "./describe/labelledTexts.js";
export { matchPublished } from "./describe/matchPublished.js";
export { matchesByClass, qualityByRule } from "./describe/matchQuality.js";
export {
  fieldRows,
  matchedExampleRows,
  matchFormats,
  matchRows,
  qualityRows,
  worstClassRows,
} from "./describe/matchTable.js";
export { ambiguityOfClasses, ambiguousPairRows, nameRows } from "./describe/nameTable.js";
export { imagenetCaptionsAsReported, propertyTable } from "./describe/propertyTable.js";
export { measureJudgedPairs, missedPairs, ruleQuality } from "./duplicates/judgedPairs.js";
export { duplicateRules } from "./duplicates/nearDuplicates.js";
export { createMatcher } from "./names/match.js";
export { createTextMatcher, onlyUnique } from "./names/textMatch.js";
export { loadLabelJudgements } from "./read/labelJudgements.js";
export { namesakes } from "./read/namesakes.js";
export { openCorpus } from "./read/openCorpus.js";
export { readRemovals, sampleRemovals } from "./read/removals.js";
export { loadClasses } from "./sets/classes.js";
