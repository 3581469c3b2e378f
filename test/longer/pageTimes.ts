// Sizes and times of reports in headless Chromium: `npm run bench:pages -- REPORT.html…`, or all of reports/.
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { inPackage } from "../../lib/base/files.js";
import { launchBrowser, noBrowser } from "../notebook/chromium.js";

/** What a reader waits for, in ms since the page was opened, and what the browser holds, in elements. */
interface PageTimes {
  readonly megabytes: number;
  readonly contentLoaded: number;
  /** When the first figure is seen: its picture, which stands there until the figure itself is drawn. NaN without one. */
  readonly firstPicture: number;
  /** When the first figure is drawn, and can be touched. */
  readonly firstPlot: number;
  /** Processor time of the page's main thread until the first plot is seen: it hardly grows on a busy machine. */
  readonly firstPlotWork: number;
  readonly elements: number;
  /** The most at any time while the page is scrolled through. */
  readonly mostElements: number;
}

const firstPlotMark = "first plot";

/** What is read of an event of Chromium's trace; times are in µs, `tdur` is that of the thread's processor. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly tdur?: number;
}

/** Processor time, in ms, of the main thread's tasks from opening the page to its first plot; NaN without a plot. */
function workUntilFirstPlot(trace: string): number {
  const { traceEvents } = JSON.parse(trace) as { traceEvents: readonly TraceEvent[] };
  const mark = traceEvents.find(({ name }) => name === firstPlotMark);
  if (!mark) return Number.NaN;
  const ofThread = traceEvents.filter(
    ({ pid, tid, ts }) => pid === mark.pid && tid === mark.tid && ts <= mark.ts,
  );
  const start = ofThread.findLast(({ name }) => name === "navigationStart")!.ts;
  const tasks = ofThread.filter(({ name, ph, ts }) => name === "RunTask" && ph === "X" && ts >= start);
  return tasks.reduce((sum, { tdur = 0 }) => sum + tdur, 0) / 1000;
}

const folder = await mkdtemp(join(tmpdir(), "page-times-"));

/** A copy of a page whose first picture of a figure asks the browser to report when it is painted. */
async function marked(path: string): Promise<string> {
  const copy = join(folder, basename(path));
  const html = await readFile(path, "utf8");
  await writeFile(copy, html.replace('<img class="plot-picture"', '$& elementtiming="first picture"'));
  return copy;
}

async function timesOf(browser: Browser, path: string): Promise<PageTimes> {
  const context = await browser.newContext({ viewport: { width: 1300, height: 900 }, offline: true });
  const page = await context.newPage();
  // The clock is the page's own: the way from here to the browser is not part of what is measured.
  await page.addInitScript((firstPlotMark) => {
    const seen = new MutationObserver(() => {
      // A widget may show no plot before its reader has guessed.
      if (!document.querySelector("[data-drawn], [data-mounted]")) return;
      seen.disconnect();
      Object.assign(window, { firstPlot: performance.mark(firstPlotMark).startTime });
    });
    // Whoever opens the page jumps to its first figure at once.
    addEventListener("DOMContentLoaded", () => document.querySelector("figure.plot")?.scrollIntoView());
    new PerformanceObserver((painted, observer) => {
      Object.assign(window, { firstPicture: painted.getEntries()[0]!.startTime });
      observer.disconnect(); // a picture is painted again when its figure is far away
    }).observe({ type: "element", buffered: true });
    seen.observe(document, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ["data-drawn", "data-mounted"],
    });
  }, firstPlotMark);
  await browser.startTracing(page, {
    categories: ["disabled-by-default-devtools.timeline", "blink.user_timing"],
  });
  await page.goto(pathToFileURL(await marked(path)).href);
  const count = () => page.evaluate(() => document.querySelectorAll("*").length);
  if ((await page.locator("figure.plot").count()) > 0) {
    await page.waitForFunction(() => "firstPlot" in window, undefined, { timeout: 60_000 });
  }
  const firstPlotWork = workUntilFirstPlot((await browser.stopTracing()).toString("utf8"));
  const elements = await count();
  let mostElements = elements;
  for (const figure of await page.locator("figure.plot").all()) {
    await figure.scrollIntoViewIfNeeded();
    await figure
      .locator("[data-drawn], [data-failed], [data-mounted]")
      .first()
      .waitFor({ state: "attached", timeout: 60_000 });
    mostElements = Math.max(mostElements, await count());
  }
  const { contentLoaded, ...first } = await page.evaluate(() => {
    const { firstPicture = Number.NaN, firstPlot = Number.NaN } = window as unknown as Partial<PageTimes>;
    const [opened] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    return { contentLoaded: opened!.domContentLoadedEventEnd, firstPicture, firstPlot };
  });
  await context.close();
  return {
    megabytes: (await stat(path)).size / 1e6,
    contentLoaded,
    ...first,
    firstPlotWork,
    elements,
    mostElements,
  };
}

const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

const given = process.argv.slice(2);
const paths =
  given.length > 0
    ? given
    : (await readdir(inPackage("reports")).catch(() => []))
        .filter((name) => name.endsWith(".html"))
        .map((name) => join(inPackage("reports"), name));
if (noBrowser || paths.length === 0) {
  process.stderr.write(`${noBrowser || "no reports: run npm run reproduce first"}\n`);
  process.exitCode = 2;
} else {
  const browser = await launchBrowser();
  const repeats = 5;
  console.log(
    `median of ${repeats}: MB, DOMContentLoaded ms, picture of the first plot seen ms, first plot drawn ms, of it processor of the main thread ms, elements at first, most elements while scrolling`,
  );
  for (const path of paths) {
    const found: PageTimes[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) found.push(await timesOf(browser, path));
    const of = (name: keyof PageTimes) => middle(found.map((times) => times[name]));
    console.log(
      [
        basename(path).padEnd(44),
        of("megabytes").toFixed(2),
        of("contentLoaded").toFixed(0),
        of("firstPicture").toFixed(0),
        of("firstPlot").toFixed(0),
        of("firstPlotWork").toFixed(0),
        of("elements"),
        of("mostElements"),
      ].join("  "),
    );
  }
  await browser.close();
}
await rm(folder, { recursive: true });
