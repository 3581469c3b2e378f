import { stat } from "node:fs/promises";
import { InputError } from "../base/errors.js";
import { Random } from "../base/random.js";
import { type CsvTable, parseCsv, readCsvFile } from "../published/csv.js";
import { isBaseline, isMidBaseline, withoutDuplicates } from "../published/families.js";
import { publishedFamilies } from "../published/familyByName.js";
import { importedCsv, importResults } from "../published/import/importResults.js";
import { loadOtherImageSizes, loadPublished } from "../published/load.js";
import { pointsOf } from "../published/model.js";
import { testSets } from "../published/testsets/dictionary.js";
import { baselineMethods, estimateRobustness, type ModelPoint, scaleNames } from "../stats/index.js";
import { fitNotes } from "./fitNotes.js";
import { fitAsJson, fitAsText } from "./fitReport.js";
import { familyColumn, readFitTable } from "./fitTable.js";
import { importLines } from "./importLines.js";
import { nameOption, wholeNumberOption } from "./options.js";

/** The options of `robustness fit` as typed. */
export interface FitFlags {
  readonly x: string;
  readonly y: string;
  readonly baseline?: string;
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
  const file = await readTableOrResults(path, flags);
  const families =
    flags.cluster === undefined && familyColumn(file) === undefined ? await publishedFamilies() : undefined;
  const published = flags.baseline === undefined ? await publishedBaseline(flags) : undefined;
  const table = readFitTable(file, columns, families, published?.points);
  const fit = estimateRobustness(table.baseline, table.points, {
    scale,
    method,
    draws,
    random: new Random(seed),
  });
  const notes = fitNotes(table, fit, draws, await loadOtherImageSizes());
  if (published) notes.push(published.note);
  return { output: flags.json ? fitAsJson(fit, { draws, seed, notes }) : fitAsText(table, fit), notes };
}

function imagesOption(option: string, text: string | undefined): number | undefined {
  return text === undefined ? undefined : wholeNumberOption(option, text, 1, Number.MAX_SAFE_INTEGER);
}

/**
 * The table with the two columns. If it has no such columns, but they are test sets of the dictionary, the file or folder
 * is read as `robustness import` reads it.
 */
async function readTableOrResults(path: string, { x, y }: FitFlags): Promise<CsvTable> {
  const asked = testSets.has(x) && testSets.has(y);
  const plain = await readPlainTable(path);
  if (!asked || (plain?.header.includes(x) && plain.header.includes(y))) return plain ?? readCsvFile(path);
  const source = await importResults(path).catch((error: unknown) => {
    if (plain && error instanceof InputError) return undefined; // the fit's own message names the missing column
    throw error;
  });
  if (!source) return plain!;
  const table = parseCsv(importedCsv(source.models), path);
  return { ...table, notes: importLines(source).map((line) => line.replace(/^note: /, "")) };
}

/** The file as a table, or undefined if it is a folder or JSON. */
async function readPlainTable(path: string): Promise<CsvTable | undefined> {
  if ((await stat(path).catch(() => undefined))?.isDirectory()) return undefined;
  if (/\.jsonl?(\.gz)?$/i.test(path)) return undefined;
  return readCsvFile(path);
}

/**
 * The package's baseline on two test sets: the `standard` models of accuracies.csv, or the testbed's from 20% on
 * ImageNet upwards if that table lacks one of the sets.
 * @throws InputError if one of the columns is no test set of the dictionary, so that no baseline is published for it
 */
async function publishedBaseline({
  x,
  y,
}: FitFlags): Promise<{ points: readonly ModelPoint[]; note: string }> {
  for (const set of [x, y])
    if (!testSets.has(set))
      throw new InputError(`required option '--baseline <column=value[,value...]>' not specified`);
  for (const [table, belongs] of [
    ["accuracies", isBaseline],
    ["testbed", isMidBaseline],
  ] as const) {
    const models = withoutDuplicates(await loadPublished(table)).filter(belongs);
    const points = pointsOf(models, x, y);
    if (points.length > 2)
      return {
        points,
        note: `the baseline is the ${points.length} standard models of ${table}.csv, because --baseline is not given`,
      };
  }
  throw new InputError(`--baseline: no published baseline has both ${x} and ${y}, expected COLUMN=VALUE`);
}
