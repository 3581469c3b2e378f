import { stat } from "node:fs/promises";
import type { Command } from "commander";
import { InputError } from "../base/errors.js";
import { fileExists, readInput } from "../base/files.js";
import {
  describeProcess,
  type ExecutedNotebook,
  type ExecuteOptions,
  type Json,
  loadExporter,
  loadRunner,
  type Notebook,
  type Parameters,
  readNotebook,
  tagsOf,
  writeNotebook,
} from "../notebook/index.js";
import { checkTarget } from "./export.js";
import { catchInterrupt } from "./interrupt.js";
import { nameOption } from "./options.js";
import { say, secondsText } from "./progress.js";
import { reportHtml, sizeText, writeReport } from "./report.js";
import { watch } from "./watch.js";

interface RunFlags {
  readonly parameter: readonly string[];
  readonly file?: string;
  readonly output?: string;
  readonly report?: string;
  readonly startFrom?: string;
  readonly resume?: boolean;
  readonly kernel?: string;
  readonly cwd?: string;
  readonly cellTimeout: string;
  readonly timeout: string;
  readonly logOutput?: boolean;
  readonly json?: boolean;
  readonly helpNotebook?: boolean;
  readonly watch?: boolean;
}

/** Cells with this tag are not run again by `--resume` if they had finished. */
const keepTag = "keep-on-resume";

/** `robustness run`: executes any notebook of tslab, in any folder. */
export function registerRun(program: Command): void {
  program
    .command("run")
    .description(
      "execute a notebook of tslab or jslab, in any folder; exit code 0: all cells ran, 1: one failed",
    )
    .argument("<notebook.ipynb>", "it runs in its folder and is not changed")
    .option(
      "-p, --parameter <name=value>",
      "value for a variable of the cell tagged parameters; may be repeated",
      (value: string, before: string[]) => [...before, value],
      [] as string[],
    )
    .option("-f, --file <values.yaml>", "parameters from a YAML or JSON file of names and values")
    .option("--output <executed.ipynb>", "write the notebook with its outputs, after each cell")
    .option("--report <report.html>", "write an HTML report when the run has ended, also if a cell failed")
    .option(
      "--start-from <cell>",
      "first code cell to run, by number or id; those before it keep their outputs and define nothing, " +
        "except the parameters",
    )
    .option(
      "--resume",
      "go on after a failure, with the parameters kept in --output. Variables end with the kernel, so the cells " +
        `before the failed one run again, except finished ones tagged ${keepTag}`,
    )
    .option("--kernel <name>", "tslab or jslab, whatever the notebook asks for")
    .option("--cwd <folder>", "working directory of the cells; default the notebook's folder")
    .option("--cell-timeout <seconds>", "longest time for one cell", "600")
    .option("--timeout <seconds>", "longest time for the notebook", "3600")
    .option("--log-output", "show what cells print, on stderr, as it comes")
    .option("--json", "print a summary with cells, times and errors as JSON on stdout")
    .option(
      "--watch",
      "at each save, run the changed cells and those after them again, and show the report on a page that reloads",
    )
    .option("--help-notebook", "list the notebook's parameters and run nothing")
    .action(async (path: string, flags: RunFlags) => {
      if (flags.helpNotebook) await helpNotebook(path, flags.json === true);
      else if (flags.watch) await runWatching(path, flags);
      else await run(path, flags);
    });
}

async function run(path: string, flags: RunFlags): Promise<void> {
  await readNotebook(path); // a notebook that cannot be read is said before anything else
  const options = await executeOptions(path, flags);
  const { output, report } = flags;
  if (options === undefined) {
    say(`${output}: this run is complete, there is nothing to resume`);
    return;
  }
  if (output !== undefined) await checkOutput(output, path);
  if (report !== undefined) await checkTarget(report, path, "html", false);
  const { executeNotebook, progressReporter } = await loadRunner();
  const interrupt = catchInterrupt();
  let executed: ExecutedNotebook;
  try {
    const execution = executeNotebook(path, {
      ...options,
      signal: interrupt.signal,
      onProgress: progressReporter(process.stderr),
      ...(output !== undefined && { onNotebook: (notebook: Notebook) => writeNotebook(output, notebook) }),
      ...(flags.logOutput && { onText: (_name: string, text: string) => void process.stderr.write(text) }),
    });
    // Loaded while the kernel starts. What goes wrong is said where the report is written.
    if (report !== undefined) loadExporter().catch(() => {});
    executed = await execution;
    if (output !== undefined) await writeNotebook(output, executed.notebook);
    if (report !== undefined) await writeRunReport(executed, report);
  } finally {
    interrupt.end();
  }
  const { failure, seconds, leftProcesses } = executed;
  const exitCode = interrupt.exitCode() ?? (failure ? 1 : 0);
  for (const one of leftProcesses) say(describeProcess(one));
  if (failure) say(failure.message);
  say(`${path}: ${failure ? "failed after" : "all cells ran in"} ${secondsText(seconds)}`);
  if (failure && output !== undefined) say(`To continue: run it again with --output ${output} --resume`);
  if (flags.json)
    process.stdout.write(`${JSON.stringify({ ...summary(executed), exitCode, output, report }, null, 2)}\n`);
  if (exitCode !== 0) process.exitCode = exitCode;
}

/** Runs at each save what changed and what follows, on one kernel, until Ctrl-C. */
async function runWatching(path: string, flags: RunFlags): Promise<void> {
  for (const [option, isGiven] of [
    ["--resume", flags.resume],
    ["--start-from", flags.startFrom !== undefined],
    ["--json", flags.json],
  ] as const)
    if (isGiven) throw new InputError(`--watch: does not go with ${option}`);
  let latest = await readNotebook(path);
  let failure: ExecutedNotebook["failure"];
  const options = (await executeOptions(path, flags))!;
  const { output, report } = flags;
  if (output !== undefined) await checkOutput(output, path);
  if (report !== undefined) await checkTarget(report, path, "html", false);
  const { eventsPath, NotebookSession, progressReporter } = await loadRunner();
  const session = new NotebookSession(path, {
    ...options,
    onProgress: progressReporter(process.stderr),
    onNotebook: async (notebook) => {
      latest = notebook;
      if (output !== undefined) await writeNotebook(output, notebook);
    },
    ...(flags.logOutput && { onText: (_name: string, text: string) => void process.stderr.write(text) }),
  });
  try {
    await watch(
      path,
      async (signal) => {
        const executed = await session.run(signal);
        latest = executed.notebook;
        failure = executed.failure;
        if (output !== undefined) await writeNotebook(output, latest);
        if (report !== undefined) await writeRunReport(executed, report);
        if (failure && failure.kind !== "aborted") say(failure.message);
      },
      () => reportHtml(latest, { source: path, live: { events: eventsPath }, ...(failure && { failure }) }),
    );
  } finally {
    await session.end();
  }
}

async function writeRunReport(executed: ExecutedNotebook, target: string): Promise<void> {
  const { notebook, seconds, failure, path } = executed;
  const bytes = await writeReport(notebook, { source: path, target, seconds, ...(failure && { failure }) });
  say(`  ${failure ? "failed, partial report" : "report"} ${target} (${sizeText(bytes)})`);
}

/** @returns undefined if there is nothing to resume */
async function executeOptions(path: string, flags: RunFlags): Promise<ExecuteOptions | undefined> {
  const { output, startFrom, resume } = flags;
  if (resume && output === undefined) throw new InputError("--resume: needs --output, the run to go on with");
  if (resume && startFrom !== undefined)
    throw new InputError("--resume and --start-from: expected one of them");
  const earlier =
    output !== undefined && (resume || (startFrom !== undefined && (await fileExists(output))))
      ? await readNotebook(output)
      : undefined;
  const execution = (earlier?.metadata.execution ?? {}) as { status?: Json; parameters?: Parameters };
  if (resume && execution.status === undefined)
    throw new InputError(`${output}: metadata.execution: absent, expected a notebook written by --output`);
  const given = await givenParameters(flags);
  if (resume && execution.status === "ok" && Object.keys(given).length === 0) {
    if (await sameCode(path, earlier!)) return undefined;
  }
  const kernel =
    flags.kernel === undefined ? undefined : nameOption("--kernel", flags.kernel, ["tslab", "jslab"]);
  const folder = flags.cwd === undefined ? undefined : await stat(flags.cwd).catch(() => undefined);
  if (flags.cwd !== undefined && !folder?.isDirectory())
    throw new InputError(`--cwd: ${flags.cwd} is no folder`);
  return {
    parameters: { ...(resume && execution.parameters), ...given },
    cellTimeoutSeconds: secondsOption("--cell-timeout", flags.cellTimeout),
    timeoutSeconds: secondsOption("--timeout", flags.timeout),
    ...(startFrom !== undefined && { startFrom }),
    ...(earlier && { earlier }),
    ...(resume && { keepTag }),
    ...(kernel && { kernel }),
    ...(flags.cwd !== undefined && { cwd: flags.cwd }),
  };
}

/** Whether the code of a notebook is what an earlier execution ran, apart from the injected parameters. */
async function sameCode(path: string, earlier: Notebook): Promise<boolean> {
  const codeOf = ({ cells }: Notebook) =>
    cells
      .filter((cell) => cell.cell_type === "code" && !tagsOf(cell).includes("injected-parameters"))
      .map(({ source }) => source);
  return JSON.stringify(codeOf(await readNotebook(path))) === JSON.stringify(codeOf(earlier));
}

/** Of the file and of the options; an option wins. */
async function givenParameters(flags: RunFlags): Promise<Parameters> {
  const { parseParameterFile, parseParameters } = await loadRunner();
  const single = parseParameters(flags.parameter);
  if (flags.file === undefined) return single;
  return { ...parseParameterFile(await readInput(flags.file), flags.file), ...single };
}

/** Refuses an output that would cost another file: only a notebook may be replaced, and not the one that runs. */
async function checkOutput(output: string, source: string): Promise<void> {
  if (!/\.ipynb$/i.test(output)) throw new InputError(`--output: "${output}" does not end in .ipynb`);
  const [old, own] = await Promise.all([output, source].map((one) => stat(one).catch(() => undefined)));
  if (old !== undefined && old.ino === own?.ino && old.dev === own.dev)
    throw new InputError(`--output: ${output} is the notebook itself, expected another file`);
  if (old?.isDirectory()) throw new InputError(`--output: ${output} is a folder, expected a file`);
  if (old !== undefined) await readNotebook(output);
}

function secondsOption(option: string, text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0)) throw new InputError(`${option}: "${text}" is not a positive number of seconds`);
  return seconds;
}

/** What `--json` prints. */
function summary({ path, notebook, seconds, failure, leftProcesses }: ExecutedNotebook): object {
  const code = notebook.cells.filter((cell) => cell.cell_type === "code" && cell.source.trim() !== "");
  return {
    notebook: path,
    status: failure ? "failed" : "ok",
    seconds,
    cells: code.map((cell, index) => {
      const ran = cell.metadata.execution as Record<string, string> | undefined;
      const milliseconds =
        Date.parse(ran?.["iopub.status.idle"] ?? "") - Date.parse(ran?.["iopub.status.busy"] ?? "");
      const failed = failure?.cellId === cell.id && failure.cell === index + 1;
      const hasOutputs = cell.cell_type === "code" && cell.execution_count !== null;
      return {
        cell: index + 1,
        id: cell.id,
        firstLine: cell.source.trim().split("\n", 1)[0],
        status: failed ? "failed" : ran || hasOutputs ? "ok" : "not run",
        ...(milliseconds >= 0 && { seconds: milliseconds / 1000 }),
        ...(failed && { error: { kind: failure.kind, ename: failure.ename, evalue: failure.evalue } }),
      };
    }),
    ...(failure && { failure: failure.message }),
    leftProcesses,
  };
}

/** Lists the parameters on stdout. */
async function helpNotebook(path: string, json: boolean): Promise<void> {
  const { describeParameters } = await loadRunner();
  const parameters = describeParameters(await readNotebook(path));
  if (json) process.stdout.write(`${JSON.stringify(parameters, null, 2)}\n`);
  else if (parameters.length === 0)
    process.stdout.write(`${path} has no parameters: no code cell is tagged "parameters"\n`);
  else {
    process.stdout.write(`Parameters of ${path}, set with -p name=value:\n`);
    for (const one of parameters) {
      const help = one.help === "" ? "" : `\n      ${one.help}`;
      process.stdout.write(`  ${one.name}: ${one.type} (default ${one.default || "none"})${help}\n`);
    }
  }
}
