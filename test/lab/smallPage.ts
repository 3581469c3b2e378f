import { bundleForBrowser, labScripts } from "../../lib/lab/bundle.js";
import { collectRecorded } from "../../lib/lab/collectRecorded.js";
import { type LabLanguage, labPages } from "../../lib/lab/page.js";
import { readWasm } from "../../lib/lab/writeLab.js";
import { smallIcons } from "./smallIcons.js";

/** The lab's pages with small icons in place of the corpus, one for each language that is given. */
export async function smallPages(...languages: readonly LabLanguage[]): Promise<string[]> {
  const pageIn = labPages({
    icons: smallIcons(),
    wasm: await readWasm(),
    workerScript: await bundleForBrowser(labScripts.worker),
    pageScript: await bundleForBrowser(labScripts.page),
    recorded: await collectRecorded(),
  });
  return Promise.all(languages.map(async (language) => (await pageIn(language)).html));
}
