// What axe-core objects to on the pages of the reports, in both colour schemes, everything opened and drawn:
// `npm run check:axe -- [--width PIXELS] PAGE.html…`, or all pages of reports/ and reports/ko/. Exit code 1 if it finds anything.
import { readdir } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { inPackage } from "../../lib/base/files.js";
import { launchBrowser, noBrowser } from "../notebook/chromium.js";

/** WCAG 2.0 to 2.2, A and AA, and axe's best practices. */
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

type Scheme = "light" | "dark";

interface PageFindings {
  readonly elements: number;
  readonly figures: number;
  /** How many rules axe could try on this page. */
  readonly tried: number;
  /** Rules that axe leaves to a person on this page, such as the contrast of text above a picture. */
  readonly undecided: readonly string[];
  readonly violations: axe.AxeResults["violations"];
}

async function findingsOn(
  browser: Browser,
  path: string,
  scheme: Scheme,
  width: number,
): Promise<PageFindings> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    offline: true,
  });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(180_000);
    await page.goto(pathToFileURL(path).href);
    const figures = await openAll(page);
    await page.evaluate(axe.source);
    const found = (await page.evaluate(
      `axe.run(document, { runOnly: ${JSON.stringify(rules)}, resultTypes: ["violations"] })`,
    )) as axe.AxeResults;
    const elements = await page.evaluate(() => document.querySelectorAll("*").length);
    const tried = found.violations.length + found.passes.length;
    const undecided = found.incomplete.map(({ id }) => id);
    return { elements, figures, tried, undecided, violations: found.violations };
  } finally {
    await context.close();
  }
}

/** Opens what is folded, the numbers of the first figure that shows them too, and lets every figure be drawn at once in a very high window. */
async function openAll(page: Page): Promise<number> {
  await page
    .locator("#lab")
    .waitFor({ state: (await page.locator("#lab").count()) > 0 ? "visible" : "detached" });
  const numbers = page.locator("figure.plot .figure-buttons button:visible").first();
  if ((await numbers.count()) > 0) await numbers.click();
  await page.evaluate(() => {
    for (const part of document.querySelectorAll("details")) part.open = true;
  });
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width: page.viewportSize()!.width, height: Math.min(height, 60_000) });
  const figures = page.locator("figure.plot");
  for (const figure of await figures.all()) {
    await figure.scrollIntoViewIfNeeded();
    await figure
      .locator("[data-drawn], [data-failed], [data-mounted]")
      .first()
      .waitFor({ state: "attached" });
  }
  return figures.count();
}

const pagesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder).catch(() => []))
    .filter((name) => name.endsWith(".html"))
    .sort()
    .map((name) => join(folder, name));

const { values, positionals } = parseArgs({
  options: { width: { type: "string", default: "1300" } },
  allowPositionals: true,
});
const reports = inPackage("reports");
const paths =
  positionals.length > 0
    ? positionals.map((path) => resolve(path))
    : [...(await pagesIn(reports)), ...(await pagesIn(join(reports, "ko")))];
if (noBrowser || paths.length === 0) {
  process.stderr.write(`${noBrowser || "no reports: run npm run reproduce first"}\n`);
  process.exitCode = 2;
} else {
  const browser = await launchBrowser();
  console.log("page  scheme  elements  figures  rules tried  findings  left to a person");
  for (const path of paths)
    for (const scheme of ["light", "dark"] as const) {
      const { elements, figures, tried, undecided, violations } = await findingsOn(
        browser,
        path,
        scheme,
        Number(values.width),
      );
      const count = violations.reduce((sum, { nodes }) => sum + nodes.length, 0);
      console.log(
        [
          relative(process.cwd(), path).padEnd(52),
          scheme.padEnd(5),
          elements,
          figures,
          tried,
          count,
          undecided.join(" "),
        ].join("  "),
      );
      for (const { id, nodes } of violations) {
        console.log(`    ${id}: ${nodes.length}`);
        for (const { target, html } of nodes.slice(0, 4))
          console.log(`        ${target.join(" ")}  ${html.replace(/\s+/g, " ").slice(0, 160)}`);
      }
      if (count > 0) process.exitCode = 1;
    }
  await browser.close();
}
