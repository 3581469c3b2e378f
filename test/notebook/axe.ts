// What axe-core objects to on a page: WCAG 2.0 and 2.1, A and AA, and its best practices.
import axe from "axe-core";
import type { Page } from "playwright-core";

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];

/** The rule and the element of each objection. @param within a selector; default: the whole page */
export async function objectionsOn(page: Page, within?: string): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = (await page.evaluate(
    `axe.run(${within === undefined ? "document" : JSON.stringify(within)}, ${JSON.stringify({ runOnly: rules })})`,
  )) as axe.AxeResults;
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
