import type { Command } from "commander";
import { findShadow, installKernelSpec, kernelName } from "../notebook/index.js";
import { say } from "./progress.js";

/** `robustness kernelspec`: installs a kernel for running the notebooks in Jupyter or VS Code. */
export function registerKernelspec(program: Command): void {
  program
    .command("kernelspec")
    .description("write a Jupyter kernel specification for this clone's tslab")
    .option("--data-dir <folder>", "Jupyter's data folder; default: the user's")
    .option("--replace", "overwrite a kernel of the same name from another installation")
    .option("--name <name>", "the kernel's name in Jupyter", kernelName)
    .action(async (flags: { dataDir?: string; replace?: boolean; name: string }) => {
      const { dataDir, replace = false, name } = flags;
      const file = await installKernelSpec(dataDir, { replace, name });
      const shadow = await findShadow(file, name);
      say(`Kernel "${name}" (TypeScript) written to ${file}`);
      if (shadow === undefined) {
        say("Open notebooks/ in JupyterLab, the classic notebook or VS Code and choose it.");
        return;
      }
      say(
        `warning: Jupyter uses another kernel of this name before it: ${shadow.file}\n` +
          "It loses output beyond about 500 messages in one turn. Either replace it:\n" +
          `  npm run jupyter -- --data-dir ${shadow.dataFolder} --replace\n` +
          "or install ours beside it, and choose that one in Jupyter:\n" +
          `  npm run jupyter -- --name ${kernelName}-complete`,
      );
    });
}
