import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, join, relative } from "node:path";
import { promisify } from "node:util";
import { inPackage } from "../base/files.js";
import { type Notebook, readNotebook } from "./nbformat.js";

/** A type error in a notebook. */
export interface CellError {
  readonly notebook: string;
  /** Number among all cells, from 1. */
  readonly cell: number;
  /** Line within the cell, from 1. */
  readonly line: number;
  readonly message: string;
}

/** A cell's place in the module made of its notebook. */
interface CellLines {
  readonly cell: number;
  /** First and last line in the module, from 1. */
  readonly first: number;
  readonly last: number;
}

/** Declaring a name again is an error in a module and allowed in a later cell. */
const redeclared = new Set(["TS2300", "TS2440", "TS2451"]);

/**
 * Type-checks the code cells of notebooks with this package's compiler options, strict, by making one module of each
 * notebook. Cells of other languages (`%%` magics) are left out.
 * @throws InputError if a file is no notebook
 */
export async function checkTypes(paths: readonly string[]): Promise<CellError[]> {
  const folder = inPackage("dist", "check");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const modules = new Map<string, { path: string; lines: CellLines[] }>();
  for (const [index, path] of paths.entries()) {
    const { source, lines } = moduleOf(await readNotebook(path));
    const name = `${index}-${basename(path, ".ipynb").replace(/\W/g, "-")}.ts`;
    await writeFile(join(folder, name), source);
    modules.set(name, { path, lines });
  }
  const config = {
    extends: "../../tsconfig.json",
    compilerOptions: { noEmit: true, noUnusedLocals: false, rootDir: "../.." },
    include: ["*.ts"],
  };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  return (await compilerErrors(folder)).flatMap(({ file, line, code, message }) => {
    if (redeclared.has(code)) return [];
    const { path, lines } = modules.get(file) ?? { path: file, lines: [] };
    const at = lines.find(({ first, last }) => line >= first && line <= last);
    return [{ notebook: path, cell: at?.cell ?? 0, line: at ? line - at.first + 1 : line, message }];
  });
}

/** All code cells below each other, as one module. */
function moduleOf(notebook: Notebook): { source: string; lines: CellLines[] } {
  const text: string[] = ["export {};"];
  const lines: CellLines[] = [];
  for (const [index, cell] of notebook.cells.entries()) {
    if (cell.cell_type !== "code") continue;
    const source = cell.source;
    if (/^\s*%%/.test(source)) continue;
    const first = text.length + 1;
    text.push(...source.split("\n"));
    lines.push({ cell: index + 1, first, last: text.length });
  }
  return { source: `${text.join("\n")}\n`, lines };
}

async function compilerErrors(
  folder: string,
): Promise<{ file: string; line: number; code: string; message: string }[]> {
  const tsc = join(createRequire(import.meta.url).resolve("typescript/package.json"), "..", "bin", "tsc");
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [tsc, "--project", join(folder, "tsconfig.json"), "--pretty", "false"],
    { cwd: folder, maxBuffer: 1 << 26 },
  ).catch((error: { stdout?: string }) => {
    if (typeof error.stdout === "string" && error.stdout !== "") return { stdout: error.stdout };
    throw error;
  });
  return [...stdout.matchAll(/^(.+?)\((\d+),\d+\): error (TS\d+): (.*)$/gm)].map((match) => ({
    file: relative(folder, join(folder, match[1]!)),
    line: Number(match[2]),
    code: match[3]!,
    message: match[4]!,
  }));
}
