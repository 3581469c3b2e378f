import { join } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { tellBuild, tellWait } from "./buildProgress.js";
import { say, secondsText } from "./progress.js";

interface FolderFlag {
  readonly dir?: string;
}
interface BuildFlags extends FolderFlag {
  readonly sets?: string[];
  readonly threads?: number;
  readonly force?: true;
  readonly record?: true;
}
interface SheetFlags extends FolderFlag {
  readonly family: string;
  readonly sample: number;
  readonly seed: number;
  readonly out: string;
}

const inFolder = [
  "--dir <folder>",
  "folder of the corpus; default: data/corpus/built in the package",
] as const;

/** `robustness corpus build | stats | verify | sheet`: the miniature's data. */
export function registerCorpus(program: Command): void {
  const corpus = program
    .command("corpus")
    .description("build, describe and check Pictograms, the miniature's data");
  corpus
    .command("build")
    .description("render the installed icon sets into the corpus; resumes an interrupted build")
    .option(...inFolder)
    .option("--sets <names>", "build only these sets, separated by commas", (text) => text.split(","))
    .option("--threads <n>", "rendering threads; default: one per core", wholeNumber)
    .option("--force", "rebuild even if the corpus already exists")
    .option("--record", "also write data/corpus/expected.json and ATTRIBUTION.md")
    .action(build);
  corpus
    .command("stats")
    .description("print the contents of a built corpus")
    .option(...inFolder)
    .option("--json", "print the manifest as JSON")
    .action(async ({ dir, json }: FolderFlag & { json?: true }) => {
      const { readManifest, builtFolder } = await import("../corpus/build/manifest.js");
      const { corpusReport } = await import("./corpusReport.js");
      const { readAdversarial } = await import("../examples/adversarial.js");
      const manifest = await readManifest(dir ?? builtFolder);
      process.stdout.write(
        json ? `${JSON.stringify(manifest)}\n` : corpusReport(manifest, await readAdversarial()),
      );
    });
  corpus
    .command("verify")
    .description("read every byte of a built corpus and compare hashes")
    .option(...inFolder)
    .action(verify);
  corpus
    .command("sheet")
    .description("draw random labelled icons of a family with their labels, for checking labels by eye")
    .option(...inFolder)
    .requiredOption("--family <name>", "line-ui, other-ui, hand-drawn, pixel, multicolour, emoji or thematic")
    .option("--sample <n>", "number of icons", wholeNumber, 500)
    .option("--seed <n>", "seed of the draw", wholeNumber, 1)
    .requiredOption("--out <folder>", "folder for the PNG files and the list (JSON)")
    .action(sheet);
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError("expected a whole number");
  return value;
}

async function build({ dir, sets, threads, force, record }: BuildFlags): Promise<void> {
  const { InputError } = await import("../base/errors.js");
  const { buildCorpus } = await import("../corpus/build/build.js");
  const { checkBuildTarget } = await import("../corpus/buildTarget.js");
  const { builtFolder } = await import("../corpus/build/manifest.js");
  const { readSources, selectSources } = await import("../corpus/sets/sources.js");
  const all = readSources();
  if (record && sets !== undefined)
    throw new InputError("--record: the committed record covers all sets, expected no --sets");
  const sources = sets === undefined ? all : selectSources(all, sets);
  await checkBuildTarget(dir ?? builtFolder, { sources, force: force === true });
  const started = performance.now();
  const manifest = await buildCorpus({
    ...(dir === undefined ? {} : { folder: dir }),
    sources,
    ...(threads === undefined ? {} : { threads }),
    force: force === true,
    progress: tellBuild(),
    onWait: tellWait,
  });
  const icons = Object.values(manifest.splits).reduce((sum, split) => sum + split.icons, 0);
  say(`corpus of ${icons} icons ready after ${secondsText((performance.now() - started) / 1000)}`);
  if (record) {
    const { writeExpected } = await import("../corpus/build/verify.js");
    const { attribution } = await import("../corpus/build/attribution.js");
    const { inPackage, writeAtomically } = await import("../base/files.js");
    await writeExpected(manifest);
    await writeAtomically(inPackage("data", "corpus", "ATTRIBUTION.md"), attribution(manifest));
  }
}

async function verify({ dir }: FolderFlag): Promise<void> {
  const { verifyCorpus } = await import("../corpus/build/verify.js");
  const { faults, files, bytes, asRecorded } = await verifyCorpus(dir);
  for (const fault of faults) say(fault);
  if (faults.length > 0) {
    process.exitCode = 1;
    return;
  }
  const record =
    asRecorded === undefined
      ? "built from inputs other than those of data/corpus/expected.json, so their content cannot be compared"
      : asRecorded
        ? "content as recorded in data/corpus/expected.json"
        : "content NOT as recorded in data/corpus/expected.json, although built from the same inputs";
  process.stdout.write(`${files} files, ${(bytes / 1e6).toFixed(1)} MB, all intact; ${record}\n`);
  if (asRecorded === false) process.exitCode = 1;
}

async function sheet({ dir, family, sample, seed, out }: SheetFlags): Promise<void> {
  const { openCorpus } = await import("../corpus/read/openCorpus.js");
  const { drawSheets, sampleLabelled } = await import("../corpus/read/contactSheet.js");
  const { families } = await import("../corpus/sets/sources.js");
  const { InputError, oneOf } = await import("../base/errors.js");
  const { writeAtomically } = await import("../base/files.js");
  const known = families.find((name) => name === family);
  if (known === undefined) throw new InputError(`--family: "${family}" is not ${oneOf(families)}`);
  const corpus = await openCorpus(dir);
  const entries = sampleLabelled(corpus, { family: known, sample, seed });
  const pages = await drawSheets(corpus, entries);
  for (const [at, page] of pages.entries())
    await writeAtomically(join(out, `${family}-${String(at + 1).padStart(2, "0")}.png`), page);
  await writeAtomically(join(out, `${family}.json`), `${JSON.stringify(entries, null, 1)}\n`);
  say(`${entries.length} icons on ${pages.length} sheets in ${out}`);
}
