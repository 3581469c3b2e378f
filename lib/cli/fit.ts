import type { Command } from "commander";
import { readInput } from "../base/files.js";
import { Random } from "../base/random.js";
import { parseCsv } from "../published/csv.js";
import { baselineMethods } from "../stats/baseline.js";
import { estimateRobustness } from "../stats/bootstrap.js";
import { scaleNames } from "../stats/scale.js";
import { fitAsJson, fitAsText, fitNotes } from "./fitReport.js";
import { type FitTable, readFitTable } from "./fitTable.js";
import { nameOption, wholeNumberOption } from "./options.js";

interface FitFlags {
  readonly x: string;
  readonly y: string;
  readonly baseline: string;
  readonly axis: string;
  readonly weights: string;
  readonly bootstrap: string;
  readonly seed: string;
  readonly cluster?: string;
  readonly model?: string;
  readonly imagesX?: string;
  readonly imagesY?: string;
  readonly json?: true;
}

/**
 * Adds `robustness fit` to a program: fits the baseline to some rows of a result table and prints the effective
 * robustness of every row that has both accuracies.
 */
export function registerFit(program: Command): void {
  program
    .command("fit")
    .summary("effective robustness of the models in a result table")
    .description(
      "Fits a baseline to some rows of a table and prints the effective robustness of every row that has both accuracies. " +
        "Accuracies are fractions in [0, 1]; an empty cell is a missing one.",
    )
    .argument("<table.csv>", "comma-separated table with a header line, one row a model")
    .requiredOption("--x <column>", "in-distribution accuracy")
    .requiredOption("--y <column>", "accuracy under shift")
    .requiredOption(
      "--baseline <column=value[,value...]>",
      "rows that make the baseline; quote a value that has a comma",
    )
    .option("--axis <scale>", `scale of both axes: ${scaleNames.join(", ")}`, "logit")
    .option("--weights <method>", `how the line is fitted: ${baselineMethods.join(", ")}`, "ols")
    .option("--bootstrap <n>", "number of bootstrap draws", "1000")
    .option(
      "--cluster <column>",
      "models resampled together (default: family where the table has it, else each row by itself)",
    )
    .option("--seed <n>", "seed of the draws", "1")
    .option("--model <column[,column...]>", "columns that name a row, joined by / (default: model)")
    .option("--images-x <n>", "test images behind x (default: from the dictionary of test sets)")
    .option("--images-y <n>", "test images behind y (default: from the dictionary of test sets)")
    .option("--json", "print JSON: n, slope, intercept, r2, models; rho, low and high in percentage points")
    .action(async (path: string, flags: FitFlags) => {
      process.stdout.write(await fitOutput(path, flags));
    });
}

/** Reads, fits and formats; nothing is printed before all of it has succeeded but notes on stderr. */
async function fitOutput(path: string, flags: FitFlags): Promise<string> {
  const scale = nameOption("--axis", flags.axis, scaleNames);
  const method = nameOption("--weights", flags.weights, baselineMethods);
  const draws = wholeNumberOption("--bootstrap", flags.bootstrap, 2, 1_000_000);
  const seed = wholeNumberOption("--seed", flags.seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  const images = (option: string, text: string | undefined) =>
    text === undefined ? undefined : wholeNumberOption(option, text, 1, Number.MAX_SAFE_INTEGER);
  const table: FitTable = readFitTable(parseCsv(await readInput(path), path), {
    x: flags.x,
    y: flags.y,
    baseline: flags.baseline,
    cluster: flags.cluster,
    model: flags.model,
    imagesX: images("--images-x", flags.imagesX),
    imagesY: images("--images-y", flags.imagesY),
  });
  const fit = estimateRobustness(table.baseline, table.points, {
    scale,
    method,
    draws,
    random: new Random(seed),
  });
  for (const note of fitNotes(table, fit)) process.stderr.write(`note: ${note}\n`);
  return flags.json ? fitAsJson(fit) : fitAsText(table, fit);
}
