import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Random } from "../../lib/base/random.js";
import { judgeMiniature, partsOfVerdict } from "../../lib/causes/load.js";
import { margins } from "../../lib/causes/plan/margins.js";
import { sweepSeeds } from "../../lib/causes/plan/seeds.js";
import { showVerdicts } from "../../lib/chapter/widgets.js";
import { embeddedJson } from "../../lib/notebook/export/embedded.js";
import { type JudgedCause, judgeCauses } from "../../lib/robustness/causeVerdict.js";
import { estimateParts, testedAt } from "../../lib/robustness/contrastParts.js";
import { countCells, drawsOfCells } from "../../lib/widgets/verdict/drawCells.js";
import {
  judgeAt,
  marginRange,
  packVerdict,
  plannedSettings,
  testedBounds,
  type VerdictData,
  type VerdictSettings,
  verdictFigure,
  verdictWidgetRows,
} from "../../lib/widgets/verdict/verdict.js";
import { verdictMessages } from "../../lib/widgets/verdict/verdictMessages.js";
import { records, skip as skipRecords } from "../causes/sweptRecords.js";
import { noBrowser as skip } from "../notebook/chromium.js";
import { simulatedParts } from "./simulatedVerdict.js";
import {
  assertFits,
  assertPrints,
  bothSchemesAndWidths,
  displayed,
  dragSlider,
  koreanReportOf,
  latinIn,
  picture,
  reportOf,
  settled,
  shownRows,
  WidgetPages,
} from "./widgetPage.js";

const pages = new WidgetPages();
const seedSets = ["planned", ...sweepSeeds.map(String)];
const sets = {
  planned: simulatedParts("planned", 12),
  ...Object.fromEntries(sweepSeeds.map((seed) => [seed, simulatedParts(String(seed), 3)])),
};
const data: VerdictData = packVerdict(sets, margins.closePoints);
let html: string;

before(async () => {
  html = await reportOf(await displayed(() => showVerdicts(sets, margins.closePoints)));
});
after(() => pages.close());

const text = (name: string) => verdictMessages[name as keyof typeof verdictMessages];
const rowsOf = (settings: VerdictSettings) =>
  verdictWidgetRows(judgeAt(data, settings), judgeAt(data, plannedSettings(data)), text);

/** What the library says of one set of seeds and a choice of shifts, from all draws. */
function judgedByLibrary(seeds: string, places: readonly number[]): (marginPoints: number) => JudgedCause[] {
  const estimates = sets[seeds as keyof typeof sets].map(
    ({ cause, comparisons }) => [cause, comparisons.map((parts) => estimateParts(parts, places))] as const,
  );
  return (marginPoints) =>
    judgeCauses(
      Object.fromEntries(
        estimates.map(([cause, all]) => [cause, all.map((one) => testedAt(one, marginPoints))]),
      ),
    );
}

test("planned settings give the verdicts of record", { skip: skipRecords }, () => {
  const verdict = judgeMiniature(records, { draws: 1000, seed: 1 });
  const packed = packVerdict({ planned: partsOfVerdict(verdict) }, margins.closePoints);
  const shown = judgeAt(packed, plannedSettings(packed));
  for (const [at, { headline, verdict: said, rows }] of verdict.judged.entries()) {
    assert.deepEqual([shown[at]!.headline, shown[at]!.verdict], [headline, said]);
    for (const [place, { deltaPoints, test: tested }] of rows.entries()) {
      const row = shown[at]!.rows[place]!;
      assert.deepEqual(row.test, tested);
      assert.deepEqual(nineDigits(row.deltaPoints), nineDigits(deltaPoints));
    }
  }
});

const nineDigits = (interval: object) =>
  JSON.parse(
    JSON.stringify(interval, (_, value) =>
      typeof value === "number" ? Number(value.toPrecision(9)) : value,
    ),
  ) as unknown;

test("at every setting that can be chosen, verdicts, tests, intervals and figure are those of the library", () => {
  const kinds = new Set<string>();
  const { min, max, step } = marginRange;
  const saidOf = (judged: readonly JudgedCause[]) =>
    judged.map(({ cause, headline, verdict, rows }) => ({
      cause,
      headline,
      verdict,
      rows: rows.map(({ test: tested, pAdjusted, notJudged }) => ({ tested, pAdjusted, notJudged })),
    }));
  for (const seeds of seedSets)
    for (let bits = 1; bits < 16; bits++) {
      const places = [0, 1, 2, 3].filter((place) => (bits >> place) & 1);
      const byLibrary = judgedByLibrary(seeds, places);
      for (let marginPoints = min; marginPoints <= max; marginPoints += step) {
        const whole = byLibrary(marginPoints);
        const shown = judgeAt(data, { marginPoints, seeds, places });
        assert.deepEqual(saidOf(shown), saidOf(whole), `${seeds} ${places} ${marginPoints}`);
        for (const { headline, verdict } of whole) kinds.add(headline).add(verdict.kind);
        if (marginPoints !== min) continue;
        // These do not depend on the margin.
        assert.deepEqual(nineDigits(shown), nineDigits(whole));
        const drawn = (judged: readonly JudgedCause[]) =>
          verdictFigure(judged, judged, { marginPoints, same: false }, text);
        assert.deepEqual(drawn(shown), drawn(whole));
      }
    }
  // Whatever can be said is among what was compared.
  const all = ["no rise", "raises", "open", "higher", "lower", "equivalent", "inconclusive"];
  assert.deepEqual([...kinds].sort(), all.sort());
});

test("all of it takes less than 60 kB of the page", () => {
  const { length } = embeddedJson(data, "data-widget-data");
  assert.ok(length < 60_000, `${length} bytes`);
  assert.match(html, /data-deflated/);
});

test("draws by cell lie at or beyond each bound as the draws do", () => {
  const random = new Random("cells");
  for (const scale of [0.1, 3, 20]) {
    const draws = Float64Array.from({ length: 400 }, () => scale * random.normal());
    for (const [at, bound] of [-8, 0, 0, 0.5, 8].entries()) draws[at] = bound; // on bounds
    draws.sort();
    const cells = countCells(draws, testedBounds);
    const again = drawsOfCells(JSON.parse(JSON.stringify(cells)), testedBounds);
    assert.equal(again.length, draws.length);
    assert.deepEqual(again, again.toSorted());
    for (const bound of testedBounds)
      for (const beyond of [(draw: number) => draw <= bound, (draw: number) => draw >= bound])
        assert.equal(again.filter(beyond).length, draws.filter(beyond).length, `${bound}`);
  }
  assert.equal(drawsOfCells(countCells(new Float64Array(), testedBounds), testedBounds).length, 0);
});

test("a planned margin out of the slider's reach is refused", () => {
  assert.throws(() => packVerdict(sets, 2.2), RangeError);
});

test("a wider margin never makes 'no rise' an open verdict", () => {
  for (const seeds of seedSets) {
    const before = new Set<string>();
    for (const marginPoints of [0.5, 1, 2, 3, 5, 8]) {
      const { places } = plannedSettings(data);
      const noRise = judgeAt(data, { marginPoints, seeds, places }).filter(
        ({ headline }) => headline === "no rise",
      );
      for (const cause of before)
        assert.ok(
          noRise.some((one) => one.cause === cause),
          cause,
        );
      for (const { cause } of noRise) before.add(cause);
    }
    assert.ok(before.size > 0);
  }
});

test("at ten random settings the page shows what the library computes in Node", { skip }, async () => {
  const { widget, requests, complaints } = await pages.open(html);
  const random = new Random("verdicts");
  const boxes = widget.getByRole("checkbox");
  assert.equal(await boxes.count(), data.shifts.length);
  for (let round = 0; round < 10; round++) {
    const marginPoints = 0.5 * (1 + random.integer(16));
    const seeds = seedSets[random.integer(seedSets.length)]!;
    const bits = 1 + random.integer(15);
    const places = [0, 1, 2, 3].filter((place) => (bits >> place) & 1);
    for (const place of [0, 1, 2, 3]) await boxes.nth(place).check();
    for (const place of [0, 1, 2, 3]) await boxes.nth(place).setChecked(places.includes(place));
    await widget.getByLabel("Runs", { exact: true }).selectOption(seeds);
    await widget.getByRole("slider").fill(String(marginPoints));
    await settled(widget);
    const expected = rowsOf({ marginPoints, seeds, places });
    assert.deepEqual(await shownRows(widget), expected, `${marginPoints} ${seeds} ${places}`);
  }
  await widget.getByRole("button", { name: "Back to the plan" }).click();
  await settled(widget);
  assert.deepEqual(await shownRows(widget), rowsOf(plannedSettings(data)));
  assert.equal(await widget.locator(".widget-status").textContent(), "This is the plan.");
  assert.deepEqual([requests, complaints], [[], []]);
});

for (const width of [390, 1300])
  test(`in Korean no English is left, ${width} pixels`, { skip }, async () => {
    const { html: korean, missing } = await koreanReportOf(
      await displayed(() => showVerdicts(sets, margins.closePoints)),
    );
    assert.deepEqual(missing, []);
    const { widget, complaints } = await pages.open(korean, { viewport: { width, height: 900 } });
    // Names of methods and data, which Korean texts keep.
    const names = ["CLIP", "SimCLR", "Pictograms", "CSV", "PNG", "UI"];
    const rows = new Set<string>();
    for (const [seeds, marginPoints, unchecked] of [
      ["planned", 2, []],
      ["planned", 0.5, [0]],
      ["22", 3, [1, 2, 3]],
      ["24", 8, [2]],
    ] as const) {
      for (const place of [0, 1, 2, 3]) await widget.getByRole("checkbox").nth(place).check();
      for (const place of unchecked) await widget.getByRole("checkbox").nth(place).uncheck();
      await widget.getByRole("combobox").selectOption(seeds);
      await widget.getByRole("slider").fill(String(marginPoints));
      await settled(widget);
      assert.deepEqual(await latinIn(widget, names), [], `${seeds} ${marginPoints} ${unchecked}`);
      for (const [, chosen] of await shownRows(widget)) rows.add(chosen!.replace(/ \(.*/, ""));
    }
    // All three headlines were shown.
    for (const said of [/^미결$/, /^ρ를 올림$/, /^[\d.]+포인트 이상의 상승 없음$/])
      assert.ok(
        [...rows].some((row) => said.test(row)),
        `${said}: ${[...rows]}`,
      );
    await widget.getByRole("button", { name: "수치" }).click();
    await widget.locator(".figure-table td").first().waitFor();
    assert.deepEqual(await latinIn(widget, names), []);
    await picture(widget, "verdict-ko", { colorScheme: "light", viewport: { width, height: 900 } });
    assert.deepEqual(complaints, []);
  });

test("by keyboard, the margin moves, shifts are unchecked, and the last one stays", { skip }, async () => {
  const { page, widget } = await pages.open(html);
  const slider = widget.getByRole("slider");
  assert.equal(await slider.getAttribute("aria-valuetext"), "2 points (planned)");
  await slider.focus();
  await page.keyboard.press("End");
  await settled(widget);
  assert.equal(await slider.getAttribute("aria-valuetext"), "8 points (chosen)");
  const boxes = widget.getByRole("checkbox");
  await boxes.first().focus();
  for (let place = 0; place < 4; place++) {
    await page.keyboard.press("Space");
    if (place < 3) await page.keyboard.press("Tab");
  }
  await settled(widget);
  assert.deepEqual(await boxes.evaluateAll((all) => all.map((box) => (box as HTMLInputElement).checked)), [
    false,
    false,
    false,
    true,
  ]);
  assert.deepEqual(await shownRows(widget), rowsOf({ marginPoints: 8, seeds: "planned", places: [3] }));
});

bothSchemesAndWidths(
  "the margin is dragged and a shift unchecked with the mouse, nothing is cut off, printed",
  async (setting) => {
    const opened = await pages.open(html, setting);
    const { page, widget, complaints } = opened;
    const before = await shownRows(widget);
    const slider = widget.getByRole("slider");
    await dragSlider(page, slider, 0.2, 0);
    await widget.getByText(data.shifts[0]!, { exact: true }).first().click();
    await settled(widget);
    const { places } = plannedSettings(data);
    assert.deepEqual(
      await shownRows(widget),
      rowsOf({ marginPoints: 0.5, seeds: "planned", places: places.slice(1) }),
    );
    assert.notDeepEqual(await shownRows(widget), before);
    await assertFits(page);
    const [width, room] = await widget
      .locator(".main-svg")
      .first()
      .evaluate((svg) => [svg.getBoundingClientRect().width, svg.closest(".widget-place")!.clientWidth]);
    assert.ok(width! <= room!, `a plot of ${width} px in ${room}`);
    // On a phone the names stand above their lines: the plot's own area takes most of the width.
    const inside = await widget.locator(".plot .gridlayer, .nsewdrag").last().boundingBox();
    if (setting.viewport.width === 390) {
      assert.ok(inside!.width > 0.45 * width!, `${inside!.width} px of ${width} for the lines`);
      const tops = await widget
        .locator(".annotation-text")
        .evaluateAll((names) => names.map((name) => name.getBoundingClientRect().top));
      const empty = Math.min(...tops) - inside!.y;
      assert.ok(empty < 60, `${empty} px without a comparison`);
    }
    const cut = await widget.locator(".annotation-text").evaluateAll((names) => {
      const { right } = names[0]?.closest(".plot-target")?.getBoundingClientRect() ?? { right: 0 };
      return names
        .filter((name) => name.getBoundingClientRect().right > right)
        .map((name) => name.textContent);
    });
    assert.deepEqual(cut, []);
    await picture(widget, "verdict", setting);
    await assertPrints(opened, slider);
    assert.deepEqual(complaints, []);
  },
);
