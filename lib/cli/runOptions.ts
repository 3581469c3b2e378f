import type { Command } from "commander";

/** Options of commands that train. */
export interface RunFlags {
  readonly engine?: string;
  readonly data: string;
  readonly records?: string;
  readonly checkpoints?: string;
  readonly keep?: true;
  readonly json?: true;
}

export function addRunOptions(command: Command, { keep }: { keep: string }): Command {
  return command
    .option("--engine <name>", "captured, native or reference; default: the first of these that is available")
    .option(
      "--data <source>",
      "pictograms, a .json that describes ImageNet-Captions, or an ES module whose default export creates a data source",
      "pictograms",
    )
    .option("--records <folder>", "folder of records; default: runs/records in the package")
    .option("--checkpoints <folder>", "folder of trained models; default: runs/checkpoints in the package")
    .option("--keep", keep);
}
