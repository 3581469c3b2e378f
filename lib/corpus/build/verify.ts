import { readFile } from "node:fs/promises";
import { inPackage, writeAtomically } from "../../base/files.js";
import { faultsOf } from "./builtFileFaults.js";
import { builtFiles, builtFolder, type Manifest, readManifest } from "./manifest.js";

/** What verification found. */
export interface Verification {
  /** One line a fault, naming the file; empty if the corpus is whole. */
  readonly faults: readonly string[];
  readonly files: number;
  readonly bytes: number;
  /**
   * Whether the content is that of the committed record, file by file; undefined if the corpus was made from
   * other inputs (other sets or classes), so that it cannot be compared.
   */
  readonly asRecorded: boolean | undefined;
}

/** The committed record of what a build of the committed inputs gives. */
export interface ExpectedCorpus {
  readonly inputs: string;
  /** Content hash by file. */
  readonly content: Readonly<Record<string, string>>;
}
export const expectedPath: string = inPackage("data", "corpus", "expected.json");

/**
 * Reads every byte of a built corpus and compares hashes.
 *
 * @throws InputError if there is no corpus or its manifest is damaged, so that nothing can be said of the rest
 */
export async function verifyCorpus(folder: string = builtFolder): Promise<Verification> {
  const manifest = await readManifest(folder);
  const files = builtFiles(manifest);
  const faults: string[] = [];
  for (const built of files) faults.push(...(await faultsOf(folder, built)));
  return {
    faults,
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    asRecorded: compare(manifest, await readExpected()),
  };
}

async function readExpected(): Promise<ExpectedCorpus | undefined> {
  try {
    return JSON.parse(await readFile(expectedPath, "utf8")) as ExpectedCorpus;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** The record of a corpus, to be committed beside its inputs. */
export function recordOf(manifest: Manifest): ExpectedCorpus {
  const content = Object.fromEntries(builtFiles(manifest).map(({ file, content }) => [file, content]));
  return { inputs: manifest.inputs, content };
}

function compare(manifest: Manifest, expected: ExpectedCorpus | undefined): boolean | undefined {
  if (expected?.inputs !== manifest.inputs) return undefined;
  return builtFiles(manifest).every(({ file, content }) => expected.content[file] === content);
}

/** Writes the record of a corpus. */
export async function writeExpected(manifest: Manifest, path: string = expectedPath): Promise<void> {
  await writeAtomically(path, `${JSON.stringify(recordOf(manifest), null, 2)}\n`);
}
