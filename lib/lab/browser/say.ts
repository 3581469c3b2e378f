/// <reference lib="dom" />

import { fillText } from "../../base/fillText.js";
import type { Say } from "../texts.js";

let words: Readonly<Record<string, string>> | undefined;

/** Says a text in the language of the page, which holds what is not English. */
export const say: Say = (text, values) => {
  words ??= JSON.parse(document.getElementById("page-words")?.textContent ?? "{}") as Record<string, string>;
  return fillText(words[text] ?? text, values);
};
