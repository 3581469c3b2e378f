// The suspected causes, each with what published models say of it and with its experiment in the miniature, and what was
// ruled out beside them.
export * as contrastiveLoss from "./contrastiveLoss/published.js";
export * as distribution from "./distribution/published.js";
export * as languageAtTest from "./languageAtTest/published.js";
export * as languageAtTraining from "./languageAtTraining/published.js";
export * as noLanguage from "./noLanguage/published.js";
export { type Cause, causes } from "./plan/causes.js";
export { margins } from "./plan/margins.js";
export { loadPublishedTables, type PublishedTables, publishedCauses } from "./published.js";
export * as ruledOut from "./ruledOut/published.js";
export * as size from "./size/published.js";
