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
    // Loaded here: where files are scarce (ulimit -n), Node fails while it opens the modules, many at once.
    const { createProgram } = await import("./program.js");
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

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0); // the reader, `head` for one, has seen enough
  const fault = systemFault(error, "standard output");
  if (!fault) throw error;
  process.stderr.write(`error: ${fault.message}\n`);
  process.exit(2);
});
const code = await run(process.argv.slice(2));
if (code !== 0) process.exitCode = code; // a command that found a failure has set its own
