// The figures: each function returns a Plotly specification and draws nothing itself.
export { drawAccuracyAndRho } from "./accuracyAndRho.js";
export { drawAgreement } from "./agreement.js";
export { drawContrasts } from "./contrast.js";
export { drawDuplicatePlane } from "./duplicatePlane.js";
export { drawForest, type ForestRow } from "./forest.js";
export { drawFunnel, drawFunnelLines } from "./funnel.js";
export { drawGroups, drawTreatments } from "./groupedPlane.js";
export { drawLevels } from "./levels.js";
export { drawPairMatrix } from "./pairMatrix.js";
export { drawPlane } from "./plane.js";
export { drawRankFrequency } from "./rankFrequency.js";
export { drawLinearity, drawRegimes, drawRelated, drawRho, drawSources } from "./rhoForest.js";
export { drawRhoMatrix } from "./rhoMatrix.js";
export { drawShift } from "./shiftPlane.js";
export { drawRhoByAxis, drawTwoAxes } from "./twoAxes.js";
export { drawVerdicts } from "./verdict.js";
export { drawWordInformation } from "./wordInformation.js";
