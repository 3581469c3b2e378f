import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Random } from "../../lib/base/random.js";
import { signedPoints } from "../../lib/base/signedPoints.js";
import { showConfounder } from "../../lib/chapter/widgets.js";
import { isBaseline, withoutDuplicates } from "../../lib/published/families.js";
import { loadPublished } from "../../lib/published/load.js";
import { type PublishedModel, pointsOf } from "../../lib/published/model.js";
import { fitBaseline } from "../../lib/stats/baseline.js";
import { estimateRobustness } from "../../lib/stats/bootstrap.js";
import { noBrowser as skip } from "../notebook/chromium.js";
import {
  assertFits,
  assertPrints,
  bothSchemesAndWidths,
  displayed,
  dragSlider,
  reportOf,
  settled,
  shownRows,
  WidgetPages,
} from "./widgetPage.js";

const settings = { draws: 100, seed: 3 };
const pages = new WidgetPages();
let models: PublishedModel[];
let html: string;

before(async () => {
  models = await loadPublished("accuracies");
  html = await reportOf(await displayed(() => showConfounder(models, settings)));
});
after(() => pages.close());

/** What the library says of the two simulated models, from the table. */
function expectedRows(shift: "imagenet_v2" | "imagenet_sketch", percent: number): string[][] {
  const points = pointsOf(withoutDuplicates(models), "imagenet", shift);
  const baseline = points.filter(({ published }) => isBaseline(published));
  const clip = points.filter(({ published }) => published.regime === "clip-zero-shot");
  const yTotal = shift === "imagenet_v2" ? 10_000 : 50_889;
  return (["ordinary", "clip"] as const).map((model) => {
    const y =
      Math.round(fitBaseline(model === "clip" ? clip : baseline).predict(percent / 100) * yTotal) / yTotal;
    const one = { model, family: model, x: percent / 100, y, xTotal: 50_000, yTotal };
    const fit = estimateRobustness(baseline, [one], {
      draws: settings.draws,
      random: new Random(settings.seed),
    });
    const { value, low, high } = fit.models[0]!.rhoPoints;
    const beaten = baseline.filter((other) => other.y < y).length / baseline.length;
    return [
      model === "clip" ? "zero-shot CLIP" : "trained on ImageNet alone",
      `${(100 * y).toFixed(1)}%`,
      `${Math.round(100 * beaten)}%`,
      `${signedPoints(value)} [${signedPoints(low)}, ${signedPoints(high)}]`,
    ];
  });
}

test("at ten random strengths the page shows what the library computes in Node", { skip }, async () => {
  const { widget, requests, complaints } = await pages.open(html);
  const random = new Random("strengths");
  for (let round = 0; round < 10; round++) {
    const shift = random.uniform() < 0.5 ? "imagenet_v2" : "imagenet_sketch";
    const percent = 40 + random.integer(46);
    await widget.getByLabel("Shift", { exact: true }).selectOption(shift);
    await widget.getByRole("slider").fill(String(percent / 100));
    await settled(widget);
    assert.deepEqual(await shownRows(widget), expectedRows(shift, percent), `${shift} at ${percent}%`);
  }
  assert.deepEqual([requests, complaints], [[], []]);
});

test("by keyboard, accuracy under shift rises with strength and ρ of the ordinary model does not", {
  skip,
}, async () => {
  const { page, widget } = await pages.open(html);
  const accuracyAndRho = async () =>
    (await shownRows(widget)).map(([, accuracy, , rho]) => [
      Number.parseFloat(accuracy!),
      Number.parseFloat(rho!.replace("−", "-")),
    ]);
  const [before] = await accuracyAndRho();
  await widget.getByRole("slider").focus();
  await page.keyboard.press("End");
  await settled(widget);
  const [after] = await accuracyAndRho();
  assert.ok(after![0]! > before![0]! + 20, `${before![0]}% → ${after![0]}%`);
  assert.ok(Math.abs(after![1]!) <= 0.1 && Math.abs(before![1]!) <= 0.1);
  assert.equal(await widget.getByRole("slider").getAttribute("aria-valuetext"), "85%");
});

bothSchemesAndWidths("the slider is dragged with the mouse, printed", async (setting) => {
  const opened = await pages.open(html, setting);
  const { page, widget, complaints } = opened;
  const before = await shownRows(widget);
  const slider = widget.getByRole("slider");
  await dragSlider(page, slider, 0.5, 1);
  await settled(widget);
  assert.notDeepEqual(await shownRows(widget), before);
  await assertFits(page);
  await assertPrints(opened, slider);
  assert.deepEqual(complaints, []);
});
