import type { Command } from "commander";
import { once } from "./options.js";

/** `robustness lab`: writes the page in which the reader retrains the experiment. The writing code is loaded when it runs. */
export function registerLab(program: Command): void {
  program
    .command("lab")
    .summary("write the lab, a page in which the reader trains models")
    .description(
      "Writes one HTML file that works from disk, without a network: its reader chooses what a model learns from, trains " +
        "it in the browser and sees it land among the recorded models. Builds the corpus first if there is none.",
    )
    .option("--out <file>", "where to write the page", once("--out"), "reports/lab.html")
    .action(async ({ out }: { out: string }) => {
      const { ensureCorpus } = await import("./corpusReady.js");
      const { writeLab } = await import("../lab/writeLab.js");
      await ensureCorpus();
      const sizes = await writeLab(out);
      const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(2)} MB`;
      process.stderr.write(
        `icons ${megabytes(sizes.icons)}, texts ${megabytes(sizes.texts)}, engine ${megabytes(sizes.engine)}, scripts ${megabytes(sizes.scripts)}; the page, in base64, ${megabytes(sizes.page)}\n`,
      );
      process.stdout.write(`${out}\n`);
    });
}
