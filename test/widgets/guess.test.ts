import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Random } from "../../lib/base/random.js";
import { signedPoints } from "../../lib/base/signedPoints.js";
import { showGroups } from "../../lib/chapter/published.js";
import { showAfterGuess } from "../../lib/chapter/widgets.js";
import { drawForest } from "../../lib/figures/forest.js";
import { isBaseline } from "../../lib/published/families.js";
import { loadPublished } from "../../lib/published/load.js";
import { evaluateShift, rhoOf, type ShiftEvaluation } from "../../lib/robustness/shift.js";
import { noBrowser as skip } from "../notebook/chromium.js";
import { assertFits, bothSchemesAndWidths, displayed, reportOf, WidgetPages } from "./widgetPage.js";

const pages = new WidgetPages();
const asked = "ViT-B-32/openai";
let evaluation: ShiftEvaluation;
let onPlane: string;
let onForest: string;

before(async () => {
  const models = await loadPublished("accuracies");
  evaluation = evaluateShift(models, { shift: "imagenet_v2", draws: 100 });
  const guess = { question: "How far above the line?", shift: "ImageNetV2", model: asked, from: -10, to: 20 };
  const groups = { ordinary: isBaseline, asked: ({ model }: { model: string }) => model === asked };
  onPlane = await reportOf(
    await displayed(() => showGroups([evaluation], { title: "guess", groups, guess })),
  );
  const forest = drawForest({
    title: "Δρ",
    xTitle: "points",
    rows: [{ label: "a", group: "a", estimate: { value: 3, low: 1, high: 5, level: 0.95 } }],
    reference: 0,
  });
  const answer = { value: 3, low: 1, high: 5 };
  onForest = await reportOf(
    await displayed(() => showAfterGuess(forest, "x", { question: "How many points?", answer })),
  );
});
after(() => pages.close());

test("ten random guesses are answered as the library does, and drawn where they belong", {
  skip,
}, async () => {
  const { widget, requests, complaints } = await pages.open(onPlane);
  const { rhoPoints, point, predicted } = rhoOf(evaluation, asked);
  const { scale } = evaluation.baseline;
  const random = new Random("guesses");
  for (let round = 0; round < 10; round++) {
    const guess = -10 + random.integer(61) / 2;
    await widget.getByRole("spinbutton").fill(String(guess));
    await widget.getByRole("button", { name: "Show the plot with my guess" }).click();
    await widget.locator("[data-drawn]").waitFor();
    const { value, low, high } = rhoPoints;
    const verdict =
      guess >= low && guess <= high
        ? "Your guess lies inside the interval."
        : `Your guess is ${Math.abs(guess - value).toFixed(1)} points away from the measured value.`;
    assert.equal(
      await widget.locator(".widget-status").innerText(),
      `How far above the line? You guessed ${signedPoints(guess)} points. Measured: ${signedPoints(value)} [${signedPoints(low)}, ${signedPoints(high)}]. ${verdict}`,
    );
    const drawn = await widget.locator(".plot-target").evaluate((target) => {
      const { data } = target as unknown as { data: { name: string; x: number[]; y: number[] }[] };
      const { x, y } = data.find(({ name }) => name === "your guess")!;
      return [x[0]!, y[0]!];
    });
    const expected = [scale.forward(point.x), scale.forward(predicted + guess / 100)];
    for (const [axis, at] of drawn.entries())
      assert.ok(Math.abs(at - expected[axis]!) < 1e-3, `${drawn} ${expected}`);
    await widget.getByRole("button", { name: "Guess again" }).click();
  }
  assert.deepEqual([requests, complaints], [[], []]);
});

test("before the guess neither the plot nor its caption is there to be seen or read", { skip }, async () => {
  const { widget } = await pages.open(onForest);
  assert.equal(await widget.locator(".plot-picture").isVisible(), false);
  assert.equal(await widget.locator(".plot-target").count(), 0);
  assert.equal(await widget.locator("figcaption").isVisible(), false);
  assert.equal(await widget.locator(".widget-place").getAttribute("aria-describedby"), null);
  await widget.getByRole("button", { name: "Show it without a guess" }).click();
  await widget.locator("[data-drawn]").waitFor();
  assert.equal(await widget.locator("figcaption").isVisible(), true);
  assert.equal(await widget.locator(".widget-status").innerText(), "How many points?");
});

bothSchemesAndWidths("a guess by keyboard", async (setting) => {
  const { page, widget, complaints } = await pages.open(onForest, setting);
  await widget.getByRole("slider").focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  assert.equal(await widget.getByRole("spinbutton").inputValue(), "1");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await widget.locator("[data-drawn]").waitFor();
  assert.match(await widget.locator(".widget-status").innerText(), /You guessed \+1\.0 points.*inside/);
  assert.equal(await widget.locator(".annotation-text", { hasText: "your guess" }).count(), 1);
  assert.equal(await page.evaluate(() => document.activeElement?.className), "widget-status");
  await assertFits(page);
  assert.deepEqual(complaints, []);
});

test("a guess stays after the page is opened again; printed before a guess, the figure is there", {
  skip,
}, async () => {
  const { page, widget } = await pages.open(onForest);
  await page.emulateMedia({ media: "print" });
  assert.equal(await widget.locator(".plot-picture").isVisible(), true);
  await page.emulateMedia({ media: "screen" });
  await widget.getByRole("slider").fill("2.5");
  await widget.getByRole("button", { name: "Show the plot with my guess" }).click();
  await widget.locator("[data-drawn]").waitFor();
  await page.reload();
  await widget.locator("[data-drawn]").waitFor({ timeout: 60_000 });
  assert.match(await widget.locator(".widget-status").innerText(), /You guessed \+2\.5 points/);
});
