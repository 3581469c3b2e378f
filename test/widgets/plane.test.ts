import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Random } from "../../lib/base/random.js";
import { signedPoints } from "../../lib/base/signedPoints.js";
import { showPlane } from "../../lib/chapter/widgets.js";
import { isBaseline, isMidBaseline } from "../../lib/published/families.js";
import { loadPublished } from "../../lib/published/load.js";
import type { PublishedModel } from "../../lib/published/model.js";
import { evaluateShift, rhoOf } from "../../lib/robustness/shift.js";
import { evaluateTwoPiece } from "../../lib/robustness/twoPiece.js";
import { effectiveRobustness } from "../../lib/stats/robustness.js";
import { planes, testSetsOf } from "../../lib/widgets/plane/evaluatePlane.js";
import { packModels, unpackModels } from "../../lib/widgets/plane/planeData.js";
import { noBrowser as skip } from "../notebook/chromium.js";
import {
  assertFits,
  assertPrints,
  bothSchemesAndWidths,
  displayed,
  reportOf,
  settled,
  shownRows,
  WidgetPages,
} from "./widgetPage.js";

const settings = { draws: 100, seed: 3 };
const pages = new WidgetPages();
let accuracies: PublishedModel[];
let testbed: PublishedModel[];
let html: string;

before(async () => {
  accuracies = await loadPublished("accuracies");
  testbed = await loadPublished("testbed");
  html = await reportOf(await displayed(() => showPlane({ accuracies, testbed }, settings)));
});
after(() => pages.close());

test("models are the same after packing, but for what a page does not need", () => {
  for (const table of ["accuracies", "testbed"] as const) {
    const sets = testSetsOf(table);
    const models = table === "accuracies" ? accuracies : testbed;
    const unpacked = unpackModels(JSON.parse(JSON.stringify(packModels(models, sets))));
    assert.deepEqual(
      unpacked.map(({ model, family, regime, origin, accuracies }) => ({
        model,
        family,
        regime,
        origin,
        accuracies: [...accuracies],
      })),
      models.map(({ model, family, regime, origin, accuracies }) => ({
        model,
        family,
        regime,
        origin,
        accuracies: sets.flatMap((set) => (accuracies.has(set) ? [[set, accuracies.get(set)]] : [])),
      })),
    );
  }
});

/** What the library says of a model, by its own way from the table: without the widget's packing and choosing. */
function expectedRow(
  plane: keyof typeof planes,
  scale: "logit" | "probit" | "linear",
  method: "ols" | "weighted" | "theil-sen",
  model: string,
): string[] {
  const { table, inDistribution } = planes[plane];
  const evaluate = plane === "imagenet_a" ? evaluateTwoPiece : evaluateShift;
  const evaluation = evaluate(table === "accuracies" ? accuracies : testbed, {
    ...settings,
    shift: plane,
    inDistribution,
    scale,
    method,
    isBaseline: table === "accuracies" ? isBaseline : isMidBaseline,
  });
  const { point, predicted, rhoPoints } = rhoOf(evaluation, model);
  const percent = (fraction: number) => `${(100 * fraction).toFixed(1)}%`;
  const [value, low, high] = [rhoPoints.value, rhoPoints.low, rhoPoints.high].map(signedPoints);
  return [model, percent(point.x), percent(point.y), percent(predicted), `${value} [${low}, ${high}]`];
}

test("on ten random settings the page shows what the library computes in Node", { skip }, async () => {
  const { widget } = await pages.open(html);
  const random = new Random("settings of the plane");
  const one = <T>(list: readonly T[]): T => list[random.integer(list.length)]!;
  for (let round = 0; round < 10; round++) {
    const plane = one(Object.keys(planes) as (keyof typeof planes)[]);
    const scale = one(["logit", "probit", "linear"] as const);
    const method = one(["ols", "weighted", "theil-sen"] as const);
    const { table } = planes[plane];
    const has = (table === "accuracies" ? accuracies : testbed).filter(
      ({ accuracies: of }) => of.has(plane) && of.has(planes[plane].inDistribution),
    );
    const model = one(
      has.filter(({ model: name }) => !/quickgelu\/openai|commonpool_s_image/.test(name)),
    ).model;
    for (const button of await widget.getByRole("button", { name: /^Remove/ }).all())
      await button.click({ timeout: 5000 }).catch(() => {});
    await widget.getByLabel("Shift", { exact: true }).selectOption(plane);
    await widget.getByLabel("Axes", { exact: true }).selectOption(scale);
    await widget.getByLabel("Line", { exact: true }).selectOption(method);
    await widget.getByRole("combobox", { name: "Add a model" }).fill(model);
    await widget.getByRole("option", { name: model, exact: true }).click();
    await settled(widget);
    const row = (await shownRows(widget)).find(([name]) => name === model);
    assert.deepEqual(row, expectedRow(plane, scale, method, model), `${plane} ${scale} ${method}`);
  }
});

test("two accuracies of one's own are placed, by keyboard alone", { skip }, async () => {
  const { page, widget, requests, complaints } = await pages.open(html);
  await widget.getByLabel("Shift", { exact: true }).focus();
  await page.keyboard.press("ArrowDown"); // ImageNet-Sketch
  await widget.getByRole("combobox", { name: "Add a model" }).focus();
  await page.keyboard.type("rn101/openai");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.type("70");
  await page.keyboard.press("Tab");
  await page.keyboard.type("55");
  await settled(widget);
  const rows = await shownRows(widget);
  assert.deepEqual(
    rows.map(([name]) => name),
    ["ViT-B-32/openai", "RN50/yfcc15m", "RN101/openai", "your model"],
  );
  const { baseline } = evaluateShift(accuracies, { ...settings, shift: "imagenet_sketch" });
  const rho = effectiveRobustness(baseline, { x: 0.7, y: Math.round(0.55 * 50_889) / 50_889 });
  assert.ok(rows[3]![4]!.startsWith(`${signedPoints(rho)} [`), rows[3]![4]);
  await page.keyboard.type("0"); // 550%
  await settled(widget);
  assert.match(await widget.locator(".widget-status").innerText(), /between 0 and 100/);
  assert.deepEqual([requests, complaints], [[], []]);
});

test("a mark that is clicked is added, and removed again", { skip }, async () => {
  const { widget } = await pages.open(html);
  const marks = widget.locator(".scatterlayer .trace").filter({ has: widget.page().locator(".point") });
  await marks.nth(5).locator(".point").first().click({ force: true });
  await settled(widget);
  assert.equal((await shownRows(widget)).length, 3);
  await widget
    .getByRole("button", { name: /^Remove/ })
    .last()
    .click();
  await settled(widget);
  assert.equal((await shownRows(widget)).length, 2);
});

test("a baseline with too few models in a shift cannot be chosen there", { skip }, async () => {
  const { widget } = await pages.open(html);
  await widget.getByLabel("Shift", { exact: true }).selectOption("objectnet");
  await settled(widget);
  assert.equal(await widget.locator('option[value="clip"]').isDisabled(), true);
  assert.equal(await widget.locator('option[value="labels"]').isDisabled(), false);
});

bothSchemesAndWidths("nothing is wider than the page; printed, the controls are gone", async (setting) => {
  const opened = await pages.open(html, setting);
  const { page, widget, requests, complaints } = opened;
  await assertFits(page);
  assert.equal(await widget.locator(".plot-picture").isVisible(), false);
  await assertPrints(opened, widget.locator(".controls").first());
  assert.ok((await page.pdf()).length > 10_000);
  assert.deepEqual([requests, complaints], [[], []]);
});

test("without scripts the picture is there", { skip }, async () => {
  const { pathToFileURL } = await import("node:url");
  const { page } = await pages.open(html);
  const bare = await page.context().browser()!.newContext({ javaScriptEnabled: false });
  const still = await bare.newPage();
  await still.goto(pathToFileURL(new URL(page.url()).pathname).href);
  assert.equal(await still.locator(".plot-picture").isVisible(), true);
});
