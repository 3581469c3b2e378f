import { labBody } from "../../lib/lab/body.js";
import { bundleForBrowser, labScripts } from "../../lib/lab/bundle.js";
import { collectRecorded } from "../../lib/lab/collectRecorded.js";
import { labPage } from "../../lib/lab/page.js";
import { labStyle } from "../../lib/lab/style.js";
import { readWasm } from "../../lib/lab/writeLab.js";
import { smallIcons } from "./smallIcons.js";

/** The lab's page with small icons in place of the corpus. */
export async function smallPage(): Promise<string> {
  const { html } = labPage({
    icons: smallIcons(),
    wasm: await readWasm(),
    workerScript: await bundleForBrowser(labScripts.worker),
    pageScript: await bundleForBrowser(labScripts.page),
    style: labStyle,
    body: labBody(),
    recorded: JSON.stringify(await collectRecorded()),
  });
  return html;
}
