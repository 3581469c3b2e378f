// Checks the types in the cells of notebooks, without running them.
//
// tslab's own converter does it, so that cells are seen as the kernel will see them: a later cell may declare a
// name again, `await` stands at the top level, and packages are found from the notebook's folder. In addition
// the check is strict, which the kernel is not.
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import type ts from "@tslab/typescript-for-tslab";
import type { Converter, ConvertResult } from "tslab/dist/converter.js";
import { readNotebook } from "./nbformat.js";
import { runnable } from "./runCells.js";

/** An error of the compiler in a cell. */
export interface CellDiagnostic {
  readonly notebook: string;
  /** Place among the code cells that run, from 1: Jupyter's number in brackets. */
  readonly cell: number;
  /** From 1, within the cell. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly message: string;
  /** The line's text. */
  readonly source: string;
}

/**
 * The errors of the compiler in the code cells of notebooks, none if all is well. After a cell with an error the
 * later ones are checked too, except when it cannot be read at all (a syntax error).
 * @throws InputError if a notebook cannot be read
 */
export async function checkNotebooks(paths: readonly string[]): Promise<CellDiagnostic[]> {
  const byFolder = new Map<string, string[]>();
  for (const path of paths) {
    const folder = dirname(resolve(path));
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), path]);
  }
  const all: CellDiagnostic[] = [];
  for (const [folder, inFolder] of byFolder) {
    const converter = strictConverter(folder);
    try {
      for (const path of inFolder) all.push(...checkCells(converter, path, await sourcesOf(path)));
    } finally {
      converter.close();
    }
  }
  return all;
}

/** One line for people: `00.ipynb: code cell 3, line 2:7: Type 'string' is not assignable to type 'number'.` */
export function formatDiagnostic(one: CellDiagnostic): string {
  return `${one.notebook}: code cell ${one.cell}, line ${one.line}:${one.column}: ${one.message}\n    ${one.source}`;
}

async function sourcesOf(path: string): Promise<string[]> {
  return runnable((await readNotebook(path)).cells).map((cell) => cell.source);
}

function checkCells(converter: Converter, notebook: string, sources: readonly string[]): CellDiagnostic[] {
  const found: CellDiagnostic[] = [];
  let declarations = "";
  for (const [index, source] of sources.entries()) {
    let result = converter.convert(declarations, source);
    if (result.diagnostics.length > 0) {
      found.push(...describe(result, { notebook, cell: index + 1, source }));
      // The later cells need this one's declarations: once more, with what was reported ignored.
      result = converter.convert(declarations, ignoring(source, result));
      if (result.diagnostics.length > 0) break;
    }
    declarations = result.declOutput ?? "";
  }
  return found;
}

/** The compiler's messages; the explanations it adds are at the same place, and become one message. */
function describe(
  result: ConvertResult,
  at: { readonly notebook: string; readonly cell: number; readonly source: string },
): CellDiagnostic[] {
  const found: CellDiagnostic[] = [];
  for (const { start, messageText, fileName } of result.diagnostics) {
    const line = start.line + 1;
    const column = start.character + 1;
    const previous = found.at(-1);
    if (previous && previous.line === line && previous.column === column)
      found[found.length - 1] = { ...previous, message: `${previous.message} ${messageText}` };
    else
      found.push({
        notebook: at.notebook,
        cell: at.cell,
        line,
        column,
        message: fileName === undefined ? messageText : `in ${fileName}: ${messageText}`,
        source: fileName === undefined ? (at.source.split("\n")[start.line] ?? "").trim() : "",
      });
  }
  return found;
}

function ignoring(source: string, result: ConvertResult): string {
  const bad = new Set(result.diagnostics.map((one) => one.start.line));
  return source
    .split("\n")
    .map((line, index) => (bad.has(index) ? `// @ts-ignore\n${line}` : line))
    .join("\n");
}

/**
 * tslab's converter for notebooks in a folder, with strict types. The converter takes its folder from the process
 * and its options from itself; so it is made with the working directory changed for a moment, and with a
 * compiler whose one function adds `strict`.
 */
function strictConverter(folder: string): Converter {
  const require = createRequire(import.meta.url);
  const require_ = createRequire(require.resolve("tslab/dist/converter.js"));
  const compilerPath = require_.resolve("@tslab/typescript-for-tslab");
  const compiler = require_(compilerPath) as typeof ts;
  const before = process.cwd();
  const cached = require_.cache[compilerPath]!;
  try {
    const createWatchCompilerHost = (files: string[], options: ts.CompilerOptions, ...rest: unknown[]) => {
      const create = compiler.createWatchCompilerHost as (...all: unknown[]) => ts.WatchHost;
      const host = create(files, { ...options, strict: true }, ...rest);
      // A file that another command writes meanwhile must not disturb the check: only tslab's own two are watched.
      const { watchFile } = host;
      const unwatched = { close: () => {} };
      const own = /\/__(?:tslab__\.[jt]s|prev__\.d\.ts)$/;
      host.watchFile = (file, ...more) => (own.test(file) ? watchFile(file, ...more) : unwatched);
      host.watchDirectory = () => unwatched;
      return host;
    };
    cached.exports = { ...compiler, createWatchCompilerHost };
    const { createConverter } = require_("./converter.js") as typeof import("tslab/dist/converter.js");
    process.chdir(folder);
    return createConverter({ isJS: false, isBrowser: false });
  } finally {
    process.chdir(before);
    cached.exports = compiler;
  }
}
