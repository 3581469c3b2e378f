import type { Command } from "commander";
import { installKernelSpec, kernelName } from "../notebook/kernelspec.js";

/** `robustness kernelspec`: installs a kernel for running the notebooks in Jupyter or VS Code. */
export function registerKernelspec(program: Command): void {
  program
    .command("kernelspec")
    .description("write a Jupyter kernel specification for this clone's tslab")
    .option("--data-dir <folder>", "Jupyter's data folder; default: the user's")
    .option("--replace", "overwrite a kernel of the same name from another installation")
    .action(async ({ dataDir, replace = false }: { dataDir?: string; replace?: boolean }) => {
      const file = await installKernelSpec(dataDir, { replace });
      process.stderr.write(
        `Kernel "${kernelName}" (TypeScript) written to ${file}\n` +
          "Open notebooks/ in JupyterLab, the classic notebook or VS Code and choose it.\n",
      );
    });
}
