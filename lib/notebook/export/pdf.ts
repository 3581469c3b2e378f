import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { InputError } from "../../base/errors.js";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"];

/** The first browser of the Chromium family on PATH; undefined if there is none. */
export function findChromium(path = process.env.PATH ?? ""): string | undefined {
  const ends = process.platform === "win32" ? [".exe", ""] : [""];
  return names
    .flatMap((name) => path.split(delimiter).flatMap((folder) => ends.map((end) => join(folder, name + end))))
    .find((file) => existsSync(file));
}

/** What keeps a browser with a new profile from fetching anything by itself. */
export const quietBrowser: readonly string[] = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * A report as PDF, printed by the machine's own Chromium without a network.
 * @param html a page of exportHtml
 * @throws InputError if there is no Chromium on PATH, or it prints nothing within two minutes
 */
export async function printPdf(html: string): Promise<Uint8Array> {
  const program = findChromium();
  if (!program)
    throw new InputError(
      "--to pdf: a PDF is printed by Chromium, and there is none on PATH (chromium, google-chrome)",
    );
  const folder = await mkdtemp(join(tmpdir(), "report-pdf-"));
  try {
    const page = join(folder, "report.html");
    const pdf = join(folder, "report.pdf");
    await writeFile(page, html);
    const options = [
      "--headless",
      ...quietBrowser,
      "--no-pdf-header-footer",
      "--virtual-time-budget=30000", // of the page's own clock: its figures are drawn by then
      `--user-data-dir=${join(folder, "profile")}`,
      `--print-to-pdf=${pdf}`,
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), // Chromium's sandbox refuses root
    ];
    await promisify(execFile)(program, [...options, pathToFileURL(page).href], { timeout: 120_000 }).catch(
      (error: Error) => {
        throw new InputError(`--to pdf: ${program} did not print (${error.message.split("\n")[0]})`);
      },
    );
    return await readFile(pdf).catch(() => {
      throw new InputError(`--to pdf: ${program} printed nothing`);
    });
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
