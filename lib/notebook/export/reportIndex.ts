import { escapeHtml } from "./escape.js";
import { frameHtml } from "./frame.js";
import { pageScript } from "./pageScript.js";
import type { ReportEntry } from "./reportEntry.js";
import { pageStyle } from "./style.js";

export type { ReportEntry } from "./reportEntry.js";

/** The page that lists all reports, in the order given; self-contained like them. */
export function exportIndex(reports: readonly ReportEntry[]): string {
  const bad = reports.filter(({ status }) => status !== "passed").length;
  const count = `${reports.length} ${reports.length === 1 ? "report" : "reports"}`;
  const body = `<header class="bar"><span class="name">${count}</span>
<button type="button" id="theme-switch">Dark page</button></header>
<main id="content">
<h1>Reports</h1>
<p>${bad === 0 ? "Every notebook ran to its end." : `${bad} of ${count} did not run to the end.`}</p>
<div class="output html"><table class="reports">
<thead><tr><th scope="col">Notebook</th><th scope="col">Run</th><th scope="col" class="number">Time</th><th scope="col">Date</th></tr></thead>
<tbody>
${reports.map(rowHtml).join("\n")}
</tbody></table></div>
</main>`;
  return frameHtml({ title: "Reports", style: pageStyle, body, scripts: [pageScript()] });
}

function rowHtml({ file, title, summary, status, seconds, date }: ReportEntry): string {
  const link = `<a href="${escapeHtml(encodeURI(file))}">${escapeHtml(title)}</a>`;
  const time = seconds === undefined ? "" : `${seconds.toFixed(1)} s`;
  return `<tr><td>${link}<br>${escapeHtml(summary)}</td><td class="status-${status.replace(" ", "-")}">${status}</td><td class="number">${time}</td><td>${escapeHtml(date ?? "")}</td></tr>`;
}
