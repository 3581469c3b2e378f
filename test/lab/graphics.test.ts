// WebGL in the lab, drawn by software in this browser: equal losses, the choice of the engine, the end of a context.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import type { LabIcons } from "../../lib/lab/icons.js";
import type { RunSpec } from "../../lib/training/train/spec.js";
import { launchBrowser, noBrowser } from "../notebook/chromium.js";
import { smallIcons } from "./smallIcons.js";
import { smallSpecs } from "./smallSpecs.js";
import { type InPage, stepsHere } from "./stepsHere.js";
import { openSteps, stepsThere } from "./stepsThere.js";

const skip = noBrowser;
const icons = smallIcons();
let browser: Browser;
let page: Page;

before(async () => {
  if (skip) return;
  browser = await launchBrowser();
  page = await openSteps(browser, icons);
});
test.after(() => browser?.close());

/** Of losses: WebGL sums in another order, and its functions are less exact. */
const tolerance = 1e-4;

/** A run with captions calls nearly every kernel that one with labels does, and those of texts. */
const captions: RunSpec = { ...smallSpecs.CLIP, budget: { ...smallSpecs.CLIP.budget, steps: 8 } };

test("WebGL gives the losses of Node, and no run leaves tensors behind", { skip }, async (t) => {
  for (const spec of [smallSpecs.labels, captions]) {
    const here = await stepsHere(icons, spec, "reference");
    const found = await stepsThere(page, spec, "native");
    assert.equal(found.losses.length, spec.budget.steps);
    const most = Math.max(...found.losses.map((loss, at) => Math.abs(loss - here.losses[at]!)));
    t.diagnostic(`${spec.objective.kind}: losses differ by at most ${most.toExponential(1)}`);
    assert.ok(most <= tolerance, `${spec.objective.kind}: ${most}`);
    assert.deepEqual(found.results, here.results);
    assert.equal(found.tensorsLeft, 0);
  }
});

test("where software draws WebGL, nothing is tried and WebAssembly computes", { skip }, async () => {
  const found = await page.evaluate(async (spec) => {
    const { fasterEngine, labSource, graphics, icons } = globalThis as unknown as InPage & {
      readonly icons: LabIcons;
    };
    const onTrial = () => {
      throw new Error("tried");
    };
    return [graphics(), await fasterEngine(spec, labSource(icons), onTrial)];
  }, smallSpecs.labels);
  assert.deepEqual(found, ["software", "captured"]);
});

// The page has no graphics processor after this one.
test("a run ends with a reason when the browser takes the graphics processor away", { skip }, async () => {
  const reason = await page.evaluate(async (spec) => {
    const there = globalThis as unknown as InPage & { readonly icons: LabIcons };
    try {
      await there.stepsHere(there.icons, spec, "native", (step) => {
        if (step === 2) there.loseGraphics();
      });
    } catch (error) {
      return (error as Error).message;
    }
    return "it trained on";
  }, smallSpecs.labels);
  assert.match(reason, /^the browser took the graphics processor away/);
});

test("the faster engine is found by one trial of each kind of run", { skip }, async (t) => {
  const page = await openSteps(browser, icons, () => {
    // A name that is no software's, so that both engines are tried.
    const { getParameter } = WebGL2RenderingContext.prototype;
    WebGL2RenderingContext.prototype.getParameter = function (name) {
      return name === 0x9246 ? "a graphics processor" : getParameter.call(this, name);
    };
  });
  t.after(() => page.close());
  const found = await page.evaluate(
    async ({ labels, captions }) => {
      const { fasterEngine, labSource, graphics, icons } = globalThis as unknown as InPage & {
        readonly icons: LabIcons;
      };
      const source = labSource(icons);
      let trials = 0;
      const onTrial = () => {
        trials++;
      };
      const reversed = async (engine: string) => (engine === "native" ? 1 : 2);
      return {
        graphics: graphics(),
        labels: await fasterEngine(labels, source, onTrial), // measured: software is slower
        again: await fasterEngine({ ...labels, seed: 5 }, source, onTrial),
        captions: await fasterEngine(captions, source, onTrial, reversed),
        trials,
      };
    },
    { labels: smallSpecs.labels, captions },
  );
  assert.deepEqual(found, {
    graphics: "hardware",
    labels: "captured",
    again: "captured",
    captions: "native",
    trials: 2,
  });
});
