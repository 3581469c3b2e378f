import { basename, dirname } from "node:path";
import type { Command } from "commander";
import { editionsNamed, labTargets } from "./editions.js";
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
    .option(
      "--language <code>",
      "en, ko or both; the page in Korean goes into the folder ko beside",
      once("--language"),
      "en",
    )
    .action(async ({ out, language }: { out: string; language: string }) => {
      const editions = await editionsNamed(language);
      const { ensureCorpus } = await import("./corpusReady.js");
      const { writeLab } = await import("../lab/writeLab.js");
      await ensureCorpus();
      const targets = await labTargets(dirname(out), basename(out), editions);
      const written = await writeLab(targets);
      const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(2)} MB`;
      for (const [at, sizes] of written.entries()) {
        process.stderr.write(
          `icons ${megabytes(sizes.icons)}, texts ${megabytes(sizes.texts)}, engine ${megabytes(sizes.engine)}, scripts ${megabytes(sizes.scripts)}; the page, in base64, ${megabytes(sizes.page)}\n`,
        );
        process.stdout.write(`${targets[at]!.path}\n`);
      }
    });
}
