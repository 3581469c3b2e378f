import type { Command } from "commander";
import { say } from "./progress.js";

/** `robustness data-digests`: whether the tables of data/ are what was last checked by hand. */
export function registerDigests(program: Command): void {
  program
    .command("data-digests")
    .description("compare the tables in data/ with the digests in data/DIGESTS")
    .option("--update", "write the digests of the tables as they are, after a change that is meant")
    .action(async ({ update }: { update?: true }) => {
      const { checkDigests, writeDigests } = await import("./dataDigests.js");
      if (update) await writeDigests();
      else await checkDigests();
      say(`data/DIGESTS: ${update ? "written anew" : "every table is as listed"}`);
    });
}
