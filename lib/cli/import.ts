import { stat } from "node:fs/promises";
import type { Command } from "commander";
import { InputError } from "../base/errors.js";
import { fileExists, writeAtomically } from "../base/files.js";
import { printable } from "../base/printable.js";
import type { ImportedResults } from "../published/import/importResults.js";
import { importLines } from "./importLines.js";
import { once } from "./options.js";

interface ImportFlags {
  readonly out?: string;
  readonly force?: true;
  readonly json?: true;
}

/** `robustness import`: converts results as other projects publish them to this package's table. */
export function registerImport(program: Command): void {
  program
    .command("import")
    .summary("convert published result tables to this package's form")
    .description(
      "Reads results as they are published: timm's results folder or one of its files, open_clip's results, " +
        "CLIP_benchmark's CSV or its folder of JSON files, the ImageNet testbed's table, DataComp's " +
        "eval_results.jsonl, or this package's own tables. The layout is recognised by its columns. Says what it took " +
        "and what it left, and writes one row per model with accuracies as fractions.",
    )
    .argument("<path>", "file or folder of results")
    .option("--out <file.csv>", "where to write the table (default: standard output)", once("--out"))
    .option("--force", "overwrite the file")
    .option("--json", "print what was taken and left as JSON instead of text; needs --out")
    .action(async (path: string, flags: ImportFlags) => {
      const { out } = flags;
      if (flags.json && out === undefined)
        throw new InputError("--json: needs --out FILE, because the table itself goes to standard output");
      if (out !== undefined) await checkTarget(out, path, flags.force === true);
      const { importedCsv, importResults } = await import("../published/import/importResults.js");
      const results = await importResults(path);
      const csv = importedCsv(results.models);
      if (out === undefined) process.stdout.write(csv);
      else await writeAtomically(out, csv);
      if (flags.json) process.stdout.write(`${printable(JSON.stringify(summary(results)))}\n`);
      else for (const line of importLines(results)) process.stderr.write(`${printable(line)}\n`);
    });
}

async function checkTarget(out: string, source: string, force: boolean): Promise<void> {
  const [target, origin] = await Promise.all([out, source].map((path) => stat(path).catch(() => undefined)));
  if (target?.isDirectory()) throw new InputError(`--out: ${out}: is a folder, expected a file`);
  if (target && origin && target.ino === origin.ino && target.dev === origin.dev)
    throw new InputError(`--out: ${out} is the source itself, expected another file`);
  if (!force && (await fileExists(out))) throw new InputError(`--out: ${out} exists; --force overwrites it`);
}

function summary({ models, left, ...results }: ImportedResults) {
  return { ...results, models: models.length, left: Object.fromEntries(left) };
}
