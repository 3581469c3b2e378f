import { narrowLayout } from "./narrowLayout.js";
import { runPage } from "./runPage.js";

/** The page's script: the functions' own text, and the call of the last. */
export const pageScript: string = `(() => {\n${narrowLayout.toString()}\n${runPage.toString()}\nrunPage();\n})();`;
