import { mkdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Command } from "commander";
import { InputError, oneOf } from "../base/errors.js";
import { fileExists, inPackage, readInput, writeAtomically } from "../base/files.js";
import {
  describeProcess,
  type Edition,
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
import { type Editions, editionsNamed, folderOf, labTargets, linkToOther } from "./editions.js";
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
  readonly language: string;
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
    .option("--language <code>", "en, ko or both; notebooks run once", "en")
    .option("--cell-timeout <seconds>", "time limit for one cell", "600")
    .action(async (flags: ReproduceFlags) => {
      const failed = await reproduce(flags);
      if (failed > 0) process.exitCode ??= 1;
    });
}

/** @returns the number of notebooks that failed */
async function reproduce(flags: ReproduceFlags): Promise<number> {
  const { parameterNames, parseParameters, shareParameters } = await loadRunner();
  const cellTimeout = Number(flags.cellTimeout);
  if (!(cellTimeout > 0))
    throw new InputError(`--cell-timeout: "${flags.cellTimeout}" is not a positive number of seconds`);
  if (!isScale(flags.scale)) throw new InputError(`--scale: "${flags.scale}", expected ${oneOf(scales)}`);
  const editions = await editionsNamed(flags.language);
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
        editions,
        all,
        ...(jobs > 1 && { label: basename(notebook).slice(0, 2) }),
      };
      if (await report(notebook, interrupt, options)) passed.add(notebook);
      ended++;
      if (notebooks.length > 1 && !interrupt.signal.aborted)
        say(`[${ended}/${notebooks.length}]${timeLeft(started, ended, notebooks.length)}`);
    }
  };
  const index = join(folderOf(flags.out, editions[0]), "index.html");
  // All jobs end before the index is written, even if one of them throws.
  const jobEnds = await Promise.allSettled(Array.from({ length: jobs }, executeWaiting));
  interrupt.end();
  for (const one of editions) await writeIndex(flags.out, one, editions);
  const thrown = jobEnds.find((end) => end.status === "rejected");
  if (thrown) throw thrown.reason;
  const seconds = (performance.now() - started) / 1000;
  say(`${passed.size} of ${notebooks.length} notebooks in ${secondsText(seconds)}; open ${index}`);
  const left = notebooks.filter((notebook) => !passed.has(notebook));
  if (flags.only === undefined && !interrupt.signal.aborted) await reportLab(flags.out, editions);
  if (interrupt.signal.aborted) {
    const numbers = left.map((notebook) => basename(notebook).split("-", 1)[0]).join(" ");
    tellInterrupt(interrupt, `Stopped. To continue: the same command with --only ${numbers}`);
  } else if (full) sayComparison(full.comparison);
  return left.length;
}

/** Writes the front page of an edition, with all reports of its folder. */
async function writeIndex(out: string, edition: Edition | undefined, editions: Editions): Promise<void> {
  const { exportIndex } = await loadExporter();
  const folder = folderOf(out, edition);
  await mkdir(folder, { recursive: true });
  const front = {
    ...(await frontPage(edition)),
    ...(await linkToOther(out, "index.html", edition, editions)),
  };
  await writeAtomically(join(folder, "index.html"), await exportIndex(await listReports(folder), front));
}

/** Writes the lab beside the reports, which link to it. Where it cannot be written, the reports are whole without it. */
async function reportLab(folder: string, editions: Editions): Promise<void> {
  const targets = await labTargets(folder, "lab.html", editions);
  try {
    const { writeLab } = await import("../lab/writeLab.js");
    const sizes = await writeLab(targets);
    for (const [at, { path }] of targets.entries()) say(`the lab: ${path} (${sizeText(sizes[at]!.page)})`);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    say(`no lab: ${error.message}`);
  }
}

/** The text of the front page, which stands beside the notebooks. */
async function frontPage(edition: Edition | undefined): Promise<FrontPage> {
  const { catalogueOf, folderPictures, headingsOf, markdownParts, pageLanguage, translationOf } =
    await loadExporter();
  const source = inPackage("notebooks", "index.md");
  const text = await readInput(source);
  const findPicture = folderPictures(inPackage("notebooks"));
  if (!edition) return { text, findPicture };
  const translation = await translationOf(edition, source);
  const parts = [...markdownParts(text)].map(([key, part]) => translation.get(key)?.text ?? part);
  return {
    text: parts.join("\n\n"),
    findPicture,
    headings: headingsOf(text),
    language: pageLanguage(edition, catalogueOf(edition)),
  };
}

/** The reports before and after a notebook's own. */
async function neighboursOf(
  notebook: string,
  all: readonly string[],
  edition: Edition | undefined,
): Promise<Neighbours> {
  const { catalogueOf, translateNotebook, translationOf } = await loadExporter();
  const at = all.indexOf(notebook);
  const about = async (path: string | undefined) => {
    if (path === undefined) return undefined;
    const original = await readNotebook(path);
    const shown = edition
      ? translateNotebook(original, await translationOf(edition, path), catalogueOf(edition)).notebook
      : original;
    const { title } = notebookHead(shown, basename(path));
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
    editions: Editions;
    all: readonly string[];
    label?: string;
  },
): Promise<boolean> {
  const { executeNotebook, progressReporter } = await loadRunner();
  const file = basename(path).replace(/\.ipynb$/, "");
  const { notebook, seconds, failure, leftProcesses } = await executeNotebook(path, {
    parameters: options.parameters,
    cellTimeoutSeconds: options.cellTimeoutSeconds,
    signal: interrupt.signal,
    onProgress: progressReporter(process.stderr, options.label),
  });
  for (const one of leftProcesses) say(`  ${describeProcess(one)}`);
  if (failure) say(failure.message);
  for (const edition of options.editions) {
    const name = join(folderOf(options.out, edition), file);
    const [whole, partial] = [`${name}.html`, `${name}.partial.html`];
    const target = failure ? partial : whole;
    const bytes = await writeReport(notebook, {
      source: path,
      target,
      seconds,
      neighbours: await neighboursOf(path, options.all, edition),
      ...(edition && { edition }),
      ...(await linkToOther(options.out, basename(target), edition, options.editions)),
      ...(failure && { failure }),
    });
    if (failure) {
      const kept = (await fileExists(whole)) ? `; ${whole} is of an earlier run` : "";
      say(`  failed, partial report ${target} (${sizeText(bytes)})${kept}`);
    } else {
      await rm(partial, { force: true });
      say(`  report ${target} (${sizeText(bytes)})`);
    }
  }
  return failure === undefined;
}
