// The same specification in Node and in a browser: equal batches, equal losses.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { captionKinds, clip, pretrained, supervised } from "../../lib/causes/plan/recipes.js";
import { bundleForBrowser } from "../../lib/lab/bundle.js";
import { readWasm } from "../../lib/lab/writeLab.js";
import { parseSpec, type RunSpec } from "../../lib/training/train/spec.js";
import { launchBrowser, noBrowser } from "../notebook/chromium.js";
import { smallIcons } from "./smallIcons.js";
import { type Steps, stepsHere } from "./stepsHere.js";

/** A network and a batch that plain JavaScript trains in seconds. */
const small = (spec: RunSpec): RunSpec =>
  parseSpec({
    ...spec,
    model: { kind: "cnn", widths: [2, 4] },
    data: { ...spec.data, tests: ["test"] },
    budget: { steps: 20, batchSize: 6 },
  });
const common = { architecture: "cnn 4", data: { train: [{ pool: "reference" }] }, seed: 3 } as const;
const specs: Readonly<Record<string, RunSpec>> = {
  labels: small(supervised(common)),
  CLIP: small(clip(captionKinds["all text"], common)),
  SimCLR: small(pretrained({ kind: "simclr" }, common)),
};

/** Of losses: on the cpu backend, where only functions such as exp may differ, and in WebAssembly, which rounds otherwise. */
const tolerances = { reference: 1e-5, captured: 1e-4 } as const;

test("a browser gives the batches of Node and, on the cpu reference, its losses over 20 steps", {
  skip: noBrowser,
}, async (t) => {
  const script = await bundleForBrowser(fileURLToPath(new URL("stepsHere.js", import.meta.url)));
  const browser = await launchBrowser();
  t.after(() => browser.close());
  const page = await browser.newPage();
  await page.addScriptTag({ content: script });
  const wasm = Buffer.from(await readWasm()).toString("base64");
  await page.evaluate((text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    (globalThis as unknown as { provideWasm(wasm: ArrayBuffer): void }).provideWasm(bytes.buffer);
  }, wasm);
  const icons = smallIcons();
  const carried = {
    table: icons.table,
    images: Object.fromEntries(Object.entries(icons.images).map(([name, bytes]) => [name, [...bytes]])),
  };
  const there = (spec: RunSpec, engine: string): Promise<Steps> =>
    page.evaluate(
      ({ carried: { table, images }, spec, engine }) => {
        const own = {
          table,
          images: Object.fromEntries(
            Object.entries(images).map(([name, bytes]) => [name, Uint8Array.from(bytes)]),
          ),
        };
        return (globalThis as unknown as { stepsHere(...given: unknown[]): Promise<Steps> }).stepsHere(
          own,
          spec,
          engine,
        );
      },
      { carried, spec, engine },
    );
  for (const [name, spec] of Object.entries(specs)) {
    const here = await stepsHere(icons, spec, "reference");
    assert.equal(here.losses.length, 20);
    for (const engine of ["reference", "captured"] as const) {
      const found = await there(spec, engine);
      assert.deepEqual(found.batches, here.batches, `${name}: batches`);
      const most = Math.max(...found.losses.map((loss, at) => Math.abs(loss - here.losses[at]!)));
      t.diagnostic(`${name} on ${engine}: losses differ by at most ${most.toExponential(1)}`);
      assert.ok(most <= tolerances[engine], `${name} on ${engine}: ${most}`);
      if (engine === "reference") assert.deepEqual(found.results, here.results);
    }
  }
});
