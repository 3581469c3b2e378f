import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { InputError, systemFault } from "../../base/errors.js";
import { readInput, writeAtomically } from "../../base/files.js";
import { jsonValue } from "../../base/parse.js";
import { checkedEvaluation, type EvaluationRecord, evaluationText } from "./record.js";

// A folder of records has one file per model and test set, `<model>.<test set>.json`. Each is written completely or not
// at all.

/** The file of a model's record on a test set. Characters that a file name should not have become `_`. */
export function evaluationFile(folder: string, model: string, testset: string): string {
  const plain = (name: string) => name.replaceAll(/[^\w.-]/g, "_");
  return join(folder, `${plain(model)}.${plain(testset)}.json`);
}

/** Writes a record, replacing an older one. @returns its file @throws InputError if the record is not valid */
export async function writeEvaluation(folder: string, record: EvaluationRecord): Promise<string> {
  const path = evaluationFile(folder, record.model.name, record.data.testset);
  await writeAtomically(path, evaluationText(record, path));
  return path;
}

/** The records of one model. */
export interface EvaluatedModel {
  readonly model: string;
  readonly records: readonly EvaluationRecord[];
}

/**
 * Reads every record of a folder, by model, models and test sets in the order of their files' names. Files that do not
 * end in `.json` are ignored.
 * @throws InputError naming the file if there is no such folder, it has no records, a file is no record, a model has two
 *   records of one test set, or two different models have one name
 */
export async function readEvaluations(folder: string): Promise<EvaluatedModel[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw systemFault(error, folder) ?? error;
  });
  const files = names.filter((name) => name.endsWith(".json")).sort();
  if (files.length === 0)
    throw new InputError(`${folder}: no records, expected those that robustness evaluate writes`);
  const byModel = new Map<string, { file: string; record: EvaluationRecord }[]>();
  for (const file of files) {
    const path = join(folder, file);
    const record = checkedEvaluation(jsonValue(await readInput(path), path), path);
    const { name } = record.model;
    const others = byModel.get(name) ?? [];
    const same = others.find((other) => other.record.data.testset === record.data.testset);
    if (same)
      throw new InputError(
        `${path}: ${same.file} has ${name} on ${record.data.testset} too, expected one record of each`,
      );
    const stranger = others.find((other) => !sameGraphs(other.record, record));
    if (stranger)
      throw new InputError(
        `${path}: ${stranger.file} is of another model that is called ${name} too, expected a name of its own for each`,
      );
    byModel.set(name, [...others, { file, record }]);
  }
  return [...byModel].map(([model, all]) => ({ model, records: all.map(({ record }) => record) }));
}

/** A model that classifies by texts has another digest on a data set with classes of its own. */
function sameGraphs(a: EvaluationRecord, b: EvaluationRecord): boolean {
  return a.data.classes !== undefined || b.data.classes !== undefined || a.model.digest === b.model.digest;
}
