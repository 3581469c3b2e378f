import { readFile, stat } from "node:fs/promises";
import type { Command } from "commander";
import { InputError } from "../base/errors.js";
import { readEntry, readNotebook } from "../notebook/index.js";
import { nameOption } from "./options.js";
import { say } from "./progress.js";
import { type ReportForm, sizeText, writeReport } from "./report.js";

interface ExportFlags {
  readonly out?: string;
  readonly to: string;
  readonly force?: boolean;
}

/** `robustness export`: an executed notebook, by whatever kernel, as one HTML file or as PDF. */
export function registerExport(program: Command): void {
  program
    .command("export")
    .description("write an executed notebook as one self-contained HTML file, or as PDF")
    .argument("<notebook.ipynb>", "with its outputs; `reproduce` executes and exports in one")
    .option("--to <form>", "html, or pdf, which needs Chromium on PATH", "html")
    .option("--out <file>", "default: the notebook's name with .html or .pdf, in the current folder")
    .option("--force", "overwrite a file that is no report")
    .action(async (source: string, flags: ExportFlags) => {
      const form = nameOption("--to", flags.to, ["html", "pdf"]);
      const target = flags.out ?? source.replace(/^.*[\\/]/, "").replace(/(\.ipynb)?$/, `.${form}`);
      const notebook = await readNotebook(source);
      await checkTarget(target, source, form, flags.force === true);
      const bytes = await writeReport(notebook, { source, target, form });
      say(`${target} (${sizeText(bytes)})`);
    });
}

/** Refuses a target that would be lost by writing: only a report may be replaced by a report. */
export async function checkTarget(
  target: string,
  source: string,
  form: ReportForm,
  force: boolean,
): Promise<void> {
  if (await isSameFile(source, target))
    throw new InputError(`--out: ${target} is the notebook itself, expected another file`);
  const found = await stat(target).catch(() => undefined);
  if (found?.isDirectory()) throw new InputError(`--out: ${target}: is a folder, expected a file`);
  if (!(form === "pdf" ? /\.pdf$/i : /\.html?$/i).test(target))
    throw new InputError(
      `--out: "${target}" does not end in .${form}, expected the name of a file in that format`,
    );
  if (!found || force) return;
  // A PDF does not say what made it.
  if (form === "pdf") throw new InputError(`--out: ${target} is there; --force overwrites it`);
  const entry = found.isFile() && readEntry(await readFile(target, "utf8").catch(() => ""), target);
  if (!entry) throw new InputError(`--out: ${target} exists and is not a report; --force overwrites it`);
}

/** Whether two paths lead to the same file, also through links. */
async function isSameFile(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all([a, b].map((path) => stat(path).catch(() => undefined)));
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev;
}
