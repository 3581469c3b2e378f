import { readFile, stat } from "node:fs/promises";
import type { Command } from "commander";
import { InputError } from "../base/errors.js";
import { inPackage } from "../base/files.js";
import { loadExporter, loadRunner, type Notebook, readEntry, readNotebook } from "../notebook/index.js";
import { nameOption } from "./options.js";
import { say } from "./progress.js";
import { type ReportForm, reportForms, reportHtml, sizeText, writeReport } from "./report.js";
import { watch } from "./watch.js";

interface ExportFlags {
  readonly out?: string;
  readonly to: string;
  readonly force?: boolean;
  readonly watch?: boolean;
  readonly language: string;
}

/** Endings of the files of a form, the default's first. */
const endings: Readonly<Record<ReportForm, readonly string[]>> = {
  html: [".html", ".htm"],
  pdf: [".pdf"],
  markdown: [".md", ".markdown"],
  slides: [".slides.html", ".html", ".htm"],
};

/** `robustness export`: an executed notebook, by whatever kernel, as a report, PDF, Markdown or slides. */
export function registerExport(program: Command): void {
  program
    .command("export")
    .description("write an executed notebook as one self-contained HTML file, or as PDF, Markdown or slides")
    .argument("<notebook.ipynb>", "with its outputs; `reproduce` executes and exports in one")
    .option(
      "--to <form>",
      "html; pdf, which needs Chromium on PATH; markdown, with its pictures in NAME_files; slides, one HTML file",
      "html",
    )
    .option("--out <file>", "default: the notebook's name with the form's ending, in the current folder")
    .option("--force", "overwrite a file that is no report")
    .option("--watch", "write it again at each save, and show it on a page that reloads (html and slides)")
    .option("--language <code>", "en, or ko for the package's notebooks", "en")
    .action(async (source: string, flags: ExportFlags) => {
      const form = nameOption("--to", flags.to, reportForms);
      const language = nameOption("--language", flags.language, ["en", "ko"]);
      const { readEdition } = await loadExporter();
      const edition = language === "en" ? undefined : await readEdition(inPackage("notebooks"), language);
      const target = flags.out ?? source.replace(/^.*[\\/]/, "").replace(/(\.ipynb)?$/, endings[form][0]!);
      const notebook = await readNotebook(source);
      await checkTarget(target, source, form, flags.force === true);
      const write = async (content: Notebook) => {
        const bytes = await writeReport(content, { source, target, form, ...(edition && { edition }) });
        say(`${target} (${sizeText(bytes)})`);
      };
      if (!flags.watch) return write(notebook);
      if (form !== "html" && form !== "slides")
        throw new InputError(`--watch: shows html and slides, not ${form}`);
      const { eventsPath } = await loadRunner();
      let latest = notebook;
      await watch(
        source,
        async () => {
          latest = await readNotebook(source);
          await write(latest);
        },
        () => reportHtml(latest, { source, live: { events: eventsPath }, ...(edition && { edition }) }, form),
      );
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
  if (!endings[form].some((ending) => target.toLowerCase().endsWith(ending)))
    throw new InputError(
      `--out: "${target}" does not end in ${endings[form].at(form === "slides" ? 1 : 0)}, expected the name of a file in that format`,
    );
  if (!found || force) return;
  // These do not say what made them.
  if (form !== "html") throw new InputError(`--out: ${target} is there; --force overwrites it`);
  const entry = found.isFile() && readEntry(await readFile(target, "utf8").catch(() => ""), target);
  if (!entry) throw new InputError(`--out: ${target} exists and is not a report; --force overwrites it`);
}

/** Whether two paths lead to the same file, also through links. */
async function isSameFile(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all([a, b].map((path) => stat(path).catch(() => undefined)));
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev;
}
