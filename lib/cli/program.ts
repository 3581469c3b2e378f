import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { inPackage } from "../base/files.js";

/** By name, in the order of the help. Each is loaded when it is asked for: half of the time to start was the others. */
const commands: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  reproduce: async () => (await import("./reproduce.js")).registerReproduce,
  run: async () => (await import("./run.js")).registerRun,
  corpus: async () => (await import("./corpus.js")).registerCorpus,
  train: async () => (await import("./train.js")).registerTrain,
  sweep: async () => (await import("./sweep.js")).registerSweep,
  worker: async () => (await import("./worker.js")).registerWorker,
  fit: async () => (await import("./fit.js")).registerFit,
  place: async () => (await import("./place.js")).registerPlace,
  evaluate: async () => (await import("./evaluate.js")).registerEvaluate,
  import: async () => (await import("./import.js")).registerImport,
  freeze: async () => (await import("./freeze.js")).registerFreeze,
  power: async () => (await import("./power.js")).registerPower,
  records: async () => (await import("./records.js")).registerRecords,
  "data-digests": async () => (await import("./digests.js")).registerDigests,
  export: async () => (await import("./export.js")).registerExport,
  lab: async () => (await import("./lab.js")).registerLab,
  "export-model": async () => (await import("./exportModel.js")).registerExportModel,
  bench: async () => (await import("./bench.js")).registerBench,
  "engine-native": async () => (await import("./engineNative.js")).registerEngineNative,
  kernelspec: async () => (await import("./kernelspec.js")).registerKernelspec,
  "check-notebooks": async () => (await import("./checkNotebooks.js")).registerCheckNotebooks,
  "check-translations": async () => (await import("./checkTranslations.js")).registerCheckTranslations,
};

/** Creates the command line: with one command if the arguments begin with its name, else with all. */
export async function createProgram([name = ""]: readonly string[] = []): Promise<Command> {
  const asked = Object.hasOwn(commands, name) ? [commands[name]!] : Object.values(commands);
  const { version, description } = JSON.parse(await readFile(inPackage("package.json"), "utf8")) as {
    version: string;
    description: string;
  };
  const program = new Command("robustness").description(description).version(version);
  program.exitOverride().showSuggestionAfterError(false); // before the subcommands, which inherit both
  for (const load of asked) (await load())(program);
  return program;
}
