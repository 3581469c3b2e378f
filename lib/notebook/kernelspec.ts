// Tells Jupyter (JupyterLab, Notebook, VS Code, nbconvert) how to start the kernel this package runs on.
import { realpath } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { InputError } from "../base/errors.js";
import { fileExists, readInput, writeAtomically } from "../base/files.js";
import { kernelArguments } from "./kernelProcess.js";

/**
 * The kernel's name, in Jupyter and in the notebooks' metadata. It is the name tslab's own installer takes: so
 * whoever has tslab already can open and execute the notebooks without ours, at the price of lost output.
 */
export const kernelName = "tslab";

/** Says in kernel.json that the spec is ours, which may be written over. */
const mark = "clip-robustness";

export interface KernelSpec {
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly language: string;
  readonly interrupt_mode: "signal";
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The kernelspec: this node, the preload, this clone's tslab. */
export function makeKernelSpec(name: string = kernelName): KernelSpec {
  return {
    argv: [process.execPath, ...kernelArguments("{connection_file}")],
    display_name: name === kernelName ? "TypeScript (tslab)" : `TypeScript (${name})`,
    language: "typescript",
    interrupt_mode: "signal",
    metadata: { installedBy: mark },
  };
}

/** Where Jupyter looks for a user's kernels: `JUPYTER_DATA_DIR` or the platform's default. */
export function jupyterDataFolder(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (environment.JUPYTER_DATA_DIR) return environment.JUPYTER_DATA_DIR;
  if (platform === "darwin") return join(home, "Library", "Jupyter");
  if (platform === "win32") return join(environment.APPDATA ?? join(home, "AppData", "Roaming"), "jupyter");
  return join(environment.XDG_DATA_HOME || join(home, ".local", "share"), "jupyter");
}

/**
 * Writes the kernelspec into a Jupyter data folder and returns the path of its kernel.json.
 * @param options `name` is the kernel's in Jupyter: letters, digits, `-`, `_` and `.`
 * @throws InputError if a kernel of that name is there that this package did not install, unless `replace`, and for a
 *   name Jupyter does not take
 */
export async function installKernelSpec(
  dataFolder: string = jupyterDataFolder(),
  options: { readonly replace?: boolean; readonly name?: string } = {},
): Promise<string> {
  const name = options.name ?? kernelName;
  if (!/^[\w.-]+$/.test(name) || /^\.+$/.test(name))
    throw new InputError(`kernel name "${name}": expected letters, digits, "-", "_" and "."`);
  const path = join(dataFolder, "kernels", name, "kernel.json");
  if (!options.replace && !(await isOurs(path)))
    throw new InputError(
      `${path}: a kernel of this name is installed already, by something else; it can execute the notebooks but ` +
        "loses output beyond about 500 messages in one turn; replace it with --replace",
    );
  await writeAtomically(path, `${JSON.stringify(makeKernelSpec(name), null, 2)}\n`);
  return path;
}

/** A kernel that Jupyter finds before another one of its name. */
export interface Shadow {
  readonly file: string;
  /** The data folder it lies in. */
  readonly dataFolder: string;
}

/**
 * The kernel of another installer that Jupyter uses in place of one of ours with the same name. Jupyter looks into
 * JUPYTER_PATH first, then into its own virtual environment, then into the user's folder
 * (https://docs.jupyter.org/en/latest/use/jupyter-directories.html). The environment is the active one (VIRTUAL_ENV,
 * CONDA_PREFIX), or the one the `jupyter` on PATH belongs to.
 * @param installed path of our kernel.json
 */
export async function findShadow(
  installed: string,
  name: string = kernelName,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Shadow | undefined> {
  const ours = await realpath(installed);
  for (const dataFolder of await foldersBeforeUsers(environment)) {
    const file = join(dataFolder, "kernels", name, "kernel.json");
    if (!(await fileExists(file))) continue;
    if ((await realpath(file)) === ours) return undefined;
    return (await isOurs(file)) ? undefined : { file, dataFolder };
  }
  return undefined;
}

async function foldersBeforeUsers(environment: NodeJS.ProcessEnv): Promise<string[]> {
  const list = (variable: string | undefined) =>
    (variable ?? "").split(delimiter).filter((one) => one !== "");
  const prefixes = [environment.VIRTUAL_ENV, environment.CONDA_PREFIX].filter((one) => one !== undefined);
  for (const folder of list(environment.PATH)) {
    if (!(await fileExists(join(folder, "jupyter")))) continue;
    // A virtual environment says so with a file of this name.
    if (await fileExists(join(dirname(folder), "pyvenv.cfg"))) prefixes.push(dirname(folder));
    break;
  }
  return [...list(environment.JUPYTER_PATH), ...prefixes.map((prefix) => join(prefix, "share", "jupyter"))];
}

/** Whether a kernel.json is absent or written by this package. */
async function isOurs(path: string): Promise<boolean> {
  let content: string;
  try {
    content = await readInput(path);
  } catch (error) {
    if ((error as Error).message.endsWith("no such file")) return true;
    throw error;
  }
  try {
    return JSON.parse(content).metadata?.installedBy === mark;
  } catch {
    return false;
  }
}
