import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { inPackage } from "../base/files.js";
import { loadRunner } from "../notebook/index.js";

/** The package's notebooks: those of `notebooks/` whose names begin with a number, in the order of their names. */
export async function packageNotebooks(): Promise<string[]> {
  const folder = inPackage("notebooks");
  const files = await readdir(folder);
  return files
    .filter((file) => /^\d.*\.ipynb$/.test(file))
    .sort()
    .map((file) => join(folder, file));
}

/** `robustness check-notebooks`: type-checks the cells of notebooks. */
export function registerCheckNotebooks(program: Command): void {
  program
    .command("check-notebooks")
    .description("type-check the cells of notebooks")
    .argument("[notebooks...]", "notebook files; default: all in notebooks/")
    .action(async (given: string[]) => {
      const { checkNotebooks, formatDiagnostic } = await loadRunner();
      const notebooks = given.length > 0 ? given : await packageNotebooks();
      const errors = await checkNotebooks(notebooks);
      for (const error of errors) process.stderr.write(`${formatDiagnostic(error)}\n`);
      process.stderr.write(`${notebooks.length} notebooks, ${errors.length} type errors\n`);
      if (errors.length > 0) process.exitCode = 1;
    });
}
