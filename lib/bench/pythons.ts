import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** A Python interpreter that can import PyTorch. */
export interface TorchPython {
  readonly python: string;
  /** The version of its PyTorch, e.g. 2.15.0+cpu. */
  readonly version: string;
}

/** How to install a PyTorch that `findTorch` finds. */
export const installTorch = "python3 -m venv .venv && .venv/bin/pip install torch";

/**
 * The interpreter with the newest PyTorch among the active virtual environment, `.venv` in the current folder, and
 * `python3` in the folders of PATH and in /usr/bin; undefined if none has PyTorch.
 *
 * @param only look at this interpreter alone
 */
export async function findTorch(only?: string): Promise<TorchPython | undefined> {
  const found = await Promise.all((only === undefined ? candidates() : [only]).map(torchOf));
  return newest(found.filter((one) => one !== undefined));
}

/** The interpreter with the highest version; the first of equals. */
export function newest(found: readonly TorchPython[]): TorchPython | undefined {
  return found.reduce<TorchPython | undefined>(
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

function torchOf(python: string): Promise<TorchPython | undefined> {
  return new Promise((resolve) => {
    const asked = ["-c", "import torch; print(torch.__version__)"];
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
