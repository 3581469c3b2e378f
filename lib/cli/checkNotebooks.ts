import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Command } from "commander";
import { inPackage } from "../base/files.js";
import { checkTypes } from "../notebook/checkTypes.js";

/** The package's notebooks, in the order of their names. */
export async function packageNotebooks(): Promise<string[]> {
  const folder = inPackage("notebooks");
  const files = await readdir(folder);
  return files
    .filter((file) => file.endsWith(".ipynb"))
    .sort()
    .map((file) => join(folder, file));
}

/** `robustness check-notebooks`: the types in the cells of all notebooks. */
export function registerCheckNotebooks(program: Command): void {
  program
    .command("check-notebooks")
    .description("check the types in the cells of notebooks")
    .argument("[notebooks...]", "notebook files; default all of notebooks/")
    .action(async (given: string[]) => {
      const notebooks = given.length > 0 ? given : await packageNotebooks();
      const errors = await checkTypes(notebooks);
      for (const { notebook, cell, line, message } of errors)
        process.stderr.write(`${relative(process.cwd(), notebook)} cell ${cell} line ${line}: ${message}\n`);
      process.stderr.write(`${notebooks.length} notebooks, ${errors.length} type errors\n`);
      if (errors.length > 0) process.exitCode = 1;
    });
}
