import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Random } from "../../lib/base/random.js";
import { type CauseParts, judgeMiniature, loadSweep, partsOfVerdict } from "../../lib/causes/load.js";
import { margins } from "../../lib/causes/plan/margins.js";
import { sweepSeeds } from "../../lib/causes/plan/seeds.js";
import { showVerdicts } from "../../lib/chapter/widgets.js";
import { judgeCauses } from "../../lib/robustness/causeVerdict.js";
import { compareParts } from "../../lib/robustness/contrastParts.js";
import { average } from "../../lib/stats/average.js";
import { packDraws, unpackDraws } from "../../lib/widgets/verdict/packDraws.js";
import {
  packVerdict,
  plannedSettings,
  type SeedSets,
  type VerdictData,
  type VerdictSettings,
  verdictJudge,
  verdictWidgetRows,
} from "../../lib/widgets/verdict/verdict.js";
import { verdictMessages } from "../../lib/widgets/verdict/verdictMessages.js";
import { noBrowser as skip } from "../notebook/chromium.js";
import {
  assertFits,
  assertPrints,
  bothSchemesAndWidths,
  displayed,
  dragSlider,
  picture,
  reportOf,
  settled,
  shownRows,
  WidgetPages,
} from "./widgetPage.js";

const pages = new WidgetPages();
let judged: ReturnType<typeof judgeMiniature>;
let sets: SeedSets<readonly CauseParts[]>;
let data: VerdictData;
let html: string;

const seedSets = ["planned", ...sweepSeeds.map(String)];

before(async () => {
  judged = judgeMiniature(await loadSweep(), { draws: 1000, seed: 1 });
  sets = {
    planned: partsOfVerdict(judged),
    ...Object.fromEntries(sweepSeeds.map((one) => [one, partsOfVerdict(judged, [one])])),
  };
  data = packVerdict(sets, margins.closePoints);
  html = await reportOf(await displayed(() => showVerdicts(sets, margins.closePoints)));
});
after(() => pages.close());

const rowsOf = (settings: VerdictSettings) => {
  const judge = verdictJudge(data);
  const text = (name: string) => verdictMessages[name as keyof typeof verdictMessages];
  return verdictWidgetRows(judge(settings), judge(plannedSettings(data)), text);
};

test("planned settings give the verdicts of record", () => {
  const shown = verdictJudge(data)(plannedSettings(data));
  assert.deepEqual(
    shown.map(({ cause, headline, verdict }) => ({ cause, headline, verdict })),
    judged.judged.map(({ cause, headline, verdict }) => ({ cause, headline, verdict })),
  );
  for (const [at, { rows }] of judged.judged.entries())
    for (const [place, { deltaPoints, comparison }] of rows.entries()) {
      const { deltaPoints: packed } = shown[at]!.rows[place]!;
      assert.ok(Math.abs(packed.value - deltaPoints.value) < 1e-9, comparison);
      // Draws keep 4,096 places, a few thousandths of a point.
      for (const end of ["low", "high"] as const)
        assert.ok(Math.abs(packed[end] - deltaPoints[end]) < 0.01, `${comparison}: ${packed[end]}`);
    }
});

test("rounded draws move no interval by more than half a step, next to no verdict, and are small", () => {
  const moved = { headlines: 0, of: 0 };
  const judge = verdictJudge(data);
  for (const name of seedSets)
    for (const places of [[0], [2], [1, 3], [0, 1, 2], [0, 1, 2, 3]]) {
      const exact = sets[name]!.map(({ cause, comparisons }) => [
        cause,
        comparisons.map((parts) => compareParts(parts, places, parts.errorsOn(places))),
      ]) as [string, ReturnType<typeof compareParts>[]][];
      for (const marginPoints of [1, 2, 3, 5]) {
        const packed = judge({ marginPoints, seeds: name, places });
        const whole = judgeCauses(
          Object.fromEntries(exact.map(([cause, tests]) => [cause, tests.map((test) => test(marginPoints))])),
        );
        for (const [at, { cause, headline, rows }] of whole.entries()) {
          moved.of++;
          if (packed[at]!.headline !== headline) moved.headlines++;
          for (const [row, { deltaPoints }] of rows.entries()) {
            const { draws } = data.sets[name]![at]!.comparisons[row]!;
            if (places.some((place) => draws[place] === null)) {
              // Accuracies that do not meet have no Δ, packed or not.
              assert.ok(
                [deltaPoints, packed[at]!.rows[row]!.deltaPoints].every(({ value }) => Number.isNaN(value)),
              );
              continue;
            }
            // Every draw moves by half a step at most, and so does their order; 1% for the variance taken off.
            const half = (1.01 * average(places.map((place) => draws[place]!.step))) / 2 + 0.002;
            for (const end of ["low", "high"] as const) {
              const distance = Math.abs(packed[at]!.rows[row]!.deltaPoints[end] - deltaPoints[end]);
              assert.ok(distance <= half, `${name} ${places} ${cause}: ${distance} of ${half}`);
            }
          }
        }
      }
    }
  assert.ok(moved.headlines <= 0.01 * moved.of, `${moved.headlines} of ${moved.of} headlines`);
  const size = JSON.stringify(data).length;
  assert.ok(size < 350_000, `${size} bytes`);
  if (process.env["WIDGET_PICTURES"]) console.log(moved, size);
});

test("numbers are packed to half a step of the grid, and equal numbers to themselves", () => {
  const random = new Random("draws");
  const draws = Float64Array.from({ length: 300 }, () => random.normal());
  for (const width of [1, 2] as const) {
    const packed = packDraws(draws, width);
    assert.equal(packed.text.length, 300 * width);
    const largest = Math.max(...unpackDraws(packed).map((value, at) => Math.abs(value - draws[at]!)));
    assert.ok(
      largest <= packed.step / 2 + 1e-12 && largest > packed.step / 4,
      `${largest} of ${packed.step}`,
    );
    assert.deepEqual(unpackDraws(packDraws(Float64Array.of(3, 3), width)), Float64Array.of(3, 3));
  }
});

test("a wider margin never makes 'no rise' an open verdict", () => {
  const judge = verdictJudge(data);
  for (const seeds of seedSets) {
    const before = new Set<string>();
    for (const marginPoints of [0.5, 1, 2, 3, 5, 8]) {
      const { places } = plannedSettings(data);
      const noRise = judge({ marginPoints, seeds, places }).filter(({ headline }) => headline === "no rise");
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
