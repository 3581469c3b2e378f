import { readFile, stat } from "node:fs/promises";
import type { Command } from "commander";
import { InputError } from "../base/errors.js";
import { readNotebook } from "../notebook/nbformat.js";
import { say } from "./progress.js";
import { sizeText, writeReport } from "./report.js";

interface ExportFlags {
  readonly out?: string;
  readonly force?: boolean;
}

/** `robustness export`: writes a notebook executed by any kernel as one HTML file. */
export function registerExport(program: Command): void {
  program
    .command("export")
    .description("write an executed notebook as one self-contained HTML file")
    .argument("<notebook.ipynb>", "a notebook with outputs; `reproduce` executes and exports in one step")
    .option("--out <file.html>", "default: the notebook's name with .html, in the current folder")
    .option("--force", "overwrite a file that is not a report")
    .action(async (source: string, flags: ExportFlags) => {
      const target = flags.out ?? source.replace(/^.*[\\/]/, "").replace(/(\.ipynb)?$/, ".html");
      const notebook = await readNotebook(source);
      await checkTarget(target, source, flags.force === true);
      const bytes = await writeReport(notebook, { source, target });
      say(`${target} (${sizeText(bytes)})`);
    });
}

/** Checks that writing destroys nothing: a report may only replace another report. */
async function checkTarget(target: string, source: string, force: boolean): Promise<void> {
  const { readEntry } = await import("../notebook/export/reportEntry.js");
  if (await isSameFile(source, target))
    throw new InputError(`--out: ${target} is the notebook itself, expected another file`);
  const found = await stat(target).catch(() => undefined);
  if (found?.isDirectory()) throw new InputError(`--out: ${target}: is a folder, expected a file`);
  if (!/\.html?$/i.test(target))
    throw new InputError(`--out: "${target}" does not end in .html, expected the name of an HTML file`);
  if (!found || force) return;
  const entry = found.isFile() && readEntry(await readFile(target, "utf8").catch(() => ""), target);
  if (!entry) throw new InputError(`--out: ${target} exists and is not a report; --force overwrites it`);
}

/** Whether two paths lead to the same file, also through links. */
async function isSameFile(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all([a, b].map((path) => stat(path).catch(() => undefined)));
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev;
}
