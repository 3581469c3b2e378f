import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { exportHtml } from "../../../lib/notebook/export/page.js";
import { objectionsOn } from "../axe.js";
import { launchBrowser, noBrowser as skip } from "../chromium.js";
import {
  codeCell,
  display,
  exampleFigure,
  figureOutput,
  markdownCell,
  notebookOf,
} from "../exampleNotebook.js";

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
  browser = await launchBrowser();
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

/** Figures are drawn when they come near the window: scrolls through the page until all are. */
async function drawAll(page: Page): Promise<void> {
  for (const figure of await page.locator("figure.plot").all()) {
    await figure.scrollIntoViewIfNeeded();
    await figure.locator("[data-drawn], [data-failed]").waitFor({ state: "attached", timeout: 60_000 });
  }
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

/** Markup that would ask for something, leave the page, cover it or swallow what follows. */
const hostileMarkup = (host: string): string[] => [
  `<meta http-equiv="refresh" content="0;url=${host}/refresh">`,
  `<link rel="preconnect" href="${host}"><link rel="dns-prefetch" href="${host}"><link rel="stylesheet" href="${host}/css">`,
  `<img src="${host}/image" onerror="window.ran = true"><img srcset="${host}/set 1x"><picture><source srcset="${host}/p"></picture>`,
  `<script>window.ran = true</script><script src="${host}/script"></script>`,
  `<script type="speculationrules">{"prefetch":[{"urls":["${host}/spec"],"eagerness":"immediate"}]}</script>`,
  `<iframe src="${host}/frame"></iframe><object data="${host}/object"></object><embed src="${host}/embed"><video src="${host}/v" autoplay></video>`,
  `<form action="${host}/form"><button>send</button><input autofocus onfocus="window.ran = true"></form>`,
  `<svg><script>window.ran = true</script><image href="${host}/svg"/><use href="${host}/use#a"/><style>*{background:url(${host}/s)}</style></svg>`,
  `<div style="background:url(${host}/bg)">a</div><div style="background:u\\72l(${host}/e)">b</div><table background="${host}/t"><tr><td>1</table>`,
  '<div class="overlay" style="position:fixed;inset:0;background:#fff;z-index:9999">covers all</div>',
  '<img name="querySelectorAll" src="data:image/png;base64,AAAA"><p id="theme-switch">x</p><p id="figure-1">x</p><p id="Plotly">x</p>',
  "<!-- not closed",
  "<textarea>not closed",
  "<plaintext>not closed",
  "<style>body{display:none}",
  "<select><option>not closed",
  "</div></main></body></html>",
  "$\\rule{999999em}{999999em}\\kern-9999em x$ $\\href{javascript:window.ran=1}{x}$",
];

test("no kind of cell or output sends a request, leaves the page, runs a script or hides what follows", {
  skip,
}, async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url!);
    response.end();
  });
  let connections = 0;
  server.on("connection", () => connections++);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const kinds = [
    "text/html",
    "text/markdown",
    "text/latex",
    "text/plain",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
  ];
  const cells = hostileMarkup(host).flatMap((markup, index) => [
    markdownCell(`# Heading ${index} ${markup}`),
    markdownCell(`Text ${index}\n\n${markup}`),
    {
      ...markdownCell("![a](attachment:a)"),
      attachments: { a: { [`image/png"><b>${markup}`]: markup, "image/png": markup } },
    },
    codeCell(markup, [
      ...kinds.map((kind) => display({ [kind]: markup })),
      ...kinds.map((kind) => display({ [kind]: `">${markup}`, "text/plain": markup })),
      display({ "application/json": { [markup]: markup } }),
      display({
        "application/vnd.plotly.v1+json": { data: [], layout: { height: `450px">${markup}`, title: markup } },
      }),
      display({
        "application/vnd.plotly.v1+json": {
          data: [{ x: [1], y: [1], text: [markup], name: markup }],
          layout: {
            title: { text: markup },
            images: [{ source: `${host}/layout`, x: 0, y: 1, sizex: 1, sizey: 1 }],
          },
        },
      }),
      {
        output_type: "stream",
        name: "stdout",
        text: `\u001b[31m${markup}\u001b]8;;${host}/osc\u0007link\u001b]8;;\u0007`,
      },
      { output_type: "error", ename: markup, evalue: markup, traceback: [markup] },
    ]),
    { ...markdownCell(""), cell_type: "raw" as const, source: markup },
  ]);
  const notebook = {
    ...notebookOf(...cells, markdownCell("## The end\n\nStill here.")),
    metadata: { language_info: { name: hostileMarkup(host)[0]! } },
  };
  const html = await exportHtml(notebook, { sourceName: "y.ipynb", provenance: {} });
  await writeFile(join(folder, "y.html"), html);
  const page = await browser.newPage();
  const navigations: string[] = [];
  page.on("framenavigated", (frame) => navigations.push(frame.url()));
  try {
    await page.goto(`${host}/this-one-arrives`);
    const before = connections;
    await page.goto(pathToFileURL(join(folder, "y.html")).href, { waitUntil: "load" });
    await drawAll(page);
    assert.equal(await page.locator("[data-drawn]").count(), hostileMarkup(host).length * 2);
    await page.waitForTimeout(1200); // a refresh may wait a second
    assert.deepEqual(
      asked.filter((url) => url !== "/favicon.ico"),
      ["/this-one-arrives"],
    );
    assert.equal(connections - before, 0, "a connection was opened");
    assert.equal(navigations.length, 2, navigations.join(" "));
    assert.equal(await page.evaluate("window.ran"), undefined);
    const forbidden =
      "form, iframe, object, embed, video, textarea, select, input, link, meta, base, style, script:not([data-figure])";
    assert.equal(await page.locator(`main :is(${forbidden})`).count(), 0);
    assert.equal(await page.getByText("Still here.").isVisible(), true);
    assert.equal(await page.locator("footer").isVisible(), true);
    // The page's own switches still work, and nothing of the notebook is laid over them.
    await page.click("#theme-switch");
    await page.click("#code-switch");
    const covering = await page.evaluate(
      () =>
        [...document.querySelectorAll("main *")].filter(
          (element) => getComputedStyle(element).position === "fixed",
        ).length,
    );
    assert.equal(covering, 0);
    assert.ok(((await page.evaluate("document.documentElement.scrollHeight")) as number) < 400_000);
  } finally {
    server.close();
    server.closeAllConnections();
    await page.close();
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
  // As high as Plotly makes them: nothing of the page's style is meant for their icons.
  const heights = await page
    .locator("#figure-1 .modebar-btn svg")
    .evaluateAll((icons) => icons.map((icon) => Math.round(icon.getBoundingClientRect().height)));
  assert.deepEqual(new Set(heights), new Set([16]));
});

test("until a figure is drawn its picture stands in its place, then the figure alone, and far away the picture again", {
  skip,
}, async () => {
  const page = await picturedPage();
  await page.waitForSelector("#figure-6 + script", { state: "attached" });
  /** For each figure whether its picture and whether its plot is seen. */
  const seen = () =>
    page.evaluate(() => {
      const figures = [...document.querySelectorAll("figure.plot")];
      const isSeen = (element: Element | null) =>
        element?.checkVisibility({ visibilityProperty: true }) === true;
      return figures.map(
        (figure) =>
          [
            isSeen(figure.querySelector(".plot-picture")),
            isSeen(figure.querySelector(".plot-target")),
          ] as const,
      );
    });
  const oneEach = async () => {
    const counts = await seen();
    for (const [picture, figure] of counts) assert.notEqual(picture, figure, JSON.stringify(counts));
    return counts;
  };
  await oneEach();
  await drawAll(page);
  const heights = () =>
    page
      .locator("figure.plot")
      .evaluateAll((figures) => figures.map((figure) => Math.round(figure.getBoundingClientRect().height)));
  const before = await heights();
  await page.waitForFunction(() => document.querySelector("#figure-1:not([data-drawn])"));
  const [first, ...others] = await oneEach();
  assert.deepEqual(first, [true, false]);
  assert.deepEqual(others.at(-1), [false, true]);
  assert.equal(await page.locator("#figure-1 *").count(), 0);
  assert.deepEqual(await heights(), before);
  await page.locator("figure.plot").first().scrollIntoViewIfNeeded();
  await page.waitForSelector("#figure-1[data-drawn]");
  await oneEach();
});

test("a figure that was zoomed stays as it is, however far away", { skip }, async () => {
  const page = await picturedPage();
  await page.waitForSelector("#figure-1[data-drawn]");
  await page.locator('#figure-1 .modebar-btn[data-title="Zoom in"]').click({ force: true });
  await drawAll(page);
  await page.waitForFunction(() => document.querySelector("#figure-2:not([data-drawn])"));
  assert.equal(await page.locator("#figure-1[data-drawn]").count(), 1);
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

test("code is folded cell by cell; the switch opens and closes all of it by keyboard, and figures stay", {
  skip,
}, async () => {
  const { page } = await open();
  const code = page.locator(".code .shiki:visible");
  // A page lays out what a key has opened when it gets to it: on a busy machine not at once.
  const shows = async (atLeast: number, atMost = atLeast) => {
    let count = -1;
    for (const end = Date.now() + 10_000; Date.now() < end; await page.waitForTimeout(50)) {
      count = await code.count();
      if (count >= atLeast && count <= atMost) return;
    }
    const opened = await page.locator("details.code[open]").count();
    assert.fail(`${count} pieces of code are shown in ${opened} open cells, expected ${atLeast}`);
  };
  await shows(0);
  await page.locator(".code summary").first().focus();
  await page.keyboard.press("Enter");
  await shows(1);
  await page.locator("#code-switch").focus();
  await page.keyboard.press("Enter");
  await shows(4, Number.POSITIVE_INFINITY);
  await page.getByText("Hide code", { exact: true }).waitFor();
  assert.equal(await page.locator("#code-switch").textContent(), "Hide code");
  assert.ok(await page.locator("#figure-1").isVisible());
  await page.keyboard.press("Enter");
  await shows(0);
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

for (const width of [1060, 1300, 1700])
  test(`the contents stand beside text, figures and tables, and nothing scrolls sideways: ${width} pixels`, {
    skip,
  }, async () => {
    const { page } = await open({ viewport: { width, height: 900 } });
    await page.locator("#code-switch").click();
    const rail = (await page.locator("nav.contents").boundingBox())!;
    for (const part of ["main", "figure.plot", ".output.html", "details.code"]) {
      const box = (await page.locator(part).first().boundingBox())!;
      assert.ok(
        box.x >= rail.x + rail.width,
        `${part} begins at ${box.x}, the contents end at ${rail.x + rail.width}`,
      );
      assert.ok(box.x + box.width <= width, `${part} ends at ${box.x + box.width}`);
    }
    assert.equal(await page.evaluate("document.documentElement.scrollWidth"), width);
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

test("below a figure its numbers can be seen and saved", { skip }, async () => {
  const { page } = await open();
  const figure = page.locator("figure.plot").first();
  await figure.getByRole("button", { name: "Numbers" }).click();
  assert.equal(await figure.locator(".figure-table tbody tr").count(), 80);
  assert.equal(await figure.getByRole("button", { name: "Numbers" }).getAttribute("aria-expanded"), "true");
  const [csv] = await Promise.all([
    page.waitForEvent("download"),
    figure.getByRole("button", { name: "CSV" }).click(),
  ]);
  assert.equal(csv.suggestedFilename(), "figure-1.csv");
  assert.equal((await readFile((await csv.path())!, "utf8")).trimEnd().split("\r\n").length, 81);
  const [png] = await Promise.all([
    page.waitForEvent("download"),
    figure.getByRole("button", { name: "PNG", exact: true }).click(),
  ]);
  assert.equal(png.suggestedFilename(), "figure-1.png");
});

/** A figure of two marks without error bars of their own. */
const barred = {
  data: [
    {
      type: "scatter",
      mode: "markers",
      x: [0, 1],
      y: [0, 1],
      marker: { size: 12, color: "#0072B2" },
      meta: { errors: [0, 1].map(() => [0.1, 0.1, 0.2, 0.2]) },
    },
  ],
  layout: { height: 300 },
};

const annotated = notebookOf(
  markdownCell(
    "# Cards\n\nThe baseline, says Taori et al. (2020).\n\n## Part\n\nText.\n\n## Other part\n\nText.",
  ),
  codeCell("draw()", [display({ "application/vnd.plotly.v1+json": barred, "text/plain": "Two marks" })]),
);

async function annotatedPage(options: BrowserContextOptions = {}): Promise<Page> {
  const path = join(folder, "annotated.html");
  const html = await exportHtml(annotated, {
    sourceName: "a.ipynb",
    provenance: {},
    annotations: {
      references: [
        {
          id: "taori",
          author: [{ family: "Taori" }],
          issued: 2020,
          title: "Shifts",
          URL: "https://arxiv.org/abs/1",
        },
      ],
      terms: [{ id: "baseline", words: ["baseline"], meaning: "The line of ordinary models." }],
    },
    neighbours: { index: "index.html", next: { file: "b.html", title: "The next one" } },
  });
  await writeFile(path, html);
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(pathToFileURL(path).href);
  return page;
}

test("a term's card opens on hover and on focus, names its word, and closes with Escape", {
  skip,
}, async () => {
  const page = await annotatedPage({ viewport: { width: 1000, height: 700 } }); // without room for notes in the margin
  await page.locator("a.term").hover();
  assert.equal(await page.locator(".note-card").innerText(), "The line of ordinary models.");
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".note-card").isVisible(), false);
  await page.locator("a.cite").focus();
  assert.match(await page.locator(".note-card").innerText(), /Shifts/);
  assert.equal(await page.locator("a.cite").getAttribute("aria-describedby"), "note-card");
});

test("on a wide page notes stand in the margin, clear of each other and of what is wide, and light up with their word", {
  skip,
}, async () => {
  const page = await annotatedPage({ viewport: { width: 1300, height: 900 } });
  const notes = page.locator(".margin-notes>div");
  assert.deepEqual(await notes.allInnerTexts(), [
    "baseline The line of ordinary models.",
    "Taori: Shifts. 2020.",
  ]);
  const boxes = await Promise.all(
    ["main", ".margin-notes>div:nth-child(1)", ".margin-notes>div:nth-child(2)"].map((selector) =>
      page.locator(selector).boundingBox(),
    ),
  );
  const [text, first, second] = boxes.map((box) => box!);
  const word = (await page.locator("a.term").boundingBox())!;
  assert.ok(first!.x >= text!.x + text!.width && first!.x + first!.width <= 1300);
  assert.ok(Math.abs(first!.y - word.y) < 4, "beside its line");
  assert.ok(second!.y >= first!.y + first!.height, "below the first");
  await page.locator("a.term").hover();
  assert.equal(await page.locator(".margin-notes>.lit").innerText(), "baseline The line of ordinary models.");
  assert.equal(await page.locator(".note-card").isVisible(), false);
  await page.locator("a.cite").focus();
  assert.match(await page.locator(".margin-notes>.lit").innerText(), /Shifts/);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".margin-notes>.lit").count(), 0);
  // A wide thing beside the words: notes begin below it, or are left out where that is too far.
  const tall = (height: number) =>
    page.evaluate(async (height) => {
      document.querySelector("#wide")?.remove();
      const wide = document.createElement("pre");
      wide.id = "wide";
      wide.style.cssText = `width:60rem;height:${height}px;margin-top:-40px`;
      document.querySelector("a.term")!.closest("p")!.after(wide);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }, height);
  await tall(150);
  const wide = (await page.locator("#wide").boundingBox())!;
  const moved = (await notes.first().boundingBox())!;
  assert.ok(moved.y >= wide.y + wide.height || moved.y + moved.height <= wide.y, "clear of what is wide");
  await tall(600);
  assert.equal(await notes.nth(1).isVisible(), false, "too far from its word");
  await page.setViewportSize({ width: 1000, height: 900 });
  assert.equal(await notes.first().isVisible(), false, "no margin");
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator(".margin-notes").isVisible(), false);
});

test("the mark that is looked at gets its error bars", { skip }, async () => {
  const page = await annotatedPage();
  await page.waitForSelector("#figure-1[data-drawn]");
  assert.equal(await page.locator("#figure-1 .yerror").count(), 0);
  await page.locator("#figure-1 .scatterlayer .point").first().hover({ force: true });
  await page.waitForSelector("#figure-1 .yerror", { state: "attached" });
  assert.equal(await page.locator("#figure-1 .yerror").count(), 1);
});

for (const colorScheme of ["light", "dark"] as const)
  for (const width of [390, 1500])
    test(`axe-core finds nothing to object to: ${colorScheme}, ${width} pixels`, { skip }, async () => {
      const page = await annotatedPage({ colorScheme, viewport: { width, height: 900 } });
      await page.waitForSelector("#figure-1[data-drawn]");
      await page.locator("a.term").focus();
      assert.deepEqual(await objectionsOn(page), []);
    });
