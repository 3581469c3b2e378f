import { stat } from "node:fs/promises";
import type { Command } from "commander";
import { InputError } from "../base/errors.js";
import { readNotebook } from "../notebook/nbformat.js";
import { say } from "./progress.js";
import { sizeText, writeReport } from "./report.js";

/** `robustness export`: an executed notebook, by whatever kernel, as one HTML file. */
export function registerExport(program: Command): void {
  program
    .command("export")
    .description("write an executed notebook as one self-contained HTML file")
    .argument("<notebook.ipynb>", "with its outputs; `reproduce` executes and exports in one")
    .option("--out <file>", "default: the notebook's name with .html, in the current folder")
    .action(async (source: string, { out }: { out?: string }) => {
      const target = out ?? source.replace(/^.*[\\/]/, "").replace(/(\.ipynb)?$/, ".html");
      if (await isSameFile(source, target))
        throw new InputError(`--out: ${target} is the notebook itself, expected another file`);
      const bytes = await writeReport(await readNotebook(source), { source, target });
      say(`${target} (${sizeText(bytes)})`);
    });
}

/** Whether two paths lead to one file, by whatever links. */
async function isSameFile(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all([a, b].map((path) => stat(path).catch(() => undefined)));
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev;
}
