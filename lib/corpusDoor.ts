// The door `clip-robustness/corpus`: the icons, and the words of their captions.
export { showClasses, showIcons } from "./chapter/icons.js";
export * from "./corpus/index.js";
export { readAdversarial } from "./examples/adversarial.js";
export { styleShare, wordInformation, wordsOfIcons } from "./examples/captionWords.js";
