import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Command } from "commander";
import { InputError, oneOf } from "../base/errors.js";
import { writeAtomically } from "../base/files.js";
import { readNotebook } from "../notebook/nbformat.js";
import type { Parameters } from "../notebook/parameters.js";
import { packageNotebooks } from "./checkNotebooks.js";
import { ensureCorpus, readsCorpus } from "./corpusReady.js";
import { sayComparison, sweepAll } from "./fullScale.js";
import { wholeNumberOption } from "./options.js";
import { say, secondsText } from "./progress.js";
import { sizeText, writeReport } from "./report.js";

interface ReproduceFlags {
  readonly only?: string[];
  readonly parameter: readonly string[];
  readonly out: string;
  readonly cellTimeout: string;
  readonly scale: string;
  readonly jobs: string;
}

/** `robustness reproduce`: executes the notebooks on tslab and writes HTML reports. */
export function registerReproduce(program: Command): void {
  program
    .command("reproduce")
    .description("execute the notebooks on the tslab kernel and write HTML reports")
    .option("--only <numbers...>", "start of the names of notebooks, e.g. 00 03; default: all")
    .option(
      "-p, --parameter <name=value>",
      "value for a variable of the cell tagged parameters; may be repeated",
      (value: string, before: string[]) => [...before, value],
      [] as string[],
    )
    .option("--out <folder>", "folder for the reports", "reports")
    .option(
      "--scale <name>",
      "quick: use the committed records and train a few runs live; full: retrain all runs first (hours)",
      "quick",
    )
    .option("--jobs <n>", "number of notebooks at once; each trains in one process per core", "2")
    .option("--cell-timeout <seconds>", "time limit for one cell", "600")
    .action(async (flags: ReproduceFlags) => {
      const failed = await reproduce(flags);
      if (failed > 0) process.exitCode = 1;
    });
}

/** @returns the number of notebooks that failed */
async function reproduce(flags: ReproduceFlags): Promise<number> {
  const { parameterNames, parseParameters, shareParameters } = await import("../notebook/parameters.js");
  const { listReports } = await import("../notebook/export/reportEntry.js");
  const { exportIndex } = await import("../notebook/export/reportIndex.js");
  const cellTimeout = Number(flags.cellTimeout);
  if (!(cellTimeout > 0))
    throw new InputError(`--cell-timeout: "${flags.cellTimeout}" is not a positive number of seconds`);
  if (!isScale(flags.scale)) throw new InputError(`--scale: "${flags.scale}", expected ${oneOf(scales)}`);
  const atOnce = wholeNumberOption("--jobs", flags.jobs, 1, 64);
  const notebooks = chosen(await packageNotebooks(), flags.only);
  const jobs = Math.min(atOnce, notebooks.length);
  const parameters = parseParameters(flags.parameter);
  const contents = await Promise.all(notebooks.map(readNotebook));
  const shared = shareParameters(contents, parameters, notebooks);
  if (flags.scale === "full" || contents.some(readsCorpus)) await ensureCorpus();
  const full = flags.scale === "full" ? await sweepAll() : undefined;
  const started = performance.now();
  let [failed, ended] = [0, 0];
  const waiting = [...notebooks.entries()];
  const executeWaiting = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, notebook] = next;
      const own = full && parameterNames(contents[index]!).includes("records");
      const passed = await report(notebook, {
        parameters: { ...(own && { records: full.records }), ...shared[index] },
        out: flags.out,
        cellTimeoutSeconds: cellTimeout,
        ...(jobs > 1 && { label: basename(notebook).slice(0, 2) }),
      });
      if (!passed) failed++;
      ended++;
      if (notebooks.length > 1)
        say(`[${ended}/${notebooks.length}]${timeLeft(started, ended, notebooks.length)}`);
    }
  };
  await Promise.all(Array.from({ length: jobs }, executeWaiting));
  const index = join(flags.out, "index.html");
  await writeAtomically(index, exportIndex(await listReports(flags.out)));
  const seconds = (performance.now() - started) / 1000;
  say(
    `${notebooks.length - failed} of ${notebooks.length} notebooks in ${secondsText(seconds)}; open ${index}`,
  );
  if (full) sayComparison(full.comparison);
  return failed;
}

/** Estimated time left if the remaining notebooks take as long as the finished ones. */
function timeLeft(started: number, done: number, all: number): string {
  if (done === all) return "";
  const seconds = (performance.now() - started) / 1000;
  return ` about ${secondsText((seconds / done) * (all - done))} left`;
}

const scales = ["quick", "full"] as const;

function isScale(name: string): name is (typeof scales)[number] {
  return (scales as readonly string[]).includes(name);
}

function chosen(notebooks: readonly string[], only: readonly string[] | undefined): readonly string[] {
  if (only === undefined) return notebooks;
  return only.flatMap((start) => {
    const found = notebooks.filter((notebook) => basename(notebook).startsWith(start));
    if (found.length === 0)
      throw new InputError(
        `--only: no notebook starts with "${start}", expected ${oneOf(notebooks.map((one) => basename(one)))}`,
      );
    return found;
  });
}

/** Executes one notebook and writes its report, even if a cell fails. @returns whether it passed */
async function report(
  path: string,
  options: { parameters: Parameters; out: string; cellTimeoutSeconds: number; label?: string },
): Promise<boolean> {
  const { executeNotebook } = await import("../notebook/execute.js");
  const { progressReporter } = await import("../notebook/progress.js");
  const target = join(options.out, basename(path).replace(/\.ipynb$/, ".html"));
  await rm(target, { force: true }); // so that an old report is not mistaken for this run's
  const { notebook, seconds, failure } = await executeNotebook(path, {
    parameters: options.parameters,
    cellTimeoutSeconds: options.cellTimeoutSeconds,
    onProgress: progressReporter(process.stderr, options.label),
  });
  const bytes = await writeReport(notebook, { source: path, target, seconds, ...(failure && { failure }) });
  if (failure) say(failure.message);
  say(`  ${failure ? "failed, partial report" : "report"} ${target} (${sizeText(bytes)})`);
  return failure === undefined;
}
