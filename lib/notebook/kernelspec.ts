import { homedir } from "node:os";
import { join } from "node:path";
import { writeAtomically } from "../base/files.js";
import { kernelCommand } from "./kernel.js";

/**
 * Name of the kernel. It is that of tslab's own installer, because notebooks carry it and readers who have
 * tslab already must find them runnable; the specification written here replaces that one's command.
 */
export const kernelName = "tslab";

/** Where Jupyter looks for what belongs to a user, as `jupyter --data-dir` prints it. */
export function jupyterDataFolder(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.JUPYTER_DATA_DIR) return environment.JUPYTER_DATA_DIR;
  if (process.platform === "darwin") return join(homedir(), "Library", "Jupyter");
  if (process.platform === "win32") return join(environment.APPDATA ?? homedir(), "jupyter");
  return join(environment.XDG_DATA_HOME ?? join(homedir(), ".local", "share"), "jupyter");
}

/**
 * Writes the kernel specification of this clone's tslab with its preload, without Python: tslab's installer
 * wants IPython.
 * @returns the file written
 */
export async function installKernelspec(dataFolder = jupyterDataFolder()): Promise<string> {
  const file = join(dataFolder, "kernels", kernelName, "kernel.json");
  const specification = {
    argv: [...kernelCommand(), "--config-path={connection_file}"],
    display_name: "TypeScript",
    language: "typescript",
    interrupt_mode: "signal",
  };
  await writeAtomically(file, `${JSON.stringify(specification, null, 2)}\n`);
  return file;
}
