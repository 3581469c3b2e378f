// Opens `stepsHere` in a browser.
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { bundleForBrowser } from "../../lib/lab/bundle.js";
import type { LabIcons } from "../../lib/lab/icons.js";
import { readWasm } from "../../lib/lab/writeLab.js";
import type { RunSpec } from "../../lib/training/train/spec.js";
import type { InPage, Steps } from "./stepsHere.js";

/** Bytes on their way into a page: as lists of numbers they would take ten seconds. */
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

let bundle: Promise<string> | undefined;

/** A page with the bundle of `stepsHere`, the runtime and some icons. @param before runs before everything else in it */
export async function openSteps(browser: Browser, icons: LabIcons, before?: () => void): Promise<Page> {
  const page = await browser.newPage();
  if (before) {
    await page.addInitScript(before);
    await page.goto("about:blank");
  }
  bundle ??= bundleForBrowser(fileURLToPath(new URL("stepsHere.js", import.meta.url)));
  await page.addScriptTag({ content: await bundle });
  await page.evaluate(
    ({ wasm, table, images }) => {
      const bytes = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      (globalThis as unknown as InPage).provideWasm(bytes(wasm).buffer);
      const planes = images.map(([name, text]) => [name, bytes(text)]);
      Object.assign(globalThis, { icons: { table, images: Object.fromEntries(planes) } });
    },
    {
      wasm: base64(new Uint8Array(await readWasm())),
      table: icons.table,
      images: Object.entries(icons.images).map(([name, image]) => [name, base64(image)] as const),
    },
  );
  return page;
}

/** Trains a specification in such a page. */
export function stepsThere(page: Page, spec: RunSpec, engine: string): Promise<Steps> {
  return page.evaluate(
    ({ spec, engine }) => {
      const there = globalThis as unknown as InPage & { readonly icons: LabIcons };
      return there.stepsHere(there.icons, spec, engine as "captured");
    },
    { spec, engine },
  );
}
