import { UsedAnnotations } from "./annotations.js";
import { embeddedFont } from "./embeddedFont.js";
import { escapeHtml } from "./escape.js";
import { frameHtml } from "./frame.js";
import { loadHighlight } from "./highlight.js";
import { createMarkdown } from "./markdown.js";
import { languageSwitch } from "./page.js";
import { english, type OtherLanguage, type PageLanguage } from "./pageLanguage.js";
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
  /** Words that the ids of its headings are made of, in order; by default their own. */
  readonly headings?: readonly string[];
  /** English by default. */
  readonly language?: PageLanguage;
  /** The front page in another language. */
  readonly otherLanguage?: OtherLanguage;
}

/**
 * The page that lists all reports, in the order given; self-contained like them. Outputs of cells tagged `front-page`
 * are shown above the list, figures as pictures.
 */
export async function exportIndex(reports: readonly ReportEntry[], front?: FrontPage): Promise<string> {
  const highlight = await loadHighlight();
  const { language = english, headings = [] } = front ?? {};
  const { say } = language;
  const annotations = new UsedAnnotations({ references: [], terms: [] });
  const markdown = createMarkdown(highlight, { findPicture: front?.findPicture, annotations });
  const [before = "", ...after] = (front?.text ?? "# Reports").split(/^(?=## )/m);
  const introduction = markdown.render(before, { headings });
  const rest =
    after.length > 0
      ? markdown.render(after.join(""), { headings: headings.slice(markdown.headings.length) })
      : "";
  const title = markdown.headings[0]?.text ?? "Reports";
  const shown = reports.map(({ front = "" }) => front).filter((html) => html !== "");
  const bad = reports.filter(({ status }) => status !== "passed").length;
  const inEnglish = `${reports.length} ${reports.length === 1 ? "report" : "reports"}`;
  const count = say(inEnglish);
  const parts = [
    introduction,
    ...(shown.length > 0 ? [`<div class="front">${shown.join("\n")}</div>`] : []),
    rest,
    `<h2 id="all-reports">${say("The reports")}</h2>`,
    `<ul class="reports">\n${reports.map((report) => itemHtml(report, say)).join("\n")}\n</ul>`,
  ];
  const body = `<a class="skip" href="#content">${say("Skip to the text")}</a>
<header class="bar"><span class="name">${count}</span>
${languageSwitch(front?.otherLanguage)}<button type="button" id="theme-switch">${say("Dark page")}</button></header>
<main id="content">
${parts.filter((part) => part !== "").join("\n")}
</main>
<footer>${say(bad === 0 ? "Every notebook ran to its end." : `${bad} of ${inEnglish} did not run to the end.`)}
<ul class="runs">
${reports.map((report) => runHtml(report, say)).join("\n")}
</ul></footer>`;
  const font = await embeddedFont(language, `${body}${Object.values(language.words).join("")}`);
  return frameHtml({ title, style: `${font}${pageStyle}`, body, scripts: [pageScript()], language });
}

function itemHtml({ file, title, summary, status }: ReportEntry, say: PageLanguage["say"]): string {
  const mark =
    status === "passed"
      ? ""
      : ` <strong class="status-${status.replace(" ", "-")}">(${say(status)})</strong>`;
  return `<li><a href="${escapeHtml(encodeURI(file))}">${escapeHtml(title)}</a>${mark}<br>${escapeHtml(summary)}</li>`;
}

function runHtml({ file, status, seconds, date }: ReportEntry, say: PageLanguage["say"]): string {
  const parts = [say(status), seconds === undefined ? "" : `${seconds.toFixed(1)} s`, date ?? ""];
  return `<li>${escapeHtml(file)}: ${parts
    .filter((part) => part !== "")
    .map(escapeHtml)
    .join(", ")}</li>`;
}
