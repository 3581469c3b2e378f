import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { margins } from "../../lib/causes/plan/margins.js";
import { imageNetSubsamples, subsampleGroups, subsamplePaths } from "../../lib/causes/size/published.js";
import { planeOf, showGroups } from "../../lib/chapter/published.js";
import { drawGroups } from "../../lib/figures/groupedPlane.js";
import { plotlyMime } from "../../lib/notebook/export/figures.js";
import type { MimeBundle } from "../../lib/notebook/nbformat.js";
import { widgetMime } from "../../lib/notebook/widget.js";
import { loadPublished } from "../../lib/published/load.js";
import { noBrowser as skip } from "../notebook/chromium.js";
import {
  assertFits,
  assertPrints,
  displayed,
  picture,
  reportOf,
  settled,
  WidgetPages,
} from "./widgetPage.js";

const pages = new WidgetPages();
const guess = { question: "How far?", shift: "ImageNetV2", model: subsamplePaths[0]!.at(-1)! };
const options = {
  title: "the same recipe on fewer and fewer images",
  groups: subsampleGroups,
  paths: subsamplePaths,
  oneOf: true,
};
let evaluations: ReturnType<typeof imageNetSubsamples>["evaluations"];
let bundles: MimeBundle[];

before(async () => {
  ({ evaluations } = imageNetSubsamples(await loadPublished("testbed"), { draws: 100, seed: 1, margins }));
  bundles = await displayed(() => showGroups(evaluations, options));
});
after(() => pages.close());

const kindsOf = (all: readonly MimeBundle[]) =>
  all.map((bundle) => (bundle[widgetMime] as { kind?: string } | undefined)?.kind ?? "figure");

test("planes by choice are one output with all figures; the one with a guess stands alone, and without the choice all do", async () => {
  assert.deepEqual(kindsOf(bundles), ["oneOf"]);
  const figures = evaluations.map((evaluation, place) =>
    JSON.parse(JSON.stringify(drawGroups(evaluation, planeOf(evaluation, place, options)))),
  );
  const { data } = bundles[0]![widgetMime] as unknown as { data: { figures: { figure: object }[] } };
  assert.deepEqual(
    data.figures.map(({ figure }) => figure),
    figures,
  );
  assert.deepEqual(bundles[0]![plotlyMime], figures[0], "where no script runs, the first stands");
  assert.deepEqual(kindsOf(await displayed(() => showGroups(evaluations, { ...options, guess }))), [
    "guess",
    "oneOf",
  ]);
  const all = kindsOf(await displayed(() => showGroups(evaluations, { ...options, oneOf: false })));
  assert.deepEqual(all, Array(evaluations.length).fill("figure"));
});

for (const width of [390, 1300])
  test(`the plane of the chosen shift is shown, by mouse and by keyboard, ${width} pixels`, {
    skip,
  }, async () => {
    const setting = { colorScheme: "light", viewport: { width, height: 900 } } as const;
    const opened = await pages.open(await reportOf(bundles), setting);
    const { page, widget, complaints, requests } = opened;
    const select = widget.getByRole("combobox", { name: "Shift" });
    const shown = async () => {
      await settled(widget);
      return [
        await widget.locator(".gtitle").textContent(),
        await widget.locator(".widget-status").textContent(),
      ];
    };
    const expected = evaluations.map((evaluation, place) => {
      const { layout } = drawGroups(evaluation, planeOf(evaluation, place, options));
      const { title, meta } = layout as unknown as { title: { text: string }; meta: { description: string } };
      return [title.text, meta.description];
    });
    const plain = (texts: readonly (string | null)[]) => texts.map((text) => text!.replace(/<br>|\s+/g, ""));
    assert.deepEqual(plain(await shown()), plain(expected[0]!));
    await select.selectOption({ index: 2 });
    assert.deepEqual(plain(await shown()), plain(expected[2]!));
    await select.focus();
    await page.keyboard.press("ArrowUp");
    assert.deepEqual(plain(await shown()), plain(expected[1]!));
    await assertFits(page);
    await picture(widget, "oneOf", setting);
    await assertPrints(opened, select);
    assert.deepEqual([complaints, requests], [[], []]);
  });
