import { fileURLToPath } from "node:url";

const compiled = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** The browser module of each widget, for `exportHtml`: kind → path of its compiled file. */
export const widgetModules = {
  plane: compiled("plane/planeBrowser.js"),
  confounder: compiled("confounder/confounderBrowser.js"),
  verdict: compiled("verdict/verdictBrowser.js"),
  corpus: compiled("corpus/corpusBrowser.js"),
  oneOf: compiled("oneOf/oneOfBrowser.js"),
  guess: compiled("guess/guessBrowser.js"),
} as const;
