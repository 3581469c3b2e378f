import { UsedAnnotations } from "./annotations.js";
import { escapeHtml } from "./escape.js";
import { frameHtml } from "./frame.js";
import { loadHighlight } from "./highlight.js";
import { createMarkdown } from "./markdown.js";
import { pageScript } from "./pageScript.js";
import type { FindPicture } from "./pictures.js";
import type { ReportEntry } from "./reportEntry.js";
import { pageStyle } from "./style.js";

export type { ReportEntry } from "./reportEntry.js";

/** What the front page says before it lists the reports. */
export interface FrontPage {
  /** Markdown. What reports show on the front page comes before its first heading of the second level. */
  readonly text: string;
  readonly findPicture?: FindPicture;
}

/**
 * The page that lists all reports, in the order given; self-contained like them. Outputs of cells tagged `front-page`
 * are shown above the list, figures as pictures.
 */
export async function exportIndex(reports: readonly ReportEntry[], front?: FrontPage): Promise<string> {
  const highlight = await loadHighlight();
  const annotations = new UsedAnnotations({ references: [], terms: [] });
  const markdown = createMarkdown(highlight, { findPicture: front?.findPicture, annotations });
  const [before = "", ...after] = (front?.text ?? "# Reports").split(/^(?=## )/m);
  const introduction = markdown.render(before);
  const rest = after.length > 0 ? markdown.render(after.join("")) : "";
  const title = markdown.headings[0]?.text ?? "Reports";
  const shown = reports.map(({ front = "" }) => front).filter((html) => html !== "");
  const bad = reports.filter(({ status }) => status !== "passed").length;
  const count = `${reports.length} ${reports.length === 1 ? "report" : "reports"}`;
  const parts = [
    introduction,
    ...(shown.length > 0 ? [`<div class="front">${shown.join("\n")}</div>`] : []),
    rest,
    `<h2 id="all-reports">The reports</h2>`,
    `<ul class="reports">\n${reports.map(itemHtml).join("\n")}\n</ul>`,
  ];
  const body = `<a class="skip" href="#content">Skip to the text</a>
<header class="bar"><span class="name">${count}</span>
<button type="button" id="theme-switch">Dark page</button></header>
<main id="content">
${parts.filter((part) => part !== "").join("\n")}
</main>
<footer>${bad === 0 ? "Every notebook ran to its end." : `${bad} of ${count} did not run to the end.`}
<ul class="runs">
${reports.map(runHtml).join("\n")}
</ul></footer>`;
  return frameHtml({ title, style: pageStyle, body, scripts: [pageScript()] });
}

function itemHtml({ file, title, summary, status }: ReportEntry): string {
  const mark =
    status === "passed" ? "" : ` <strong class="status-${status.replace(" ", "-")}">(${status})</strong>`;
  return `<li><a href="${escapeHtml(encodeURI(file))}">${escapeHtml(title)}</a>${mark}<br>${escapeHtml(summary)}</li>`;
}

function runHtml({ file, status, seconds, date }: ReportEntry): string {
  const parts = [status, seconds === undefined ? "" : `${seconds.toFixed(1)} s`, date ?? ""];
  return `<li>${escapeHtml(file)}: ${parts
    .filter((part) => part !== "")
    .map(escapeHtml)
    .join(", ")}</li>`;
}
