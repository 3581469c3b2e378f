import type { Command } from "commander";
import { say } from "./progress.js";

/**
 * `robustness data-digests`: checks that the tables of data/ have not changed since they were last checked by hand.
 */
export function registerDigests(program: Command): void {
  program
    .command("data-digests")
    .description("compare the tables in data/ with the digests in data/DIGESTS")
    .option("--update", "rewrite the digests from the current tables, after an intended change")
    .action(async ({ update }: { update?: true }) => {
      const { checkDigests, writeDigests } = await import("./dataDigests.js");
      if (update) await writeDigests();
      else await checkDigests();
      say(`data/DIGESTS: ${update ? "rewritten" : "all tables match"}`);
    });
}
