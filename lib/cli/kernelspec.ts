import type { Command } from "commander";
import { installKernelspec, kernelName } from "../notebook/kernelspec.js";

/** `robustness kernelspec`: lets Jupyter and VS Code run the notebooks by hand. */
export function registerKernelspec(program: Command): void {
  program
    .command("kernelspec")
    .description("write a Jupyter kernel specification for this clone's tslab")
    .option("--data-dir <folder>", "Jupyter's data folder; default the user's")
    .action(async ({ dataDir }: { dataDir?: string }) => {
      const file = await installKernelspec(dataDir);
      process.stderr.write(
        `Kernel "${kernelName}" (TypeScript) written to ${file}\n` +
          "Open notebooks/ in JupyterLab, the classic notebook or VS Code and choose it.\n",
      );
    });
}
