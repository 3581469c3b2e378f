import type { Command } from "commander";
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
      const bytes = await writeReport(await readNotebook(source), { source, target });
      say(`${target} (${sizeText(bytes)})`);
    });
}
