#!/usr/bin/env node
import { CommanderError } from "commander";
import { InputError, systemFault } from "../base/errors.js";
import { printable } from "../base/printable.js";

/**
 * Runs the command line and returns its exit code: 0 success, 2 bad input or wrong usage, 1 a bug (with its
 * stack).
 */
async function run(args: readonly string[]): Promise<number> {
  try {
    // Imported here, so that a failure to open modules (too low `ulimit -n`) is reported like any other.
    const { createProgram } = await import("./program.js");
    await (await createProgram(args)).parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // commander has printed the message
    // A file that cannot be read or written is the user's to fix, in any command.
    const fault = error instanceof InputError ? error : systemFault(error);
    if (fault) {
      process.stderr.write(`error: ${fault.message.split("\n").map(printable).join("\n")}\n`);
      return 2;
    }
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    return 1;
  }
}

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0); // the reader, e.g. `head`, closed the pipe
  const fault = systemFault(error, "standard output");
  if (!fault) throw error;
  process.stderr.write(`error: ${fault.message}\n`);
  process.exit(2);
});
const code = await run(process.argv.slice(2));
if (code !== 0) process.exitCode = code; // commands that find failures set process.exitCode themselves
