#!/usr/bin/env node
import { readFile } from "node:fs/promises";
import { Command, CommanderError } from "commander";
import { InputError, systemFault } from "../base/errors.js";
import { inPackage } from "../base/files.js";
import { printable } from "../base/printable.js";
import { registerBench } from "./bench.js";
import { registerCheckNotebooks } from "./checkNotebooks.js";
import { registerCorpus } from "./corpus.js";
import { registerEngineNative } from "./engineNative.js";
import { registerExport } from "./export.js";
import { registerFit } from "./fit.js";
import { registerFreeze } from "./freeze.js";
import { registerKernelspec } from "./kernelspec.js";
import { registerPower } from "./power.js";
import { registerRecords } from "./records.js";
import { registerReproduce } from "./reproduce.js";
import { registerSweep } from "./sweep.js";
import { registerTrain } from "./train.js";

/**
 * Runs the command line and returns its exit code: 0 success, 2 bad input or wrong usage, 1 a bug (with its
 * stack).
 */
async function run(args: readonly string[]): Promise<number> {
  try {
    await (await createProgram()).parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // commander has printed its line
    // A file that cannot be read or written is the user's to mend, whatever command found it.
    const fault = error instanceof InputError ? error : systemFault(error);
    if (fault) {
      process.stderr.write(`error: ${fault.message.split("\n").map(printable).join("\n")}\n`);
      return 2;
    }
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    return 1;
  }
}

async function createProgram(): Promise<Command> {
  const { version, description } = JSON.parse(await readFile(inPackage("package.json"), "utf8")) as {
    version: string;
    description: string;
  };
  const program = new Command("robustness").description(description).version(version);
  program.exitOverride().showSuggestionAfterError(false); // before the subcommands, which inherit both
  registerReproduce(program);
  registerCorpus(program);
  registerTrain(program);
  registerSweep(program);
  registerFit(program);
  registerFreeze(program);
  registerPower(program);
  registerRecords(program);
  registerExport(program);
  registerBench(program);
  registerEngineNative(program);
  registerKernelspec(program);
  registerCheckNotebooks(program);
  return program;
}

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0); // the reader, `head` for one, has seen enough
  const fault = systemFault(error, "standard output");
  if (!fault) throw error;
  process.stderr.write(`error: ${fault.message}\n`);
  process.exit(2);
});
const code = await run(process.argv.slice(2));
if (code !== 0) process.exitCode = code; // a command that found a failure has set its own
