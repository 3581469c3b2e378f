import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { catchInterrupt, tellInterrupt } from "./interrupt.js";
import { once, wholeNumberOption } from "./options.js";
import { countText, say } from "./progress.js";

interface WorkerFlags {
  readonly queue: string;
  readonly workers?: string;
  readonly engine?: string;
  readonly data: string;
  readonly patience: string;
}

/** `robustness worker`: trains runs that sweeps have put into a queue. */
export function registerWorker(program: Command): void {
  program
    .command("worker")
    .description("train runs that `robustness sweep GRID --queue` has put into a queue, until Ctrl-C")
    .requiredOption("--queue <address>", "address of Redis, e.g. redis://host:6379", once("--queue"))
    .option("--workers <n>", `number of processes; default: ${availableParallelism()}, one a core`)
    .option("--engine <name>", "captured, native or reference; default: the first of these that is available")
    .option(
      "--data <source>",
      "pictograms, a .json that describes ImageNet-Captions, or an ES module whose default export creates a data source",
      "pictograms",
    )
    .option(
      "--patience <seconds>",
      "seconds without a sign of life after which other workers take over this one's runs",
      "60",
    )
    .action(run);
}

async function run(flags: WorkerFlags): Promise<void> {
  const workers = wholeNumberOption("--workers", flags.workers ?? String(availableParallelism()), 1, 256);
  const patience = wholeNumberOption("--patience", flags.patience, 1, 86_400);
  const { chooseEngine } = await import("../engine/index.js");
  const { workOnQueue } = await import("../training/sweep/runners/queue/queueWorker.js");
  const engine = await chooseEngine(flags.engine);
  const interrupt = catchInterrupt();
  try {
    const { trained, failed, returned } = await workOnQueue({
      queue: flags.queue,
      workers,
      engine,
      data: flags.data,
      patience,
      signal: interrupt.signal,
      say,
    });
    tellInterrupt(
      interrupt,
      `worker ended: ${countText(trained)} runs trained, ${countText(failed)} failed, ${countText(returned)} given back to the queue`,
    );
  } finally {
    interrupt.end();
  }
}
