// Trains recorded runs in the lab, in Chromium, and compares their accuracies on the reference test with the records'.
// `node dist/test/longer/labSpecs.js [--webgl] [LAB.html [NUMBER…]]` writes the lab first if no page is given, and trains
// all runs if no numbers are; --webgl trains them by WebGL, which takes many times as long where software draws. Prints a table; exit code 1 if a run is further from its record than a live run may be.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { fillText } from "../../lib/base/fillText.js";
import { type Choices, queryOf, usualChoices } from "../../lib/lab/choices.js";
import { choicesText } from "../../lib/lab/choicesText.js";
import { writeLab } from "../../lib/lab/writeLab.js";
import { liveTolerancePoints } from "../../lib/training/sweep/live.js";
import { launchBrowser, noBrowser } from "../notebook/chromium.js";

/** Runs of the sweep on icons that the page has: sizes of both pools, and budgets of the smaller ones, the quickest first. */
const specs: readonly Partial<Choices>[] = [
  { icons: 1875, steps: 50 },
  { icons: 1875, steps: 80 },
  { icons: 1875, steps: 200, web: 100 },
  { icons: 1875, steps: 200 },
  { icons: 937 },
  { icons: 937, web: 100 },
  { icons: 1875, web: 100 },
  { icons: 3750 },
  { icons: 3750, web: 100 },
  { icons: 7500 },
  { icons: 7500, web: 100 },
  { icons: 1875, steps: 900, web: 100 },
];

if (noBrowser) throw new Error(noBrowser);
const folder = mkdtempSync(join(tmpdir(), "lab-specs-"));
const { values, positionals } = parseArgs({
  options: { webgl: { type: "boolean" } },
  allowPositionals: true,
});
const [given, ...numbers] = positionals;
const wanted = [...specs.entries()].filter(
  ([at]) => numbers.length === 0 || numbers.includes(String(at + 1)),
);
if (wanted.length === 0) throw new Error(`${numbers.join(", ")}: expected numbers from 1 to ${specs.length}`);
const path = given === undefined ? join(folder, "lab.html") : resolve(given);
if (given === undefined) await writeLab([{ path }]);
const browser = await launchBrowser();
let worst = 0;
try {
  for (const [at, changes] of wanted) {
    const choices: Choices = { ...usualChoices, network: "cnn 16", steps: 400, ...changes };
    const page = await browser.newPage();
    await page.goto(`${pathToFileURL(path).href}#${queryOf(choices)}`);
    await page.waitForSelector("#lab:not([hidden])", { timeout: 120_000 });
    if (values.webgl) {
      await page.waitForSelector("#computing:not([hidden])", { timeout: 120_000 });
      await page.locator("#engine").selectOption("native");
    }
    await page.locator("#setup button.main").click();
    await page.waitForSelector("#ask-1", { timeout: 3_600_000 });
    const cell = await page.locator("#runs-body tr").first().locator("td").nth(1).innerText();
    const state = await page.locator("#runs-body th small").first().innerText();
    const [, here, there] = /^([\d.]+)%\s+recorded ([\d.]+)%$/.exec(cell) ?? [];
    if (here === undefined)
      throw new Error(`${choicesText(choices, fillText)}: no record beside it, only “${cell}”`);
    const difference = Number(here) - Number(there);
    worst = Math.max(worst, Math.abs(difference));
    console.log(
      `${at + 1} | ${choicesText(choices, fillText)} | lab ${here}% | record ${there}% | ${difference.toFixed(1)} points | ${state.trim()}`,
    );
    await page.close();
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`largest difference ${worst.toFixed(1)} points, allowed ${liveTolerancePoints}`);
if (worst > liveTolerancePoints) process.exitCode = 1;
