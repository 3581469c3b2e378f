import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** A Python interpreter that can import a library. */
export interface LibraryPython {
  readonly python: string;
  /** The version of its library, e.g. 2.15.0+cpu. */
  readonly version: string;
}

/** The libraries in Python that the benchmark compares with: the names they are imported by. */
export const libraries = ["torch", "jax"] as const;
export type PythonLibrary = (typeof libraries)[number];

/** The interpreter for each library; without one where none has the library. */
export type Pythons = { readonly [library in PythonLibrary]?: LibraryPython };

const packages = { torch: "torch", jax: '"jax[cpu]"' } as const satisfies Record<PythonLibrary, string>;

/** How to install a library so that `findPythons` finds it. */
export const install = (...names: readonly PythonLibrary[]): string =>
  `python3 -m venv .venv && .venv/bin/pip install ${names.map((name) => packages[name]).join(" ")}`;

/**
 * For each library the interpreter with its newest version among the active virtual environment, `.venv` in the current
 * folder, and `python3` in the folders of PATH and in /usr/bin.
 *
 * @param only look at this interpreter alone
 */
export async function findPythons(only?: string): Promise<Pythons> {
  const looked = only === undefined ? candidates() : [only];
  const found = await Promise.all(
    libraries.map(async (library) => {
      const each = await Promise.all(looked.map((python) => versionIn(python, library)));
      return [library, newest(each.filter((one) => one !== undefined))] as const;
    }),
  );
  return Object.fromEntries(found.filter(([, one]) => one !== undefined));
}

/** The interpreter with the highest version; the first of equals. */
export function newest(found: readonly LibraryPython[]): LibraryPython | undefined {
  return found.reduce<LibraryPython | undefined>(
    (best, one) => (best === undefined || isNewer(one.version, best.version) ? one : best),
    undefined,
  );
}

function candidates(): string[] {
  const { VIRTUAL_ENV, PATH = "" } = process.env;
  const environments = [...(VIRTUAL_ENV ? [VIRTUAL_ENV] : []), ".venv"].map((folder) => join(folder, "bin"));
  const folders = [...environments, ...PATH.split(delimiter).filter((folder) => folder !== ""), "/usr/bin"];
  return [...new Set(folders.map((folder) => join(folder, "python3")))].filter((path) => existsSync(path));
}

function versionIn(python: string, library: PythonLibrary): Promise<LibraryPython | undefined> {
  return new Promise((resolve) => {
    const asked = ["-c", `import ${library}; print(${library}.__version__)`];
    execFile(python, asked, { timeout: 60_000 }, (error, stdout) =>
      resolve(error ? undefined : { python, version: stdout.trim() }),
    );
  });
}

function isNewer(a: string, b: string): boolean {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  const at = left.findIndex((number, index) => number !== (right[index] ?? 0));
  return at >= 0 && left[at]! > (right[at] ?? 0);
}

/** The numbers of a version, without what follows a plus sign. */
const numbersOf = (version: string): number[] => (version.split("+")[0]!.match(/\d+/g) ?? []).map(Number);
