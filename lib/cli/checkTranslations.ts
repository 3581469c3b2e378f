import { basename, join } from "node:path";
import type { Command } from "commander";
import { InputError } from "../base/errors.js";
import { fileExists, inPackage, readInput, writeAtomically } from "../base/files.js";
import { type Edition, loadExporter, readNotebook } from "../notebook/index.js";
import { packageNotebooks } from "./checkNotebooks.js";

/** Markdown files beside the notebooks that are translated too. */
const markdownFiles = ["index.md", "TEACHING.md"];

interface CheckFlags {
  readonly accept?: boolean;
  readonly executed?: string[];
}

/** `robustness check-translations`: compares the notebooks in Korean with the notebooks. */
export function registerCheckTranslations(program: Command): void {
  program
    .command("check-translations")
    .description(
      "compare the Korean edition with the notebooks: changed cells, numbers, formulas, links, code",
    )
    .argument("[names...]", "start of the names of notebooks and files, e.g. 00 index; default: all")
    .option("--accept", "write down that the named translations say what the notebooks say now")
    .option(
      "--executed <notebooks...>",
      "also list what their code wrote that the catalogue cannot translate",
    )
    .action(async (names: string[], flags: CheckFlags) => {
      const { readEdition } = await loadExporter();
      const edition = await readEdition(inPackage("notebooks"), "ko");
      if (flags.accept && names.length === 0)
        throw new InputError("--accept: needs names, so that only what was read is accepted");
      const all = [
        ...(await packageNotebooks()),
        ...markdownFiles.map((file) => inPackage("notebooks", file)),
      ];
      const sources = names.length === 0 ? all : names.flatMap((name) => startingWith(all, name));
      if (flags.accept) for (const source of sources) await accept(edition, source);
      const faults = [
        ...(await Promise.all(sources.map((source) => faultsOf(edition, source)))).flat(),
        ...(names.length === 0 ? await sharedFaults(edition) : []),
        ...(await untranslated(edition, flags.executed ?? [])),
      ];
      for (const fault of faults) process.stderr.write(`${fault}\n`);
      process.stderr.write(`${sources.length} translations, ${faults.length} faults\n`);
      if (faults.length > 0) process.exitCode = 1;
    });
}

function startingWith(all: readonly string[], name: string): string[] {
  const found = all.filter((path) => basename(path).startsWith(name));
  if (found.length === 0) throw new InputError(`"${name}": no notebook or file starts with it`);
  return found;
}

/** What is wrong with the translation of one notebook or file. */
export async function faultsOf(edition: Edition, source: string): Promise<string[]> {
  const { checkTranslation, translationOf } = await loadExporter();
  const file = translationFile(edition, source);
  if (!(await fileExists(file))) return [`${shown(file)}: no such file`];
  const faults = checkTranslation(await partsOf(source), await translationOf(edition, source));
  return faults.map((fault) => `${shown(file)}: ${fault}`);
}

/** What is wrong with the glossary, the catalogue and the lab's texts in it. */
export async function sharedFaults(edition: Edition): Promise<string[]> {
  const { catalogueDifferences, checkTerms, readAnnotations } = await loadExporter();
  const { labFaults } = await import("../lab/texts.js");
  const { terms } = await readAnnotations(inPackage("notebooks"));
  const [glossary, messages] = ["glossary.json", "messages.json"].map((name) =>
    shown(join(edition.folder, name)),
  );
  return [
    ...checkTerms(terms, edition.terms).map((fault) => `${glossary}: ${fault}`),
    ...catalogueDifferences(edition.messages).map((fault) => `${messages}: ${fault}`),
    ...labFaults(edition.messages).map((fault) => `${messages}: ${fault}`),
  ];
}

async function untranslated(edition: Edition, executed: readonly string[]): Promise<string[]> {
  const { catalogueOf, translateNotebook } = await loadExporter();
  const lists = executed.map(async (path) => {
    const catalogue = catalogueOf(edition);
    translateNotebook(await readNotebook(path), new Map(), catalogue);
    return [...catalogue.missing].map((text) => `${basename(path)}: not in the catalogue: ${text}`);
  });
  return (await Promise.all(lists)).flat();
}

async function accept(edition: Edition, source: string): Promise<void> {
  const { formatTranslation, translationOf, withMarks } = await loadExporter();
  const marked = withMarks(await partsOf(source), await translationOf(edition, source));
  await writeAtomically(translationFile(edition, source), formatTranslation(marked));
}

async function partsOf(source: string): Promise<ReadonlyMap<string, string>> {
  const { markdownParts, notebookParts } = await loadExporter();
  return source.endsWith(".ipynb")
    ? notebookParts(await readNotebook(source))
    : markdownParts(await readInput(source));
}

function translationFile({ folder }: Edition, source: string): string {
  return join(folder, basename(source).replace(/\.(?:ipynb|md)$/, ".md"));
}

/** A file's name as messages give it, from the root of the package. */
function shown(path: string): string {
  return path
    .slice(inPackage().length)
    .replace(/^[\\/]/, "")
    .replaceAll("\\", "/");
}
