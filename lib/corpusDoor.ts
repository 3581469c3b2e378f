// The door `clip-robustness/corpus`: the icons, and the words of their captions.
export * from "./corpus/index.js";
export { readAdversarial } from "./examples/adversarial.js";
export { styleShare, wordInformation, wordsOfIcons } from "./examples/captionWords.js";
