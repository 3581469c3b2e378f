import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Command } from "commander";
import { InputError, systemFault } from "../base/errors.js";
import { readInput } from "../base/files.js";
import { jsonValue } from "../base/parse.js";
import { temporaryName } from "../base/processes.mjs";
import { checkedRecord } from "../record/digest.js";
import { once } from "./options.js";
import { say } from "./progress.js";

interface ExportModelFlags {
  readonly out: string;
  readonly images?: true;
  readonly checkpoints?: string;
  readonly data: string;
}

/** `robustness export-model`: a trained model of the miniature as ONNX, and its test sets as folders of images. */
export function registerExportModel(program: Command): void {
  program
    .command("export-model")
    .summary("a trained model of the miniature as ONNX")
    .description(
      "Writes a trained CLIP or classifier of the miniature as transformers.js lays models out: ONNX graphs, tokenizer and " +
        "configuration. With --images, the test sets of its run are written too, as folders for evaluate --images; " +
        "evaluating the exported model on them gives the counts of the run's record.",
    )
    .argument("<model>", "a checkpoint (.safetensors), a run's record (.json), or the hash of a run")
    .requiredOption("--out <folder>", "a folder that does not exist yet or is empty", once("--out"))
    .option("--images", "also write the run's test sets, into FOLDER/images")
    .option("--checkpoints <folder>", "folder of trained models; default: runs/checkpoints in the package")
    .option(
      "--data <source>",
      "pictograms, or an ES module whose default export creates a data source",
      "pictograms",
    )
    .action(run);
}

async function run(model: string, flags: ExportModelFlags): Promise<void> {
  const { images = false, data: source } = flags;
  const out = flags.out.replace(/(?<=.)[/\\]+$/, "");
  await refuseFull(out);
  const { checkpointPathOf } = await import("../training/train/stored.js");
  const { checkpointsFolder } = await import("../training/train/folders.js");
  const { checkpointDigest, readCheckpoint } = await import("../training/train/checkpoint.js");
  const { checkModel } = await import("../training/train/start.js");
  const { exportModel } = await import("../training/train/exportModel.js");
  const folder = flags.checkpoints ?? checkpointsFolder;
  const known = await readModelName(model);
  const path = "file" in known ? known.file : checkpointPathOf(folder, known.hash);
  const checkpoint = await readCheckpoint(path).catch((error: unknown) => {
    if ("hash" in known && error instanceof InputError && error.message.endsWith("no such checkpoint"))
      throw new InputError(
        `${path}: no trained model of run ${known.hash}, expected one from robustness train SPEC --keep`,
      );
    throw error;
  });
  checkModel(checkpoint, path);
  const digest = checkpointDigest(checkpoint);
  if ("digest" in known && known.digest !== undefined && known.digest !== digest)
    throw new InputError(
      `${path}: not the model of ${model}: digest ${digest.slice(0, 16)}…, expected ${known.digest.slice(0, 16)}… as in the record`,
    );
  const stage = temporaryName(`${out}.`);
  try {
    await exportModel(checkpoint, stage);
    if (images) {
      const { openDataSource } = await import("../examples/openSource.js");
      const { writeTestFolder } = await import("../examples/testFolders.js");
      const data = await (await openDataSource(source)).load(checkpoint.spec.data);
      for (const name of Object.keys(data.tests)) {
        say(`writing the images of ${name}`);
        await writeTestFolder(join(stage, "images", name.replaceAll(":", "_")), name, data);
      }
    }
    await mkdir(dirname(out), { recursive: true });
    await rm(out, { recursive: true, force: true }); // empty: see refuseFull
    await rename(stage, out);
  } catch (error) {
    await rm(stage, { recursive: true, force: true });
    throw systemFault(error, out) ?? error;
  }
  process.stdout.write(`${out}\n`);
}

/** @throws InputError unless the folder is empty or does not exist */
async function refuseFull(folder: string): Promise<void> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw systemFault(error, folder) ?? error;
  }
  if (names.length > 0)
    throw new InputError(`--out: ${folder} contains ${names[0]}, expected an empty folder or none`);
}

/** What the argument names: a checkpoint, or a run by its record or hash. */
async function readModelName(
  model: string,
): Promise<{ file: string } | { hash: string; digest?: string | undefined }> {
  if (model.endsWith(".safetensors")) return { file: model };
  if (/^[0-9a-f]{16}$/.test(model)) return { hash: model };
  if (!model.endsWith(".json"))
    throw new InputError(
      `"${model}": expected a checkpoint (.safetensors), a record (.json) or the hash of a run, 16 hexadecimal digits`,
    );
  const { hash, checkpoint } = checkedRecord(jsonValue(await readInput(model), model), model);
  return { hash, digest: checkpoint };
}
