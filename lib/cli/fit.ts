import type { Command } from "commander";
import { printable } from "../base/printable.js";
import { once } from "./options.js";
import type { FitFlags } from "./runFit.js";

/**
 * `robustness fit`: fits the baseline to some rows of a result table and prints the effective robustness of every row
 * with both accuracies. The code that computes is loaded only when the command runs.
 */
export function registerFit(program: Command): void {
  program
    .command("fit")
    .summary("effective robustness of the models in a result table")
    .description(
      "Fits a baseline to some rows of a table and prints the effective robustness of every row with both " +
        "accuracies. Accuracies are fractions in [0, 1] or have a percent sign. An empty cell, NA or - means missing. " +
        "Tables can be CSV (commas, semicolons, tabs, bars) or Markdown, in UTF-8, UTF-16 or Latin-1, optionally gzipped. " +
        "All layouts that import reads can be fitted by the names of the test sets, e.g. --x imagenet --y imagenet_v2.",
    )
    .argument(
      "<table.csv>",
      "table with a header line and one row per model, or a file or folder that import reads",
    )
    .requiredOption("--x <column>", "in-distribution accuracy", once("--x"))
    .requiredOption("--y <column>", "accuracy under shift", once("--y"))
    .option(
      "--baseline <column=value[,value...]>",
      "rows of the baseline; quote values that contain a comma (default: the published standard models, for test sets of the dictionary)",
      once("--baseline"),
    )
    .option("--axis <scale>", "scale of both axes: logit, probit, linear", once("--axis"), "logit")
    .option("--weights <method>", "fitting method: ols, weighted, theil-sen", once("--weights"), "ols")
    .option("--bootstrap <n>", "number of bootstrap draws", once("--bootstrap"), "1000")
    .option(
      "--cluster <column>",
      "column of clusters for the bootstrap (default: family if it exists, else published families by name, else single rows)",
      once("--cluster"),
    )
    .option("--seed <n>", "random seed", once("--seed"), "1")
    .option(
      "--model <column[,column...]>",
      "columns that name a row, joined by / (default: model)",
      once("--model"),
    )
    .option(
      "--images-x <n>",
      "test images behind x (default: from the dictionary of test sets)",
      once("--images-x"),
    )
    .option(
      "--images-y <n>",
      "test images behind y (default: from the dictionary of test sets)",
      once("--images-y"),
    )
    .option(
      "--json",
      "print JSON: n, slope, intercept, r2, models (rho, low and high in percentage points), scale, method, families, draws, seed, notes",
    )
    .action(async (path: string, flags: FitFlags) => {
      const { runFit } = await import("./runFit.js");
      const { output, notes } = await runFit(path, flags);
      for (const note of notes) process.stderr.write(`note: ${printable(note)}\n`);
      process.stdout.write(output);
    });
}
