// The same specification in Node and in a browser: equal batches, equal losses.
import assert from "node:assert/strict";
import { test } from "node:test";
import { launchBrowser, noBrowser } from "../notebook/chromium.js";
import { smallIcons } from "./smallIcons.js";
import { smallSpecs } from "./smallSpecs.js";
import { stepsHere } from "./stepsHere.js";
import { openSteps, stepsThere } from "./stepsThere.js";

/** Of losses: on the cpu backend, where only functions such as exp may differ, and in WebAssembly, which rounds otherwise. */
const tolerances = { reference: 1e-5, captured: 1e-4 } as const;

test("a browser gives the batches of Node and, on the cpu reference, its losses over 20 steps", {
  skip: noBrowser,
}, async (t) => {
  const browser = await launchBrowser();
  t.after(() => browser.close());
  const icons = smallIcons();
  const page = await openSteps(browser, icons);
  for (const [name, spec] of Object.entries(smallSpecs)) {
    const here = await stepsHere(icons, spec, "reference");
    assert.equal(here.losses.length, 20);
    for (const engine of ["reference", "captured"] as const) {
      const found = await stepsThere(page, spec, engine);
      assert.deepEqual(found.batches, here.batches, `${name}: batches`);
      const most = Math.max(...found.losses.map((loss, at) => Math.abs(loss - here.losses[at]!)));
      t.diagnostic(`${name} on ${engine}: losses differ by at most ${most.toExponential(1)}`);
      assert.ok(most <= tolerances[engine], `${name} on ${engine}: ${most}`);
      if (engine === "reference") assert.deepEqual(found.results, here.results);
    }
  }
});
