import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { InputError, systemFault } from "../../base/errors.js";
import { readInputBytes } from "../../base/files.js";
import { jsonValue } from "../../base/parse.js";
import { type CsvTable, parseCsv } from "../csv.js";
import { decodeText } from "../decode.js";
import { bareName, resultNamed } from "./testSetNames.js";
import type { WrittenAccuracy } from "./units.js";

/** What a file or folder of results contains, before units are decided. */
export interface ResultSource {
  /** How the source was recognised, e.g. `timm's results folder`. */
  readonly format: string;
  readonly written: readonly WrittenAccuracy[];
  /** Whether this format always writes percent. */
  readonly percent: boolean;
  /** What was not taken: column or data set → reason. */
  readonly left: ReadonlyMap<string, string>;
  /** Regime, family and the other columns of our own schema, by model name. Empty for other people's tables. */
  readonly described: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly notes: readonly string[];
}

/**
 * Reads a file or a folder of results in any of the recognised layouts:
 * - one column per test set (open_clip's `openclip_results.csv`, the testbed's table, this package's tables)
 * - one row per model and data set (CLIP_benchmark's CSV)
 * - one file per test set (timm's `results` folder, or one of its files)
 * - JSON, one object per evaluation or one per line (CLIP_benchmark's folder of results, DataComp's
 *   `eval_results.jsonl`), or one object per model with keys such as `ImageNet:top1`
 * @throws InputError if there is no such file, or its layout is not recognised
 */
export async function readSource(path: string): Promise<ResultSource> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "ENOENT"
      ? new InputError(`${path}: no such file or folder`)
      : (systemFault(error, path) ?? error);
  });
  return found.isDirectory() ? readFolder(path) : readFile(path);
}

async function readFolder(path: string): Promise<ResultSource> {
  const names = (await readdir(path)).filter((name) => !name.startsWith(".")).sort();
  const timm = names.filter((name) => timmFile.test(name));
  if (timm.length > 0) return timmFolder(path, timm);
  const json = names.filter((name) => /\.jsonl?(\.gz)?$/i.test(name));
  if (json.length === 0)
    throw new InputError(
      `${path}: no results in this folder, expected timm's results-*.csv or JSON files of CLIP_benchmark or DataComp`,
    );
  const parts: ResultSource[] = [];
  const strangers: string[] = [];
  for (const name of json) {
    const part = fromJson(await textOf(join(path, name)), name, modelOf(join(path, name)));
    if (part) parts.push(part);
    else strangers.push(name);
  }
  if (parts.length === 0)
    throw new InputError(
      `${path}: none of ${json.length} JSON files has results, e.g. ${json[0]}; expected fields dataset and metrics`,
    );
  return {
    format: `a folder of ${parts.length} JSON results`,
    written: parts.flatMap(({ written }) => written),
    percent: false,
    left: new Map([
      ...parts.flatMap(({ left }) => [...left]),
      ...strangers.map((name) => [name, "not a file of results"] as const),
    ]),
    described: new Map(),
    notes: [...new Set(parts.flatMap(({ notes }) => notes))],
  };
}

async function readFile(path: string): Promise<ResultSource> {
  const file = basename(path);
  const { text, notes } = decodeText(await readInputBytes(path), file);
  if (/^\s*[[{]/.test(text)) {
    const source = fromJson(text, file, modelOf(path));
    if (!source)
      throw new InputError(
        `${file}: JSON without results, expected fields dataset and metrics, or keys such as "ImageNet:top1"`,
      );
    return source;
  }
  const table = parseCsv(text, path);
  return fromTable({ ...table, notes: [...notes, ...table.notes] });
}

async function textOf(path: string): Promise<string> {
  return decodeText(await readInputBytes(path), basename(path)).text;
}

/** DataComp writes no model name; the folder of the file is the name of the run. */
function modelOf(path: string): string {
  return basename(dirname(resolve(path)));
}

const nameColumns = ["model", "name", "modelname", "modelfullname", "arch", "architecture", "method"];
const weightsColumns = ["pretrained", "weights", "checkpoint", "pretraining"];
const sizeColumns = ["imgsize", "imagesize", "resolution", "inputsize"];
const dataColumns = ["dataset", "testset", "benchmark", "evalset", "task"];
const valueColumns = ["acc1", "top1", "accuracy", "top1accuracy", "top1acc", "acc", "acc@1", "mainmetric"];

function columnOf(table: CsvTable, names: readonly string[]): number {
  for (const name of names) {
    const at = table.header.findIndex((column) => bareName(column) === bareName(name));
    if (at >= 0) return at;
  }
  return -1;
}

/** Reads a table whose layout its columns tell. @throws InputError if it is none of the known layouts */
export function fromTable(table: CsvTable): ResultSource {
  const taken = table.header.filter((column) => "testSet" in resultNamed(column));
  const dataAt = columnOf(table, dataColumns);
  const valueAt = columnOf(table, valueColumns);
  if (taken.length > 0) return wide(table);
  if (dataAt >= 0 && valueAt >= 0) return long(table, dataAt, valueAt);
  if (valueAt >= 0) {
    const match = timmFile.exec(table.file);
    if (match) return { ...oneSet(table, valueAt, match[1]!), format: "one file of timm's results folder" };
    throw new InputError(
      `${table.file}: column "${table.header[valueAt]}" is accuracy on one test set, but neither the file's name (results-SET.csv) nor a column dataset says on which`,
    );
  }
  throw new InputError(
    `${table.file}: no column is named after a test set, and there is no pair of columns dataset and acc1 or top1; found ${table.header.slice(0, 12).join(", ")}${table.header.length > 12 ? " …" : ""}`,
  );
}

/** Columns of this package's own schema that describe a model. */
const describing = [
  "origin",
  "family",
  "regime",
  "training_data",
  "weights",
  "train_images",
  "params_m",
  "image_size",
];

function wide(table: CsvTable): ResultSource {
  const nameAt = columnOf(table, nameColumns);
  if (nameAt < 0)
    throw new InputError(`${table.file}: no column names the models, expected one called model or name`);
  const ours = table.header.includes("regime") && table.header.includes("family");
  const originAt = table.header.indexOf("origin");
  const weightsAt = columnOf(table, weightsColumns);
  const sizeAt = ours ? -1 : columnOf(table, sizeColumns);
  const left = new Map<string, string>();
  const chosen = new Map<string, { at: number; rank: number }>();
  const passive = new Set([
    nameAt,
    weightsAt,
    sizeAt,
    ...(ours ? table.header.map((name, at) => (describing.includes(name) ? at : -1)) : []),
  ]);
  table.header.forEach((column, at) => {
    if (passive.has(at)) return;
    const named = resultNamed(column);
    if ("left" in named) left.set(column, named.left);
    else {
      const before = chosen.get(named.testSet);
      if (before && before.rank <= named.rank)
        left.set(column, `the same test set as ${table.header[before.at]}, which was taken`);
      else {
        if (before) left.set(table.header[before.at]!, `the same test set as ${column}, which was taken`);
        chosen.set(named.testSet, { at, rank: named.rank });
      }
    }
  });
  // In this package's tables only open_clip's rows need their weights to be told apart.
  const weighed = (cells: readonly string[]) =>
    weightsAt >= 0 && cells[weightsAt] !== "" && (!ours || cells[originAt] === "open_clip");
  const described = new Map<string, Record<string, string>>();
  const written = table.rows.flatMap(({ line, cells }) => {
    const model = cells[nameAt]!;
    if (model === "")
      throw new InputError(`${table.file}:${line} ${table.header[nameAt]}: empty, expected a model name`);
    const weights = weighed(cells) ? cells[weightsAt]! : null;
    if (ours)
      described.set(
        weights === null ? model : `${model}/${weights}`,
        Object.fromEntries(
          table.header.flatMap((name, at) => (describing.includes(name) ? [[name, cells[at]!]] : [])),
        ),
      );
    return [...chosen].map(([testSet, { at }]) => ({
      model,
      weights,
      imageSize: sizeAt < 0 ? null : wholeSize(table, line, sizeAt, cells[sizeAt]!),
      testSet,
      cell: cells[at]!,
      place: `${table.file}:${line}`,
      column: table.header[at]!,
    }));
  });
  return {
    format: ours ? "this package's table" : "a table with one column per test set",
    written,
    percent: false,
    left,
    described,
    notes: table.notes,
  };
}

function wholeSize(table: CsvTable, line: number, at: number, cell: string): number | null {
  if (cell === "") return null;
  if (!/^\d+$/.test(cell))
    throw new InputError(
      `${table.file}:${line} ${table.header[at]}: "${cell}" is not an image size, expected a whole number of pixels`,
    );
  return Number(cell);
}

const classification = /^zero-?shot[\s_-]?classification$/i;

function long(table: CsvTable, dataAt: number, valueAt: number): ResultSource {
  const nameAt = columnOf(table, nameColumns);
  if (nameAt < 0)
    throw new InputError(`${table.file}: no column names the models, expected one called model or name`);
  const weightsAt = columnOf(table, weightsColumns);
  const sizeAt = columnOf(table, sizeColumns);
  const taskAt = table.header.findIndex((column, at) => at !== dataAt && bareName(column) === "task");
  const left = new Map<string, string>();
  const written: WrittenAccuracy[] = [];
  for (const { line, cells } of table.rows) {
    const set = cells[dataAt]!;
    if (taskAt >= 0 && cells[taskAt] !== "" && !classification.test(cells[taskAt]!)) {
      left.set(set, `${cells[taskAt]}, not classification`);
      continue;
    }
    const named = resultNamed(set);
    if ("left" in named) left.set(set, named.left);
    else
      written.push({
        model: cells[nameAt]!,
        weights: weightsAt >= 0 && cells[weightsAt] !== "" ? cells[weightsAt]! : null,
        imageSize: sizeAt < 0 ? null : wholeSize(table, line, sizeAt, cells[sizeAt]!),
        testSet: named.testSet,
        cell: cells[valueAt]!,
        place: `${table.file}:${line}`,
        column: table.header[valueAt]!,
      });
  }
  return {
    format: "a table with one row per model and data set",
    written,
    percent: false,
    left,
    described: new Map(),
    notes: table.notes,
  };
}

const timmFile = /^results-(.+)\.csv(?:\.gz)?$/i;

async function timmFolder(path: string, names: readonly string[]): Promise<ResultSource> {
  const parts: ResultSource[] = [];
  const left = new Map<string, string>();
  const claimed = new Map<string, string>();
  for (const name of names) {
    const named = resultNamed(timmFile.exec(name)![1]!);
    if ("left" in named) {
      left.set(name, named.left);
      continue;
    }
    const other = claimed.get(named.testSet);
    if (other !== undefined)
      throw new InputError(
        `${path}: ${other} and ${name} are both ${named.testSet}, expected one file per test set`,
      );
    claimed.set(named.testSet, name);
    const table = parseCsv(await textOf(join(path, name)), name);
    const valueAt = columnOf(table, valueColumns);
    if (valueAt < 0) throw new InputError(`${name}: no column "top1", expected one`);
    parts.push(oneSet(table, valueAt, timmFile.exec(name)![1]!));
  }
  return {
    format: `a folder with one file per test set (timm's results), ${parts.length} files`,
    written: parts.flatMap(({ written }) => written),
    percent: parts.every(({ percent }) => percent),
    left: new Map([...left, ...parts.flatMap((part) => [...part.left])]),
    described: new Map(),
    notes: [...new Set(parts.flatMap(({ notes }) => notes))],
  };
}

/** One file per test set: the accuracy column of a file whose name says which set it is. */
function oneSet(table: CsvTable, valueAt: number, setName: string): ResultSource {
  const named = resultNamed(setName);
  if ("left" in named) throw new InputError(`${table.file}: "${setName}" is ${named.left}`);
  const nameAt = columnOf(table, nameColumns);
  if (nameAt < 0)
    throw new InputError(`${table.file}: no column names the models, expected one called model`);
  const sizeAt = columnOf(table, sizeColumns);
  const errorAt = table.header.findIndex((column) => /^top-?1_?err$/i.test(column));
  const written = table.rows.map(({ line, cells }) => ({
    model: cells[nameAt]!,
    weights: null,
    imageSize: sizeAt < 0 ? null : wholeSize(table, line, sizeAt, cells[sizeAt]!),
    testSet: named.testSet,
    cell: cells[valueAt]!,
    place: `${table.file}:${line}`,
    column: table.header[valueAt]!,
  }));
  // timm writes the error beside the accuracy; the two add up to 100, or to 1.
  const percent =
    errorAt >= 0 &&
    table.rows.every(({ cells }) => Math.abs(Number(cells[valueAt]) + Number(cells[errorAt]) - 100) < 0.01);
  return {
    format: "one file of one test set",
    written,
    percent,
    left: new Map(
      table.header
        .filter((_, at) => ![nameAt, sizeAt, valueAt].includes(at))
        .map((column) => [column, columnReason(column)] as const),
    ),
    described: new Map(),
    notes: table.notes,
  };
}

function columnReason(column: string): string {
  if (/5/.test(column)) return "top-5 accuracy";
  if (/err/i.test(column)) return "an error rate";
  return "not an accuracy";
}

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Results in JSON or JSON Lines; undefined if no object holds results. @throws InputError for text that is not JSON */
function fromJson(text: string, file: string, run: string): ResultSource | undefined {
  const objects = parsedJson(text, file);
  const left = new Map<string, string>();
  const written: WrittenAccuracy[] = [];
  let evaluations = 0;
  objects.forEach(({ value, place }) => {
    if (!isObject(value)) return;
    if (isObject(value.metrics) && (typeof value.key === "string" || typeof value.dataset === "string")) {
      evaluations++;
      const set = String(value.key ?? value.dataset);
      const { task, language } = value as { task?: unknown; language?: unknown };
      if (typeof task === "string" && !classification.test(task))
        left.set(set, `${task}, not classification`);
      else if (typeof language === "string" && language !== "en") left.set(set, `prompts in ${language}`);
      else add(set, value.metrics, ["acc1", "top1", "accuracy"], value, place);
    } else {
      const flat = Object.entries(value).filter(([key]) => /[:/_ ](top-?1|acc1|accuracy)$/i.test(key));
      if (flat.length > 0) evaluations++;
      for (const [key, accuracy] of flat) add(key, { acc1: accuracy }, ["acc1"], value, place);
    }
  });
  function add(set: string, metrics: JsonObject, keys: readonly string[], about: JsonObject, place: string) {
    const named = resultNamed(set);
    if ("left" in named) {
      left.set(set, named.left);
      return;
    }
    const key = keys.find((name) => metrics[name] !== undefined);
    if (key === undefined)
      throw new InputError(`${place}: ${set} has no top-1 accuracy, expected a field acc1 in metrics`);
    const cell = metrics[key];
    const model = about.model ?? about.exp_name ?? about.name ?? run;
    const weights = about.pretrained;
    if (typeof model !== "string" || model === "")
      throw new InputError(`${place}: model is not a text, expected a name`);
    written.push({
      model,
      weights: typeof weights === "string" && weights !== "" ? weights : null,
      imageSize: null,
      testSet: named.testSet,
      cell: cell === null || cell === undefined ? "" : String(cell),
      place,
      column: key,
    });
  }
  if (evaluations === 0) return undefined;
  const named = written.some(({ model }) => model !== run);
  return {
    format: objects.length === 1 ? "a JSON result" : `${objects.length} JSON results`,
    written,
    percent: false,
    left,
    described: new Map(),
    notes:
      named || written.length === 0 ? [] : [`no model is named, so it is called after its folder, ${run}`],
  };
}

function parsedJson(text: string, file: string): { value: unknown; place: string }[] {
  const lines = text
    .split(/\r\n|\n|\r/)
    .flatMap((line, at) => (line.trim() === "" ? [] : [{ line, at: at + 1 }]));
  // JSON Lines: the first line is an object of its own.
  if (lines.length > 1 && /^\s*\{.*\}\s*$/.test(lines[0]!.line))
    return lines.map(({ line, at }) => ({
      // Python writes NaN, which JSON does not have.
      value: jsonValue(line.replaceAll(/(?<=[:[,]\s*)NaN\b/g, "null"), `${file}:${at}`),
      place: `${file}:${at}`,
    }));
  const whole = jsonValue(text.replaceAll(/(?<=[:[,]\s*)NaN\b/g, "null"), file);
  return (Array.isArray(whole) ? whole : [whole]).map((value) => ({ value, place: file }));
}
