import { pageScript } from "./browser/script.js";
import { escapeHtml } from "./escape.js";
import { frameHtml } from "./frame.js";
import { pageStyle } from "./style.js";

/** One line of the list of reports. */
export interface ReportEntry {
  /** File name of the report, relative to the list. */
  readonly file: string;
  readonly title: string;
  /** A sentence on what the reader finds there. */
  readonly summary: string;
  readonly status: "passed" | "failed";
  readonly seconds: number;
  /** Shown as given. */
  readonly date: string;
}

/** The page that lists all reports, in the order given; self-contained like them. */
export function exportIndex(reports: readonly ReportEntry[]): string {
  const failed = reports.filter(({ status }) => status === "failed").length;
  const count = `${reports.length} ${reports.length === 1 ? "report" : "reports"}`;
  const body = `<header class="bar"><span class="name">${count}</span>
<button type="button" id="theme-switch">Dark page</button></header>
<main id="content">
<h1>Reports</h1>
<p>${failed === 0 ? "Every notebook ran to its end." : `${failed} of ${count} failed.`}</p>
<div class="output html"><table class="reports">
<thead><tr><th scope="col">Notebook</th><th scope="col">Run</th><th scope="col" class="number">Time</th><th scope="col">Date</th></tr></thead>
<tbody>
${reports.map(rowHtml).join("\n")}
</tbody></table></div>
</main>`;
  return frameHtml({ title: "Reports", style: pageStyle, body, scripts: [pageScript] });
}

function rowHtml({ file, title, summary, status, seconds, date }: ReportEntry): string {
  const link = `<a href="${escapeHtml(encodeURI(file))}">${escapeHtml(title)}</a>`;
  return `<tr><td>${link}<br>${escapeHtml(summary)}</td><td class="status-${status}">${status}</td><td class="number">${seconds.toFixed(1)} s</td><td>${escapeHtml(date)}</td></tr>`;
}
