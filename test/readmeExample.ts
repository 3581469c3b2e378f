import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inPackage } from "../lib/base/files.js";

const compilerOptions = [
  ...["--target", "es2022", "--module", "nodenext", "--strict", "--skipLibCheck", "--ignoreConfig"],
  ...["--types", "node"],
];

/**
 * Compiles and runs a TypeScript example in the README of a package below lib.
 * @param which its place among them, from 0
 * @returns what its comments behind `console.log(…)` promise, and what it printed, line by line
 */
export async function runReadmeExample(
  folder: string,
  which = 0,
): Promise<{ promised: string[]; printed: string[]; stderr: string }> {
  const readme = await readFile(inPackage("lib", folder, "README.md"), "utf8");
  const example = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)][which]![1]!;
  const promised = [...example.matchAll(/console\.log\(.*\/\/ (.*)$/gm)].map(([, said]) => said!);
  const made = await mkdtemp(inPackage("dist", "readme-"));
  try {
    await writeFile(join(made, "example.ts"), example.replaceAll('"./', `"../lib/${folder}/`));
    const compiler = inPackage("node_modules", "typescript", "bin", "tsc");
    const compiled = spawnSync(process.execPath, [compiler, ...compilerOptions, "example.ts"], {
      cwd: made,
      encoding: "utf8",
    });
    if (compiled.status !== 0) throw new Error(compiled.stdout);
    const { stdout, stderr } = spawnSync(process.execPath, [join(made, "example.js")], { encoding: "utf8" });
    return { promised, printed: stdout.trimEnd().split("\n"), stderr };
  } finally {
    await rm(made, { recursive: true });
  }
}
