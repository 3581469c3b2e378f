// The browser that pages are tried in: the one of this machine; none is downloaded.
import { type Browser, chromium } from "playwright-core";
import { findChromium, quietBrowser } from "../../lib/notebook/export/pdf.js";

const program = findChromium();

/** Why browser tests are left out here, if they are. */
export const noBrowser: string | false =
  program === undefined && "no Chromium on PATH: the page is not tried in a browser";

/** Starts it, without what a new profile would fetch by itself. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: program!, args: ["--no-sandbox", ...quietBrowser] });
}
