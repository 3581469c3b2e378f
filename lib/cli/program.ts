import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { inPackage } from "../base/files.js";
import { registerBench } from "./bench.js";
import { registerCheckNotebooks } from "./checkNotebooks.js";
import { registerCheckTranslations } from "./checkTranslations.js";
import { registerCorpus } from "./corpus.js";
import { registerDigests } from "./digests.js";
import { registerEngineNative } from "./engineNative.js";
import { registerEvaluate } from "./evaluate.js";
import { registerExport } from "./export.js";
import { registerExportModel } from "./exportModel.js";
import { registerFit } from "./fit.js";
import { registerFreeze } from "./freeze.js";
import { registerImport } from "./import.js";
import { registerKernelspec } from "./kernelspec.js";
import { registerLab } from "./lab.js";
import { registerPlace } from "./place.js";
import { registerPower } from "./power.js";
import { registerRecords } from "./records.js";
import { registerReproduce } from "./reproduce.js";
import { registerRun } from "./run.js";
import { registerSweep } from "./sweep.js";
import { registerTrain } from "./train.js";
import { registerWorker } from "./worker.js";

/** Creates the command line with all commands. */
export async function createProgram(): Promise<Command> {
  const { version, description } = JSON.parse(await readFile(inPackage("package.json"), "utf8")) as {
    version: string;
    description: string;
  };
  const program = new Command("robustness").description(description).version(version);
  program.exitOverride().showSuggestionAfterError(false); // before the subcommands, which inherit both
  registerReproduce(program);
  registerRun(program);
  registerCorpus(program);
  registerTrain(program);
  registerSweep(program);
  registerWorker(program);
  registerFit(program);
  registerPlace(program);
  registerEvaluate(program);
  registerImport(program);
  registerFreeze(program);
  registerPower(program);
  registerRecords(program);
  registerDigests(program);
  registerExport(program);
  registerLab(program);
  registerExportModel(program);
  registerBench(program);
  registerEngineNative(program);
  registerKernelspec(program);
  registerCheckNotebooks(program);
  registerCheckTranslations(program);
  return program;
}
