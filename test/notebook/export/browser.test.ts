import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { exportHtml } from "../../../lib/notebook/export/page.js";
import {
  codeCell,
  display,
  exampleFigure,
  figureOutput,
  markdownCell,
  notebookOf,
} from "../exampleNotebook.js";

/** The browser of this machine; none is downloaded. */
const program = ["chromium", "chromium-browser", "google-chrome"]
  .flatMap((name) => (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name)))
  .find((path) => existsSync(path));
const skip = program === undefined && "no Chromium on PATH: the page is not tried in a browser";

const wide = Array.from({ length: 30 }, (_, index) => `<td>column ${index}</td>`).join("");
const notebook = notebookOf(
  markdownCell("# A report about $\\rho$\n\n## First section\n\nText.\n\n$$\\sum_{i=1}^{n} a_i$$"),
  codeCell("const aLongLine = 'x';".repeat(12), [
    { output_type: "stream", name: "stdout", text: "=".repeat(400) },
  ]),
  codeCell("draw(1)", [figureOutput(40)]),
  codeCell("draw(2)", [figureOutput(40)]),
  codeCell("table()", [display({ "text/html": `<table><tr>${wide}</tr></table>` })]),
  markdownCell("Text.\n\n".repeat(60)),
  markdownCell("## Last section\n\nText."),
);

let browser: Browser;
let folder: string;
let address: string;

before(async () => {
  if (skip) return;
  folder = await mkdtemp(join(tmpdir(), "report-"));
  const html = await exportHtml(notebook, { sourceName: "x.ipynb", provenance: {} });
  await writeFile(join(folder, "x.html"), html);
  address = pathToFileURL(join(folder, "x.html")).href;
  browser = await chromium.launch({
    executablePath: program!,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
});

after(async () => {
  await browser?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** The page, all figures drawn, in a browser without a network; and what it asked for and complained of. */
async function open(options: BrowserContextOptions = {}) {
  const context = await browser.newContext(options);
  await context.setOffline(true);
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(address);
  await page.waitForSelector("#figure-2[data-drawn]", { timeout: 60_000 });
  return { page, requests, complaints };
}

const colorOf = (page: Page, selector: string, property: string) =>
  page
    .locator(selector)
    .first()
    .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);

test("the page needs no network, complains of nothing and draws its figures", { skip }, async () => {
  const { page, requests, complaints } = await open();
  assert.deepEqual(
    requests.filter((url) => !/^(file|data|blob):/.test(url)),
    [],
  );
  assert.deepEqual(complaints, []);
  assert.equal(await page.locator("#figure-1 .scatterlayer .point").count(), 80);
  assert.equal(await page.locator("#figure-2 .legend .traces").count(), 2);
});

test("markup in a notebook can neither send a request nor run a script", { skip }, async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url!);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const hostile = `<img src="${host}/image" onerror="window.ran = true"><script>window.ran = true</script>
<script src="${host}/script"></script><iframe src="${host}/frame"></iframe><form action="${host}/form"><button id="send">send</button></form>`;
  const html = await exportHtml(
    notebookOf(markdownCell(hostile), codeCell("x", [display({ "text/html": hostile })])),
    { sourceName: "y.ipynb", provenance: {} },
  );
  await writeFile(join(folder, "y.html"), html);
  const page = await browser.newPage();
  try {
    await page.goto(`${host}/this-one-arrives`);
    await page.goto(pathToFileURL(join(folder, "y.html")).href, { waitUntil: "load" });
    assert.equal(await page.locator("main button, main form, main iframe, main script").count(), 0);
    await page.waitForTimeout(300);
    assert.deepEqual(
      asked.filter((url) => url !== "/favicon.ico"),
      ["/this-one-arrives"],
    );
    assert.equal(await page.evaluate("window.ran"), undefined);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

const pixel =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg==";

/** Figures with pictures of their own, and a configuration that asks for every button that leads out. */
const pictured = notebookOf(
  ...[1, 2, 3, 4, 5, 6].map((index) => {
    const config = {
      displaylogo: true,
      showSendToCloud: true,
      showEditInChartStudio: true,
      showLink: true,
      plotlyServerURL: "https://example.org",
      modeBarButtonsToAdd: ["sendChartToCloud", "sendDataToCloud", "editInChartStudio"],
      displayModeBar: true,
    };
    const figure = { ...exampleFigure(400), config };
    return codeCell(`draw(${index})`, [
      display({ "application/vnd.plotly.v1+json": figure, "image/png": pixel, "text/plain": "Figure" }),
    ]);
  }),
);

async function picturedPage(options: BrowserContextOptions = {}): Promise<Page> {
  const path = join(folder, "pictured.html");
  await writeFile(path, await exportHtml(pictured, { sourceName: "z.ipynb", provenance: {} }));
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(pathToFileURL(path).href, { waitUntil: "commit" });
  return page;
}

test("the buttons of a figure are these; none leads out, whatever the notebook asks for", {
  skip,
}, async () => {
  const page = await picturedPage();
  await page.waitForSelector("#figure-1[data-drawn]");
  const buttons = await page
    .locator("#figure-1 .modebar-btn")
    .evaluateAll((found) => found.map((button) => button.getAttribute("data-title")));
  assert.deepEqual(buttons, ["Download plot as a PNG", "Zoom", "Pan", "Zoom in", "Zoom out", "Reset axes"]);
  assert.equal(await page.locator("#figure-1 .plotlyjsicon, #figure-1 a").count(), 0);
});

test("until a figure is drawn its picture stands in its place, then the figure alone", { skip }, async () => {
  const page = await picturedPage();
  await page.waitForSelector("#figure-6 + script", { state: "attached" });
  const counts = await page.evaluate(() => {
    const figures = [...document.querySelectorAll("figure.plot")];
    const seen = (element: Element | null) => element?.checkVisibility({ visibilityProperty: true }) === true;
    return figures.map((figure) => [
      seen(figure.querySelector(".plot-picture")),
      seen(figure.querySelector(".plot-target")),
    ]);
  });
  for (const [picture, figure] of counts) assert.notEqual(picture, figure, JSON.stringify(counts));
  await page.waitForSelector("#figure-6[data-drawn]");
  assert.equal(await page.locator(".plot-picture:visible").count(), 0);
  assert.equal(await page.locator(".plot-target:visible").count(), 6);
});

test("where no script runs the pictures are seen, and figures without one leave no void", {
  skip,
}, async () => {
  const page = await picturedPage({ javaScriptEnabled: false });
  assert.equal(await page.locator(".plot-picture:visible").count(), 6);
  const bare = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await bare.goto(address);
  const box = (await bare.locator("figure.plot").first().boundingBox())!;
  assert.ok(box.height < 100, `${box.height} px`);
  assert.match((await bare.locator("figure.plot").first().innerText()).trim(), /interactive figure/);
});

test("printed at once, no figure is lost", { skip }, async () => {
  const page = await picturedPage();
  await page.waitForSelector("#figure-6 + script", { state: "attached" });
  const pdf = await page.pdf(); // Chromium draws nothing more once it prints
  const drawn = await page.locator("[data-drawn]").count();
  const shown = await page.locator(".plot-picture:visible, .plot-target[data-drawn]:visible").count();
  assert.ok(pdf.length > 10_000);
  assert.ok(shown >= 6, `${shown} of 6 figures, ${drawn} drawn`);
});

test("the code switch hides and shows code by keyboard, and figures stay", { skip }, async () => {
  const { page } = await open();
  assert.ok(await page.locator(".code").first().isVisible());
  await page.locator("#code-switch").focus();
  await page.keyboard.press("Enter");
  assert.equal(await page.locator(".code:visible").count(), 0);
  assert.equal(await page.locator("#code-switch").textContent(), "Show code");
  assert.ok(await page.locator("#figure-1").isVisible());
  await page.keyboard.press("Enter");
  assert.ok((await page.locator(".code:visible").count()) >= 4);
});

test("the contents lead to their sections", { skip }, async () => {
  const { page } = await open();
  await page.click('nav a[href="#last-section"]');
  await page.waitForFunction("scrollY > 0");
  const top = await page.locator("#last-section").evaluate((heading) => heading.getBoundingClientRect().top);
  assert.ok(top >= 0 && top < 900, `the heading stands at ${top}`);
});

test("dark pages recolour text, code and figures; the switch goes back to light", { skip }, async () => {
  const { page } = await open({ colorScheme: "dark" });
  const axisTitle = "#figure-1 .xtitle";
  const token = ".code .shiki span[style]";
  const dark = [await colorOf(page, axisTitle, "fill"), await colorOf(page, token, "color")];
  const grid = await colorOf(page, "#figure-1 .xgrid", "stroke");
  assert.equal(await colorOf(page, "body", "background-color"), "rgb(23, 24, 24)");
  assert.equal(dark[0], await colorOf(page, "body", "color"));
  await page.click("#theme-switch");
  await page.waitForFunction(
    ([selector, before]) => getComputedStyle(document.querySelector(selector!)!).fill !== before,
    [axisTitle, dark[0]],
  );
  assert.equal(await colorOf(page, "body", "background-color"), "rgb(255, 254, 252)");
  assert.equal(await colorOf(page, axisTitle, "fill"), await colorOf(page, "body", "color"));
  assert.notEqual(await colorOf(page, token, "color"), dark[1]);
  assert.notEqual(await colorOf(page, "#figure-1 .xgrid", "stroke"), grid);
});

test("on a phone nothing makes the page scroll sideways, and figures are whole", { skip }, async () => {
  const { page } = await open({ viewport: { width: 390, height: 844 } });
  assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 390);
  const figure = (await page.locator("#figure-1 .main-svg").first().boundingBox())!;
  for (const part of [
    "#figure-1 .gtitle",
    "#figure-1 .legend",
    "#figure-1 .annotation",
    "#figure-1 .xtitle",
  ]) {
    const box = (await page.locator(part).first().boundingBox())!;
    assert.ok(box.x >= figure.x && box.x + box.width <= figure.x + figure.width, `${part} is cut at a side`);
    assert.ok(box.y >= figure.y && box.y + box.height <= figure.y + figure.height, `${part} is cut`);
  }
  const plot = (await page.locator("#figure-1 .nsewdrag").first().boundingBox())!;
  assert.ok(plot.width > 200, `the plot is ${plot.width} px wide`);
});

test("on paper there is no bar, and a dark page prints dark text", { skip }, async () => {
  const { page } = await open({ colorScheme: "dark" });
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await page.evaluate("dispatchEvent(new Event('beforeprint'))");
  assert.equal(await page.locator("header.bar").isVisible(), false);
  assert.equal(await colorOf(page, "body", "color"), "rgb(29, 29, 27)");
  await page.waitForFunction(
    () => getComputedStyle(document.querySelector("#figure-1 .xtitle")!).fill === "rgb(29, 29, 27)",
  );
});
