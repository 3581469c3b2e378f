// Tells Jupyter (JupyterLab, Notebook, VS Code, nbconvert) how to start the kernel this package runs on.
import { homedir } from "node:os";
import { join } from "node:path";
import { InputError } from "../base/errors.js";
import { readInput, writeAtomically } from "../base/files.js";
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
export function makeKernelSpec(): KernelSpec {
  return {
    argv: [process.execPath, ...kernelArguments("{connection_file}")],
    display_name: "TypeScript (tslab)",
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
 * @throws InputError if a kernel of that name is there that this package did not install, unless `replace`
 */
export async function installKernelSpec(
  dataFolder: string = jupyterDataFolder(),
  options: { readonly replace?: boolean } = {},
): Promise<string> {
  const path = join(dataFolder, "kernels", kernelName, "kernel.json");
  if (!options.replace && !(await isOurs(path)))
    throw new InputError(
      `${path}: a kernel of this name is installed already, by something else; it can execute the notebooks but ` +
        "loses output beyond about 500 messages in one turn; replace it with --replace",
    );
  await writeAtomically(path, `${JSON.stringify(makeKernelSpec(), null, 2)}\n`);
  return path;
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
