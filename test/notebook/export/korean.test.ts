import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { inPackage } from "../../../lib/base/files.js";
import { packageNotebooks } from "../../../lib/cli/checkNotebooks.js";
import { reportHtml } from "../../../lib/cli/report.js";
import { figureImage } from "../../../lib/notebook/image.js";
import { loadExporter, type Notebook, readNotebook } from "../../../lib/notebook/index.js";
import { tableHtml } from "../../../lib/notebook/table.js";
import { launchBrowser, noBrowser as skip } from "../chromium.js";
import { codeCell, display } from "../exampleNotebook.js";

// Reports in Korean as readers open them. The notebooks are not run: their prose is shown, and one of them gets a table
// and a figure in words that the catalogue knows.

const figure = {
  data: [{ type: "scatter", mode: "markers", name: "baseline", x: [1, 2], y: [3, 1] }],
  layout: { title: { text: "Mean ρ by regime and shift" }, xaxis: { title: { text: "training icons" } } },
};
const outputs = [
  display({ "application/vnd.plotly.v1+json": figure, "text/plain": "Figure" }),
  display({
    "text/html": tableHtml([{ shift: "Renditions", models: 12 }], { caption: "Means over four shifts" }),
  }),
];

let browser: Browser;
let folder: string;
const names: string[] = [];

before(async () => {
  if (skip) return;
  folder = await mkdtemp(join(tmpdir(), "korean-"));
  await mkdir(join(folder, "ko"));
  const { otherLanguage, readEdition } = await loadExporter();
  const edition = await readEdition(inPackage("notebooks"), "ko");
  for (const source of await packageNotebooks()) {
    const notebook = await withOutputs(source);
    const file = basename(source).replace(".ipynb", ".html");
    names.push(file);
    const write = async (path: string, options: object) =>
      writeFile(join(folder, path), await reportHtml(notebook, { source, ...options }));
    await write(file, { otherLanguage: otherLanguage("en", "ko", file) });
    await write(join("ko", file), { edition, otherLanguage: otherLanguage("ko", "en", file) });
  }
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

async function withOutputs(source: string): Promise<Notebook> {
  const notebook = await readNotebook(source);
  if (!basename(source).startsWith("00")) return notebook;
  return { ...notebook, cells: [...notebook.cells, { ...codeCell("show()", outputs), id: "shown" }] };
}

async function open(file: string): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1300, height: 900 } });
  await context.setOffline(true);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("request", (request) => {
    if (!/^(?:file|data|blob):/.test(request.url())) complaints.push(`request ${request.url()}`);
  });
  await page.goto(pathToFileURL(join(folder, file)).href);
  return { page, complaints };
}

/** English sentences: what the page shows outside code, quoted examples and what is marked as English, as the works cited are. */
function englishProse(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement!;
      if (parent.closest("script,style,code,pre,em,summary,.katex,footer,[lang=en]")) continue;
      const text = (node.textContent ?? "").replace(/["“'(][^"”')]*["”')]/g, "");
      if (
        /(?:[A-Za-z’'-]+[ ,]+){3,}[A-Za-z]{2,}/.test(text) &&
        /\b(?:the|of|is|are|and|from|that)\b/.test(text)
      )
        found.push(text.trim());
    }
    return found;
  });
}

test("no English sentence is left in the prose of any notebook, and nothing fails", { skip }, async () => {
  for (const file of names) {
    const { page, complaints } = await open(`ko/${file}`);
    assert.deepEqual(await englishProse(page), [], file);
    assert.deepEqual(complaints, [], file);
    assert.equal(await page.locator("html").getAttribute("lang"), "ko");
    assert.equal(
      await page.locator(".cell.markdown", { hasText: "**" }).count(),
      0,
      `${file}: emphasis that is not understood`,
    );
    await page.context().close();
  }
});

test("both languages have the same anchors", { skip }, async () => {
  const ids = async (file: string) => {
    const html = await readFile(join(folder, file), "utf8");
    return [...html.matchAll(/<(?:h[1-4]|div class="cell [^"]*") id="([^"]+)"/g)]
      .map(([, id]) => id!)
      .filter((id) => !/-of-this-page$/.test(id));
  };
  for (const file of names) {
    const english = await ids(file);
    assert.ok(english.length > 10, file);
    assert.deepEqual(await ids(`ko/${file}`), english, file);
  }
});

test("all Hangul of a page is drawn by the font in it", { skip }, async () => {
  const { page } = await open(`ko/${names[0]}`);
  const session = await page.context().newCDPSession(page);
  await session.send("DOM.enable");
  await session.send("CSS.enable");
  const { root } = await session.send("DOM.getDocument", { depth: 0 });
  for (const selector of ["h1", "main p", "main strong", "main th", "caption", "#theme-switch"]) {
    const { nodeId } = await session.send("DOM.querySelector", { nodeId: root.nodeId, selector });
    const { fonts } = await session.send("CSS.getPlatformFontsForNode", { nodeId });
    const own = fonts.filter(({ isCustomFont }) => isCustomFont);
    assert.ok(own.length > 0, `${selector}: no glyph of the page's own font`);
    const hangul = await page
      .locator(selector)
      .first()
      .evaluate((element) => (element.textContent ?? "").match(/[\uac00-\ud7a3]/g)?.length ?? 0);
    const drawn = own.reduce((sum, { glyphCount }) => sum + glyphCount, 0);
    assert.ok(drawn >= hangul, `${selector}: ${hangul} syllables, ${drawn} glyphs of the page's own font`);
  }
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).wordBreak), "keep-all");
  await page.context().close();
});

test("tables, figures and buttons are in Korean", { skip }, async () => {
  const { page } = await open(`ko/${names[0]}`);
  await page.locator("figure.plot").scrollIntoViewIfNeeded(); // figures are drawn near the window
  await page.locator(".plot-target[data-drawn]").waitFor({ state: "attached" });
  const shown = await page.locator("main").innerText();
  for (const words of ["네 이동의 평균", "표현물", "모델 수", "그림 1.", "수치"])
    assert.ok(shown.includes(words), `"${words}" is not shown`);
  assert.equal(await page.locator(".gtitle").textContent(), "훈련 방식과 이동별 평균 ρ");
  assert.equal(await page.locator("#code-switch").textContent(), "코드 보기");
  await page.locator("#code-switch").click();
  assert.equal(await page.locator("#code-switch").textContent(), "코드 숨기기");
  await page.context().close();
});

test("the switch keeps the place, there and back", { skip }, async () => {
  const { page } = await open(names[0]!);
  // The page moves until its fonts are there.
  const settle = () =>
    page.evaluate(() => document.fonts.ready.then(() => new Promise((done) => setTimeout(done, 500))));
  const inView = async () => {
    await settle();
    return page.evaluate(() => {
      const cells = [...document.querySelectorAll("main .cell[id]")];
      return cells.filter((cell) => cell.getBoundingClientRect().top <= 80).at(-1)?.id;
    });
  };
  await settle();
  await page.evaluate(() => document.getElementById("cell-30")!.scrollIntoView());
  const read = await inView();
  assert.equal(read, "cell-30");
  // By the mouse itself: `click` scrolls to what stands below the page's scroll padding, as the bar does.
  const box = (await page.locator("#language-switch").boundingBox())!;
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await page.waitForURL(/\/ko\//);
  assert.equal(await page.locator("html").getAttribute("lang"), "ko");
  assert.equal(await inView(), read);
  await page.locator("#language-switch").focus();
  const focused = await inView();
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => !url.pathname.includes("/ko/"));
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  assert.equal(await inView(), focused);
  await page.evaluate(() => scrollTo(0, 0));
  await page.locator("#language-switch").click();
  await page.waitForURL(/\/ko\//);
  assert.equal(new URL(page.url()).hash, "", "the top has no anchor");
  await page.context().close();
});

test("a picture of a figure has Hangul where a font without it would draw boxes", async () => {
  const draw = async (title: string) => {
    const png = await figureImage(
      { data: [], layout: { title: { text: title } } },
      { width: 600, height: 200 },
    );
    // The strip that holds the title, in grey.
    return sharp(png).extract({ left: 0, top: 0, width: 900, height: 80 }).greyscale().raw().toBuffer();
  };
  const [some, others] = [await draw("가나다라"), await draw("마바사아")];
  // Boxes for missing glyphs would be the same for all syllables.
  assert.notDeepEqual(some, others);
  assert.ok(
    some.some((grey) => grey < 128),
    "something is drawn",
  );
});
