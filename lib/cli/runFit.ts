import { Random } from "../base/random.js";
import { readCsvFile } from "../published/csv.js";
import { publishedFamilies } from "../published/familyByName.js";
import { loadOtherImageSizes } from "../published/load.js";
import { baselineMethods, estimateRobustness, scaleNames } from "../stats/index.js";
import { fitNotes } from "./fitNotes.js";
import { fitAsJson, fitAsText } from "./fitReport.js";
import { familyColumn, readFitTable } from "./fitTable.js";
import { nameOption, wholeNumberOption } from "./options.js";

/** The options of `robustness fit` as typed. */
export interface FitFlags {
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
 * Reads the table, fits the baseline and formats the output; prints nothing. `n` in the JSON is the number of models
 * in the baseline's fit; `models` contains every row with both accuracies, in the order of the table.
 * @throws InputError if an option or the table is invalid, or the baseline cannot be fitted
 */
export async function runFit(path: string, flags: FitFlags): Promise<{ output: string; notes: string[] }> {
  const scale = nameOption("--axis", flags.axis, scaleNames);
  const method = nameOption("--weights", flags.weights, baselineMethods);
  const draws = wholeNumberOption("--bootstrap", flags.bootstrap, 2, 1_000_000);
  const seed = wholeNumberOption("--seed", flags.seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  const columns = {
    x: flags.x,
    y: flags.y,
    baseline: flags.baseline,
    cluster: flags.cluster,
    model: flags.model,
    imagesX: imagesOption("--images-x", flags.imagesX),
    imagesY: imagesOption("--images-y", flags.imagesY),
  };
  const file = await readCsvFile(path);
  const families =
    flags.cluster === undefined && familyColumn(file) === undefined ? await publishedFamilies() : undefined;
  const table = readFitTable(file, columns, families);
  const fit = estimateRobustness(table.baseline, table.points, {
    scale,
    method,
    draws,
    random: new Random(seed),
  });
  const notes = fitNotes(table, fit, draws, await loadOtherImageSizes());
  return { output: flags.json ? fitAsJson(fit, { draws, seed, notes }) : fitAsText(table, fit), notes };
}

function imagesOption(option: string, text: string | undefined): number | undefined {
  return text === undefined ? undefined : wholeNumberOption(option, text, 1, Number.MAX_SAFE_INTEGER);
}
