// Trains recorded runs in the lab, in Chromium, and compares their accuracies on the reference test with the records'.
// `node dist/test/longer/labSpecs.js [LAB.html [NUMBER…]]` writes the lab first if no page is given, and trains all runs
// if no numbers are. Prints a table; exit code 1 if a run is further from its record than a live run may be.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { fillText } from "../../lib/base/fillText.js";
import { type Choices, queryOf, usualChoices } from "../../lib/lab/choices.js";
import { choicesText } from "../../lib/lab/choicesText.js";
import { writeLab } from "../../lib/lab/writeLab.js";
import { liveTolerancePoints } from "../../lib/training/sweep/live.js";
import { launchBrowser, noBrowser } from "../notebook/chromium.js";

/**
 * Runs of the sweep, all with seed 1. With labels: sizes of both pools, families of networks, a mixture, the quickest first.
 * Then captions from both pools, labels written as captions, and SimCLR.
 */
const specs: readonly Partial<Choices>[] = [
  { network: "mlp 256-128", icons: 907 },
  { network: "mlp 256-128", icons: 3631 },
  { network: "mlp 256-128", icons: 1912, web: 100 },
  { network: "mlp 256-128", icons: 7650, web: 100 },
  { network: "cnn 4", icons: 907 },
  { network: "cnn 4", icons: 3631 },
  { network: "cnn 4", icons: 3825, web: 100 },
  { network: "cnn 8", icons: 1300, steps: 300 },
  { network: "cnn 8", icons: 907 },
  { network: "cnn 8", icons: 7000, web: 50 },
  { network: "cnn 16", icons: 7262, steps: 300, lesson: "clip" },
  { network: "cnn 16", icons: 7262, steps: 300, lesson: "clip", web: 100 },
  { network: "cnn 16", icons: 7262, steps: 300, lesson: "clipTemplates" },
  { network: "cnn 16", icons: 7262, steps: 300, lesson: "simclrProbe" },
];

if (noBrowser) throw new Error(noBrowser);
const folder = mkdtempSync(join(tmpdir(), "lab-specs-"));
const [given, ...numbers] = process.argv.slice(2);
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
    const choices: Choices = { ...usualChoices, steps: 450, ...changes };
    const page = await browser.newPage();
    await page.goto(`${pathToFileURL(path).href}#${queryOf(choices)}`);
    await page.waitForSelector("#lab:not([hidden])", { timeout: 120_000 });
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
