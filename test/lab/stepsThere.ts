// Opens `stepsHere` in a browser.
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { bundleForBrowser } from "../../lib/lab/bundle.js";
import type { LabIcons } from "../../lib/lab/icons.js";
import { readWasm } from "../../lib/lab/writeLab.js";
import type { RunSpec } from "../../lib/training/train/spec.js";
import type { InPage, Steps } from "./stepsHere.js";

/** Icons as JSON. */
function carried({ table, images }: LabIcons) {
  return {
    table,
    images: Object.fromEntries(Object.entries(images).map(([name, bytes]) => [name, [...bytes]])),
  };
}

/** A page with the bundle of `stepsHere`, the runtime and some icons. @param before runs before everything else in it */
export async function openSteps(browser: Browser, icons: LabIcons, before?: () => void): Promise<Page> {
  const page = await browser.newPage();
  if (before) {
    await page.addInitScript(before);
    await page.goto("about:blank");
  }
  await page.addScriptTag({
    content: await bundleForBrowser(fileURLToPath(new URL("stepsHere.js", import.meta.url))),
  });
  const wasm = Buffer.from(await readWasm()).toString("base64");
  await page.evaluate(
    ({ wasm, icons: { table, images } }) => {
      const bytes = Uint8Array.from(atob(wasm), (letter) => letter.charCodeAt(0));
      (globalThis as unknown as InPage).provideWasm(bytes.buffer);
      const planes = Object.entries(images).map(([name, values]) => [name, Uint8Array.from(values)]);
      Object.assign(globalThis, { icons: { table, images: Object.fromEntries(planes) } });
    },
    { wasm, icons: carried(icons) },
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
