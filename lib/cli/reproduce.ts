import { mkdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Command } from "commander";
import { InputError, oneOf } from "../base/errors.js";
import { fileExists, inPackage, readInput, writeAtomically } from "../base/files.js";
import {
  describeProcess,
  type FrontPage,
  kernelOf,
  listReports,
  loadExporter,
  loadRunner,
  type Neighbours,
  notebookHead,
  type Parameters,
  readNotebook,
} from "../notebook/index.js";
import { packageNotebooks } from "./checkNotebooks.js";
import { ensureCorpus, readsCorpus } from "./corpusReady.js";
import { sayComparison, sweepAll } from "./fullScale.js";
import { catchInterrupt, type Interrupt, tellInterrupt } from "./interrupt.js";
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
      if (failed > 0) process.exitCode ??= 1;
    });
}

/** @returns the number of notebooks that failed */
async function reproduce(flags: ReproduceFlags): Promise<number> {
  const { parameterNames, parseParameters, shareParameters } = await loadRunner();
  const { exportIndex } = await loadExporter();
  const cellTimeout = Number(flags.cellTimeout);
  if (!(cellTimeout > 0))
    throw new InputError(`--cell-timeout: "${flags.cellTimeout}" is not a positive number of seconds`);
  if (!isScale(flags.scale)) throw new InputError(`--scale: "${flags.scale}", expected ${oneOf(scales)}`);
  const atOnce = wholeNumberOption("--jobs", flags.jobs, 1, 64);
  const all = await packageNotebooks();
  const notebooks = chosen(all, flags.only);
  const jobs = Math.min(atOnce, notebooks.length);
  const parameters = parseParameters(flags.parameter);
  const contents = await Promise.all(notebooks.map(readNotebook));
  for (const [index, content] of contents.entries()) kernelOf(content, notebooks[index]!);
  const shared = shareParameters(contents, parameters, notebooks);
  if (flags.scale === "full" || contents.some(readsCorpus)) await ensureCorpus();
  const full = flags.scale === "full" ? await sweepAll() : undefined;
  const started = performance.now();
  const waiting = [...notebooks.entries()];
  const passed = new Set<string>();
  let ended = 0;
  const interrupt = catchInterrupt();
  const executeWaiting = async (): Promise<void> => {
    while (!interrupt.signal.aborted) {
      const next = waiting.shift();
      if (next === undefined) return;
      const [index, notebook] = next;
      const own = full && parameterNames(contents[index]!).includes("records");
      const options = {
        parameters: { ...(own && { records: full.records }), ...shared[index] },
        out: flags.out,
        cellTimeoutSeconds: cellTimeout,
        neighbours: await neighboursOf(notebook, all),
        ...(jobs > 1 && { label: basename(notebook).slice(0, 2) }),
      };
      if (await report(notebook, interrupt, options)) passed.add(notebook);
      ended++;
      if (notebooks.length > 1 && !interrupt.signal.aborted)
        say(`[${ended}/${notebooks.length}]${timeLeft(started, ended, notebooks.length)}`);
    }
  };
  const index = join(flags.out, "index.html");
  // All jobs end before the index is written, even if one of them throws.
  const jobEnds = await Promise.allSettled(Array.from({ length: jobs }, executeWaiting));
  interrupt.end();
  await mkdir(flags.out, { recursive: true });
  await writeAtomically(index, await exportIndex(await listReports(flags.out), await frontPage()));
  const thrown = jobEnds.find((end) => end.status === "rejected");
  if (thrown) throw thrown.reason;
  const seconds = (performance.now() - started) / 1000;
  say(`${passed.size} of ${notebooks.length} notebooks in ${secondsText(seconds)}; open ${index}`);
  const left = notebooks.filter((notebook) => !passed.has(notebook));
  if (flags.only === undefined && !interrupt.signal.aborted) await reportLab(flags.out);
  if (interrupt.signal.aborted) {
    const numbers = left.map((notebook) => basename(notebook).split("-", 1)[0]).join(" ");
    tellInterrupt(interrupt, `Stopped. To continue: the same command with --only ${numbers}`);
  } else if (full) sayComparison(full.comparison);
  return left.length;
}

/** Writes the lab beside the reports, which link to it. Where it cannot be written, the reports are whole without it. */
async function reportLab(folder: string): Promise<void> {
  const path = join(folder, "lab.html");
  try {
    const { writeLab } = await import("../lab/writeLab.js");
    const { page } = await writeLab(path);
    say(`the lab: ${path} (${sizeText(page)})`);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    say(`no lab: ${error.message}`);
  }
}

/** The text of the front page, which stands beside the notebooks. */
async function frontPage(): Promise<FrontPage> {
  const { folderPictures } = await loadExporter();
  const text = await readInput(inPackage("notebooks", "index.md"));
  return { text, findPicture: folderPictures(inPackage("notebooks")) };
}

/** The reports before and after a notebook's own. */
async function neighboursOf(notebook: string, all: readonly string[]): Promise<Neighbours> {
  const at = all.indexOf(notebook);
  const about = async (path: string | undefined) => {
    if (path === undefined) return undefined;
    const { title } = notebookHead(await readNotebook(path), basename(path));
    return { file: basename(path).replace(/\.ipynb$/, ".html"), title };
  };
  const [previous, next] = [await about(all[at - 1]), await about(all[at + 1])];
  return { index: "index.html", ...(previous && { previous }), ...(next && { next }) };
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

/**
 * Executes one notebook and writes its report. If it fails or is stopped, the report is a partial one beside the last
 * whole one, which stays. @returns whether it passed
 */
async function report(
  path: string,
  interrupt: Interrupt,
  options: {
    parameters: Parameters;
    out: string;
    cellTimeoutSeconds: number;
    neighbours: Neighbours;
    label?: string;
  },
): Promise<boolean> {
  const { executeNotebook, progressReporter } = await loadRunner();
  const name = join(options.out, basename(path).replace(/\.ipynb$/, ""));
  const [whole, partial] = [`${name}.html`, `${name}.partial.html`];
  const { notebook, seconds, failure, leftProcesses } = await executeNotebook(path, {
    parameters: options.parameters,
    cellTimeoutSeconds: options.cellTimeoutSeconds,
    signal: interrupt.signal,
    onProgress: progressReporter(process.stderr, options.label),
  });
  const target = failure ? partial : whole;
  const { neighbours } = options;
  const bytes = await writeReport(notebook, {
    source: path,
    target,
    seconds,
    neighbours,
    ...(failure && { failure }),
  });
  for (const one of leftProcesses) say(`  ${describeProcess(one)}`);
  if (!failure) {
    await rm(partial, { force: true });
    say(`  report ${target} (${sizeText(bytes)})`);
    return true;
  }
  say(failure.message);
  const kept = (await fileExists(whole)) ? `; ${whole} is of an earlier run` : "";
  say(`  failed, partial report ${target} (${sizeText(bytes)})${kept}`);
  return false;
}
