// The lab's page in a real browser, from disk, with small icons in place of the corpus.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { lacking } from "../../lib/lab/browser/lacking.js";
import { launchBrowser, noBrowser } from "../notebook/chromium.js";
import { smallPages } from "./smallPage.js";

const skip = noBrowser;
const patience = { timeout: 120_000 };
const folder = mkdtempSync(join(tmpdir(), "lab-page-"));
const address = pathToFileURL(join(folder, "lab.html")).href;
let browser: Browser;

before(async () => {
  if (skip) return;
  const [html] = await smallPages({});
  writeFileSync(join(folder, "lab.html"), html!);
  browser = await launchBrowser();
});
test.after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The page, open, with everything that went wrong in it and every request it made. */
async function open(hash = "", size = { width: 1280, height: 900 }) {
  const page = await browser.newPage({ viewport: size });
  const faults: string[] = [];
  const requests: string[] = [];
  page.on("pageerror", ({ message }) => faults.push(message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(address + hash);
  await page.waitForSelector("#lab:not([hidden])", patience);
  return { page, faults, requests };
}

const rowsText = (page: Page) => page.locator("#runs-body").innerText();
const ended = (page: Page, run: number) => page.waitForSelector(`#ask-${run}`, patience);

test("a run trains from disk, lands on the plane and answers questions, without a request", {
  skip,
}, async (t) => {
  const { page, faults, requests } = await open("#icons=200&steps=20&network=cnn+4&lesson=clip");
  t.after(() => page.close());
  const before = await page.locator("#plane circle").count();
  await page.locator("#guess-x").fill("60");
  await page.locator("#guess-y").fill("30");
  assert.match(await page.locator("#guess-text").innerText(), /60% .* 30% .* ρ = [+−]/);
  await page.locator("#setup button.main").press("Enter");
  await ended(page, 1);
  const text = await rowsText(page);
  assert.match(text, /prompts: pictograms/);
  assert.match(text, /prompts: class names alone/);
  assert.match(text, /trained in \d+ s on 48 icons/);
  assert.match(text, /you guessed [+−]\d/);
  assert.match(text, /[+−]\d+\.\d \[[+−]\d+\.\d, [+−]\d+\.\d\]/);
  assert.ok((await page.locator("#plane circle").count()) >= before + 2);
  assert.match((await page.locator("#loss svg").getAttribute("aria-label"))!, /run 1: loss .* at step 20/);

  await page.locator("#ask-1").press("Enter");
  await page.locator("#ask-names").fill("disc\nframe\npole");
  await page.locator("#ask-templates").fill("{} icon");
  await page.locator("#pick button").first().press("Enter");
  await page.waitForSelector("#ask-answer li", patience);
  const answers = await page.locator("#ask-answer li").allInnerTexts();
  assert.equal(answers.length, 3);
  assert.match(answers.join(), /(?=.*disc)(?=.*frame)(?=.*pole)/s);
  assert.match(answers[0]!, /cosine −?-?\d\.\d\d/);
  await page.locator("#ask-templates").fill("icon");
  await page.locator("#ask-again").press("Enter");
  assert.match(await page.locator("#ask-answer").innerText(), /expected \{\} where the class name goes/);
  await page.locator("#ask-templates").fill("{}");
  await page.locator("#draw").focus(); // drawing by keyboard asks too
  for (const key of ["ArrowRight", "ArrowDown", "ArrowLeft"]) await page.keyboard.press(key);
  await page.waitForSelector("#ask-answer li", patience);

  assert.deepEqual(faults, []);
  assert.deepEqual(
    requests.filter((url) => !/^(file|blob|data):/.test(url)),
    [],
  );
});

test("a run is stopped at once, the next one trains, and leaving the page is asked about", {
  skip,
}, async (t) => {
  const { page, faults } = await open("#icons=200&steps=900&network=cnn+16");
  t.after(() => page.close());
  await page.locator("#setup button.main").click();
  await page.waitForFunction(
    () => /step [1-9]/.test(document.querySelector("#runs-body")!.textContent!),
    undefined,
    patience,
  );
  const started = performance.now();
  await page.locator("#stop-1").click();
  assert.match(await rowsText(page), /stopped: at step \d+/);
  assert.ok(performance.now() - started < 5000);
  await page.locator("#steps").fill("20");
  await page.locator("#network").selectOption("pixels");
  await page.locator("#setup button.main").click();
  await ended(page, 2);
  const asks = () => page.evaluate(() => !dispatchEvent(new Event("beforeunload", { cancelable: true }))); // what a browser does
  assert.ok(await asks());
  await page.reload();
  await page.waitForSelector("#lab:not([hidden])", patience);
  assert.ok(!(await asks()), "nothing is lost, so nothing is asked");
  assert.deepEqual(faults, []);
});

test("the reader may let WebGL compute, and the table says so", { skip }, async (t) => {
  const { page, faults } = await open("#icons=200&steps=20&network=pixels");
  t.after(() => page.close());
  await page.waitForSelector("#computing:not([hidden])", patience); // it appears when a worker has its supplies
  const engines = await page.locator("#engine option").allInnerTexts();
  assert.deepEqual(engines, ["the processor (WebAssembly)", "WebGL, which software draws here (slow)"]);
  await page.locator("#engine").selectOption({ index: 1 });
  await page.locator("#setup button.main").click();
  await ended(page, 1);
  assert.match(await rowsText(page), /trained in \d+ s on 48 icons by WebGL/);
  await page.locator("#engine").selectOption({ index: 0 });
  await page.locator("#setup button.main").click();
  await ended(page, 2);
  assert.match(await rowsText(page), /trained in \d+ s on 48 icons\t/);
  const [byWebGl, byProcessor] = await page.locator("#runs-body tr td:nth-child(3)").allInnerTexts();
  assert.match(byWebGl!, /^\d+\.\d%$/);
  assert.equal(byWebGl, byProcessor, "the same run");
  assert.deepEqual(faults, []);
});

test("a notebook's question stands ready, and its runs train together", { skip }, async (t) => {
  const { page, faults } = await open("#question=02");
  t.after(() => page.close());
  assert.match(await page.locator("#question").innerText(), /Training distribution/);
  assert.equal(await page.locator("#question-runs button").count(), 4);
  await page.locator("#question-runs button").nth(2).click();
  assert.equal(await page.locator("#web").inputValue(), "100");
  assert.match(await page.locator("#web-value").innerText(), /all from the web-like pool/);
  await page.locator("#question-runs button").nth(3).click();
  assert.equal(await page.locator("#runs-body tr").count(), 3);
  for (const run of [1, 2, 3]) await page.locator(`#stop-${run}`).click();
  assert.equal(((await rowsText(page)).match(/stopped/g) ?? []).length, 3);
  assert.deepEqual(faults, []);
});

test("the page fits a phone, and every control has a name", { skip }, async (t) => {
  const { page } = await open("", { width: 360, height: 740 });
  t.after(() => page.close());
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 360, `${wide} pixels wide`);
  const nameless = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLInputElement>("input, select, textarea, button")]
      .filter(
        (field) => !(field.labels?.length || field.getAttribute("aria-label") || field.textContent?.trim()),
      )
      .map(({ id, outerHTML }) => id || outerHTML),
  );
  assert.deepEqual(nameless, []);
});

test("what the browser lacks is said by name", { skip }, async (t) => {
  const page = await browser.newPage();
  t.after(() => page.close());
  await page.addInitScript("delete globalThis.DecompressionStream");
  await page.goto(address);
  await page.waitForSelector("#lacks:not([hidden])", patience);
  assert.match(await page.locator("#lacks").innerText(), /This browser lacks DecompressionStream\./);
});

test("the check for SIMD knows a runtime that has it from one that has not", () => {
  assert.ok(!lacking().includes("WebAssembly SIMD")); // Node has it
  const without = { ...globalThis, WebAssembly: { validate: () => false } };
  assert.ok(lacking(without as unknown as typeof globalThis).includes("WebAssembly SIMD"));
});
