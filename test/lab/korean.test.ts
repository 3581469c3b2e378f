// The lab in Korean as its readers open it: both pages in a browser, from disk, with small icons in place of the corpus.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { inPackage } from "../../lib/base/files.js";
import { labQuestions } from "../../lib/lab/questions.js";
import { labLanguage } from "../../lib/lab/writeLab.js";
import { loadExporter } from "../../lib/notebook/index.js";
import { launchBrowser, noBrowser as skip } from "../notebook/chromium.js";
import { smallPages } from "./smallPage.js";

const patience = { timeout: 240_000 };
const folder = mkdtempSync(join(tmpdir(), "lab-korean-"));
const { otherLanguage, readEdition } = await loadExporter();
const edition = await readEdition(inPackage("notebooks"), "ko");
let browser: Browser;

before(async () => {
  if (skip) return;
  const [english, korean] = await smallPages(
    { otherLanguage: otherLanguage("en", "ko", "lab.html") },
    { language: await labLanguage(edition), otherLanguage: otherLanguage("ko", "en", "lab.html") },
  );
  mkdirSync(join(folder, "ko"));
  writeFileSync(join(folder, "lab.html"), english!);
  writeFileSync(join(folder, "ko", "lab.html"), korean!);
  browser = await launchBrowser();
});
test.after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(hash = "", size = { width: 1300, height: 900 }) {
  const page = await browser.newPage({ viewport: size });
  const faults: string[] = [];
  page.on("pageerror", ({ message }) => faults.push(message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("request", (request) => {
    if (!/^(?:file|blob|data):/.test(request.url())) faults.push(`request ${request.url()}`);
  });
  await page.goto(pathToFileURL(join(folder, "ko", "lab.html")).href + hash);
  await ready(page);
  return { page, faults };
}

const ready = (page: Page) => page.waitForSelector("#lab:not([hidden])", patience);

/** Words in Latin letters that Korean readers see too: names of methods and networks, of programs, and in code. */
const names = new Set(
  "CLIP SimCLR LiT Pictograms CNN MLP Mixer ResNet UI WebAssembly WebGL English effective robustness head pictograms icon imagenet wrong unhelpful objectnet name terms mlp cnn mixer resnet vit pixels deep long mean".split(
    " ",
  ),
);
/** The classes of the small icons: models and captions know them in English. */
const classNames = ["bar", "pole", "disc", "frame"];

/** Words in Latin letters, other than names, in what the page shows and tells to those who do not see it. */
async function latinWords(page: Page): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const found: string[] = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode())
      if (!node.parentElement!.closest("script,style")) found.push(node.textContent ?? "");
    for (const element of document.body.querySelectorAll("[aria-label],[title],[placeholder]"))
      for (const name of ["aria-label", "title", "placeholder"]) found.push(element.getAttribute(name) ?? "");
    return found;
  });
  return texts
    .flatMap((text) => text.match(/[A-Za-z]{2,}/g) ?? [])
    .filter((word) => !names.has(word) && !classNames.includes(word));
}

test("the page in Korean shows no English word, whatever it does, and a run can be trained and asked", {
  skip,
}, async (t) => {
  const { page, faults } = await open("#icons=200&web=50&steps=20&network=cnn+4&lesson=clip&seed=2");
  t.after(() => page.close());
  assert.equal(await page.locator("html").getAttribute("lang"), "ko");
  assert.deepEqual(await latinWords(page), []);
  await page.locator("#setup summary").click();
  await page.locator("#families input").first().uncheck();
  await page.locator("#guess-x").fill("60");
  await page.locator("#guess-y").fill("30");
  assert.match(await page.locator("#guess-text").innerText(), /60%, 표현물에서 30%, 따라서 ρ = [+−]/);
  assert.deepEqual(await latinWords(page), []);
  await page.locator("#setup button.main").press("Enter");
  assert.deepEqual(await latinWords(page), [], "while it trains");
  await page.waitForSelector("#ask-1", patience);
  const rows = await page.locator("#runs-body").innerText();
  assert.match(rows, /프롬프트: pictograms/);
  assert.match(rows, /프롬프트: 클래스 이름만/);
  assert.match(rows, /아이콘 \d+개로 \d+초 동안 학습했습니다/);
  assert.match(rows, /추측 [+−]\d/);
  assert.match((await page.locator("#loss svg").getAttribute("aria-label"))!, /1번 실행: 20단계에서 손실 /);
  assert.deepEqual(await latinWords(page), []);

  await page.locator("#ask-1").press("Enter");
  await page.locator("#pick button").first().press("Enter");
  await page.waitForSelector("#ask-answer li", patience);
  assert.match(await page.locator("#ask-answer").innerText(), /코사인 −?-?\d\.\d\d/);
  assert.match(
    await page.locator("#pick-class").innerText(),
    /^이 아이콘의 클래스: (bar|pole|disc|frame)\.$/,
  );
  assert.deepEqual(await latinWords(page), []);
  await page.locator("#ask-templates").fill("icon");
  await page.locator("#ask-again").press("Enter");
  assert.match(await page.locator("#ask-answer").innerText(), /템플릿 “icon”: .*\{\}가 있어야 합니다/);

  // The small icons have no thematic ones: the error comes from the worker, in English.
  for (const family of ["line-ui", "multicolour", "emoji", "pixel"])
    await page.locator(`#families input[value="${family}"]`).uncheck();
  await page.locator("#web").fill("100");
  await page.locator("#setup button.main").click();
  await page.waitForFunction(
    () => /실패: 고른 계열에는/.test(document.querySelector("#runs-body")!.textContent!),
    undefined,
    patience,
  );
  await page.locator("#lesson").selectOption("simclrProbe");
  await page.locator("#web").fill("0");
  await page.locator("#steps").fill("900");
  await page.locator("#setup button.main").click();
  await page.waitForFunction(
    () => /SimCLR: 900단계 중 \d+단계/.test(document.querySelector("#runs-body")!.textContent!),
    undefined,
    patience,
  );
  assert.deepEqual(await latinWords(page), []);
  await page.locator("#stop-3").click();
  assert.match(await page.locator("#runs-body").innerText(), /멈춤/);
  for (const shift of await page.locator("#shift option").all()) {
    await page.locator("#shift").selectOption((await shift.getAttribute("value"))!);
    assert.deepEqual(await latinWords(page), []);
  }
  assert.deepEqual(faults, []);
});

test("every question stands there in Korean", { skip }, async (t) => {
  const { page, faults } = await open();
  t.after(() => page.close());
  for (const number of Object.keys(labQuestions)) {
    await page.evaluate((hash) => location.assign(hash), `#question=${number}`);
    await page.waitForSelector("#question:not([hidden])", patience);
    assert.match(await page.locator("#question-text").innerText(), /[가-힣].*\?$/);
    assert.deepEqual(await latinWords(page), [], number);
  }
  assert.deepEqual(faults, []);
});

test("what the browser lacks is said in Korean", { skip }, async (t) => {
  const page = await browser.newPage();
  t.after(() => page.close());
  await page.addInitScript("delete globalThis.DecompressionStream");
  await page.goto(pathToFileURL(join(folder, "ko", "lab.html")).href);
  await page.waitForSelector("#lacks:not([hidden])", patience);
  assert.match(
    await page.locator("#lacks").innerText(),
    /^이 브라우저에는 DecompressionStream 기능이 없습니다/,
  );
});

test("the switch leads to the same question or settings in the other language, and back", {
  skip,
}, async (t) => {
  const { page, faults } = await open("#question=02");
  t.after(() => page.close());
  const follow = async () => {
    const before = page.url();
    await page.locator("#language-switch").click();
    await page.waitForURL((url) => url.href !== before, patience);
    await ready(page);
  };
  await follow();
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  assert.match(await page.locator("#question").innerText(), /Training distribution/);
  await follow();
  assert.equal(await page.locator("html").getAttribute("lang"), "ko");
  assert.match(await page.locator("#question").innerText(), /학습 분포/);
  await page.goto(pathToFileURL(join(folder, "ko", "lab.html")).href);
  await ready(page);
  await page.locator("#icons").fill("907");
  await page.locator("#lesson").selectOption("clip");
  await follow();
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  assert.equal(await page.locator("#icons").inputValue(), "907");
  assert.equal(await page.locator("#lesson").inputValue(), "clip");
  assert.deepEqual(faults, []);
});

test("the page in Korean fits a phone, and its Hangul is drawn by the font in it", { skip }, async (t) => {
  const { page } = await open("#question=07", { width: 360, height: 740 });
  t.after(() => page.close());
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 360, `${wide} pixels wide`);
  const session = await page.context().newCDPSession(page);
  await session.send("DOM.enable");
  await session.send("CSS.enable");
  const { root } = await session.send("DOM.getDocument", { depth: 0 });
  for (const selector of [
    "h1",
    "#question-title",
    "#setup button.main",
    "label[for=network]",
    "#plane svg .axis",
  ]) {
    const { nodeId } = await session.send("DOM.querySelector", { nodeId: root.nodeId, selector });
    const { fonts } = await session.send("CSS.getPlatformFontsForNode", { nodeId });
    const others = fonts.filter(({ isCustomFont, familyName }) => !isCustomFont && /CJK|KR/.test(familyName));
    assert.ok(
      fonts.some(({ isCustomFont }) => isCustomFont),
      `${selector}: no glyph of the page's own font`,
    );
    assert.deepEqual(others, [], selector);
  }
});
