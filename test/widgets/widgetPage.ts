// Widgets as a reader has them: displayed by a chapter's function, exported, and opened in Chromium without a network.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { inPackage } from "../../lib/base/files.js";
import { exportHtml } from "../../lib/notebook/export/page.js";
import type { MimeBundle, Notebook } from "../../lib/notebook/nbformat.js";
import { displayKey, type SendDisplay } from "../../lib/notebook/send.js";
import { catalogueOf, pageLanguage, readEdition } from "../../lib/notebook/translation/edition.js";
import { translateNotebook } from "../../lib/notebook/translation/translateNotebook.js";
import { widgetModules } from "../../lib/widgets/modules.js";
import { launchBrowser, noBrowser } from "../notebook/chromium.js";
import { codeCell, display, markdownCell, notebookOf } from "../notebook/exampleNotebook.js";

/** What a cell's code displays. */
export async function displayed(run: () => Promise<void>): Promise<MimeBundle[]> {
  const kernel = globalThis as { [displayKey]?: SendDisplay };
  const bundles: MimeBundle[] = [];
  kernel[displayKey] = (bundle) => bundles.push(bundle);
  try {
    await run();
  } finally {
    delete kernel[displayKey];
  }
  return bundles;
}

function notebookOfWidgets(bundles: readonly MimeBundle[]): Notebook {
  const outputs = bundles.map((bundle) => display(bundle));
  return notebookOf(markdownCell("# Widgets\n\nText."), codeCell("show()", outputs));
}

/** A report of one cell with these outputs. */
export async function reportOf(bundles: readonly MimeBundle[]): Promise<string> {
  return exportHtml(notebookOfWidgets(bundles), {
    sourceName: "w.ipynb",
    provenance: {},
    widgets: widgetModules,
  });
}

/** The same report in Korean, and what code wrote that has no translation. */
export async function koreanReportOf(
  bundles: readonly MimeBundle[],
): Promise<{ html: string; missing: string[] }> {
  const edition = await readEdition(inPackage("notebooks"), "ko");
  const catalogue = catalogueOf(edition);
  const { notebook } = translateNotebook(notebookOfWidgets(bundles), new Map(), catalogue);
  const missing = [...catalogue.missing];
  const html = await exportHtml(notebook, {
    sourceName: "w.ipynb",
    provenance: {},
    widgets: widgetModules,
    language: pageLanguage(edition, catalogue),
  });
  return { html, missing };
}

/**
 * Latin words, two letters and more, of what a widget shows or says: its text, what screen readers read, and what its
 * figures show on hover. What is marked as English may be.
 * @param names words that stay
 */
export async function latinIn(widget: Locator, names: readonly string[]): Promise<string[]> {
  const texts = await widget.evaluate((figure) => {
    const found: string[] = [];
    const walker = document.createTreeWalker(figure, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode())
      if (!node.parentElement!.closest("script, style, noscript, [lang=en]"))
        found.push(node.textContent ?? "");
    for (const element of figure.querySelectorAll(":not([lang=en])"))
      for (const name of ["aria-label", "aria-valuetext", "alt", "title", "placeholder", "data-title"])
        found.push(element.getAttribute(name) ?? "");
    interface Drawn {
      data?: { name?: string; text?: string | string[]; y?: unknown[]; hovertemplate?: string }[];
      layout?: { meta?: { description?: string } };
    }
    for (const plot of figure.querySelectorAll<HTMLElement & Drawn>(".js-plotly-plot")) {
      found.push(plot.layout?.meta?.description ?? "");
      for (const { name, text, y, hovertemplate } of plot.data ?? [])
        found.push(...[name, text, y, hovertemplate?.replace(/%\{[^}]*\}/g, "")].flat().map(String));
    }
    return [...new Set(found)];
  });
  return latinWords(texts, names);
}

/** Latin words, two letters and more, that are neither a name nor made of names, as CLIP-ResNet is. */
export function latinWords(texts: readonly string[], names: readonly string[]): string[] {
  const known = new Set([...names, "undefined", "null"]);
  const words = texts.flatMap((text) => text.replace(/<[^>]*>/g, " ").match(/\w[\w./-]*/g) ?? []);
  return [...new Set(words.map((word) => word.replace(/[./-]+$/, "")))].filter(
    (word) =>
      !known.has(word) && word.split(/[./-]+/).some((part) => /[A-Za-z]{2,}/.test(part) && !known.has(part)),
  );
}

/** A page in a browser, and what must stay empty: requests that leave it and complaints. */
export interface OpenWidget {
  readonly page: Page;
  readonly widget: Locator;
  readonly requests: string[];
  readonly complaints: string[];
}

/** Opens reports in one browser. */
export class WidgetPages {
  #browser: Browser | undefined;
  #folder: string | undefined;
  #written = 0;

  async open(html: string, options: BrowserContextOptions = {}): Promise<OpenWidget> {
    this.#browser ??= await launchBrowser();
    this.#folder ??= await mkdtemp(join(tmpdir(), "widgets-"));
    const path = join(this.#folder, `${++this.#written}.html`);
    await writeFile(path, html);
    const context = await this.#browser.newContext({ viewport: { width: 1300, height: 900 }, ...options });
    await context.setOffline(true);
    const page = await context.newPage();
    const [requests, complaints]: [string[], string[]] = [[], []];
    page.on("request", (request) => {
      if (!/^(file|data|blob):/.test(request.url())) requests.push(request.url());
    });
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(pathToFileURL(path).href);
    const widget = page.locator("figure.widget").first();
    await widget.scrollIntoViewIfNeeded();
    await widget.locator("[data-mounted], [data-failed]").waitFor({ state: "attached", timeout: 60_000 });
    assert.equal(await widget.locator("[data-failed]").count(), 0, complaints.join("\n"));
    return { page, widget, requests, complaints };
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    if (this.#folder) await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Waits until the widget shows what was asked for last. */
export async function settled(widget: Locator): Promise<void> {
  await widget
    .locator('.widget-place:not([aria-busy="true"])')
    .waitFor({ state: "attached", timeout: 60_000 });
}

/** The rows of the widget's table, cell by cell, without what its buttons say. */
export async function shownRows(widget: Locator): Promise<string[][]> {
  return widget.locator(".widget-results tbody tr").evaluateAll((rows) =>
    rows.map((row) =>
      [...row.children].map((cell) => {
        const copy = cell.cloneNode(true) as Element;
        for (const button of copy.querySelectorAll("button")) button.remove();
        return copy.textContent ?? "";
      }),
    ),
  );
}

/** A colour scheme and a size of the window. */
export interface PageSetting {
  readonly colorScheme: "light" | "dark";
  readonly viewport: { readonly width: number; readonly height: number };
}

/** A test in both colour schemes, on a phone and on a desk. */
export function bothSchemesAndWidths(
  name: string,
  run: (setting: PageSetting) => Promise<void>,
  skip: string | false = noBrowser,
): void {
  for (const colorScheme of ["light", "dark"] as const)
    for (const width of [390, 1300])
      test(`${name}: ${colorScheme}, ${width} pixels`, { skip }, () =>
        run({ colorScheme, viewport: { width, height: 900 } }),
      );
}

/** Fails if the page scrolls sideways, or a control's part reaches out of its widget or lies on the slider before it. */
export async function assertFits(page: Page): Promise<void> {
  const [width, room] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.ok(width! <= room!, `${width} px on a page of ${room}`);
  const amiss = await page.evaluate(() =>
    [...document.querySelectorAll(".widget-place .control > *")].flatMap((part) => {
      const { left, right, top } = part.getBoundingClientRect();
      const slider = part.parentElement!.querySelector("input[type=range]")?.getBoundingClientRect();
      const outside = right > part.closest(".widget-place")!.getBoundingClientRect().right;
      const covers = part.matches(".slider-value") && left < slider!.right && top < slider!.bottom;
      return outside || covers ? [part.textContent] : [];
    }),
  );
  assert.deepEqual(amiss, []);
}

/** Fails unless on paper the first plot is there and a control is not. */
export async function assertPrints({ page, widget }: OpenWidget, control: Locator): Promise<void> {
  await page.emulateMedia({ media: "print" });
  assert.equal(await widget.locator(".plot-target").first().isVisible(), true);
  assert.equal(await control.isVisible(), false);
}

/** Drags a slider with the mouse between two places, as fractions of its length. */
export async function dragSlider(page: Page, slider: Locator, from: number, to: number): Promise<void> {
  await slider.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await slider.boundingBox())!;
  const inside = (fraction: number) => x + Math.min(Math.max(fraction * width, 2), width - 3);
  await page.mouse.move(inside(from), y + height / 2);
  await page.mouse.down();
  await page.mouse.move(inside(to), y + height / 2);
  await page.mouse.up();
}

/** Saves a picture of the widget where `WIDGET_PICTURES` names a folder, to be looked at. */
export async function picture(widget: Locator, name: string, setting: PageSetting): Promise<void> {
  const folder = process.env.WIDGET_PICTURES;
  if (!folder) return;
  await widget.screenshot({
    path: join(folder, `${name}-${setting.colorScheme}-${setting.viewport.width}.png`),
  });
}
