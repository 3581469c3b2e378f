import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { jsonForScript } from "./escape.js";

/** What the list of reports says of one. */
export interface ReportEntry {
  /** File name of the report, relative to the list. */
  readonly file: string;
  readonly title: string;
  /** A sentence on what the reader finds there. */
  readonly summary: string;
  readonly status: "passed" | "failed" | "not run";
  readonly seconds?: number;
  /** Shown as given. */
  readonly date?: string;
  /** HTML of the outputs that the front page shows. */
  readonly front?: string;
}

const elementId = "report-entry";

/** A report's own entry, inside the report: a list can be made of the reports alone. */
export function entryBlock(entry: Omit<ReportEntry, "file">): string {
  return `<script type="application/json" id="${elementId}">${jsonForScript(entry)}</script>`;
}

/** The entry a report carries; undefined for a page of another kind. */
export function readEntry(html: string, file: string): ReportEntry | undefined {
  const found = new RegExp(`<script type="application/json" id="${elementId}">([^<]*)</script>`).exec(html);
  if (!found) return undefined;
  try {
    return { ...(JSON.parse(found[1]!) as Omit<ReportEntry, "file">), file };
  } catch {
    return undefined;
  }
}

/** The entries of all reports in a folder, by file name, whichever run wrote them. */
export async function listReports(folder: string): Promise<ReportEntry[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".html")).sort();
  const pages = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  return files.flatMap((file, index) => readEntry(pages[index]!, file) ?? []);
}
