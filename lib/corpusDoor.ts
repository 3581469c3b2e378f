// The door `clip-robustness/corpus`: the icons, and the words of their captions.
export { showCorpus } from "./chapter/corpusWidget.js";
export * as exercises from "./chapter/exercises/corpus.js";
export { showCaptions, showClasses, showIcons, showPairs, showSplits } from "./chapter/icons.js";
export * from "./corpus/index.js";
export { readAdversarial } from "./examples/adversarial.js";
export {
  captionExampleRows,
  styleShareRows,
  wordInformation,
  wordsOfIcons,
} from "./examples/captionWords.js";
