// What writes notebooks as reports: loads a parser of HTML, a highlighter and KaTeX. Other folders get it from
// `loadExporter`.
export { readAnnotations } from "./export/annotations.js";
export { embeddedFont } from "./export/embeddedFont.js";
export { escapeHtml } from "./export/escape.js";
export { folderPictures } from "./export/folderPictures.js";
export { wordsHtml } from "./export/frame.js";
export { exportMarkdown } from "./export/markdownFile.js";
export { exportHtml, languageSwitch } from "./export/page.js";
export { english } from "./export/pageLanguage.js";
export { printPdf } from "./export/pdf.js";
export { exportIndex } from "./export/reportIndex.js";
export { exportSlides } from "./export/slides.js";
export { catalogueDifferences } from "./translation/catalogue.js";
export { checkTerms, checkTranslation, termMark, withMarks } from "./translation/check.js";
export {
  catalogueOf,
  otherLanguage,
  pageLanguage,
  readEdition,
  translatedAnnotations,
  translationOf,
} from "./translation/edition.js";
export { formatTranslation, markdownParts, notebookParts } from "./translation/parts.js";
export { redrawPictures } from "./translation/redrawPictures.js";
export { headingsOf, translateNotebook } from "./translation/translateNotebook.js";
