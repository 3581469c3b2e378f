import { z } from "zod";
import { fileExists, inPackage, readInput, writeAtomically } from "../../base/files.js";
import { parsedJson } from "../../base/parse.js";
import { faultsOf } from "./builtFileFaults.js";
import { builtFiles, builtFolder, type Manifest, readManifest } from "./manifest.js";

/** The outcome of `verifyCorpus`. */
interface Verification {
  /** One line per fault, naming the file. Empty if the corpus is intact. */
  readonly faults: readonly string[];
  readonly files: number;
  readonly bytes: number;
  /**
   * Whether every file has the content in the committed record. Undefined if the corpus was made from other inputs
   * (other sets or classes) and cannot be compared.
   */
  readonly asRecorded: boolean | undefined;
}

/** The committed record of what a build from the committed inputs produces. */
interface ExpectedCorpus {
  readonly inputs: string;
  /** Content hash of each file. */
  readonly content: Readonly<Record<string, string>>;
}
/** The file with the committed record. */
export const expectedPath: string = inPackage("data", "corpus", "expected.json");

/**
 * Reads every byte of a built corpus and compares hashes.
 *
 * @throws InputError if there is no corpus or its manifest is damaged; the other files cannot be checked then
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

const expectedSchema = z.strictObject({
  inputs: z.string(),
  content: z.record(z.string(), z.string()),
});

/**
 * Reads the committed record of a corpus. Returns undefined if there is none.
 * @throws InputError if the file cannot be read or is not such a record
 */
export async function readExpected(path: string = expectedPath): Promise<ExpectedCorpus | undefined> {
  if (!(await fileExists(path))) return undefined;
  return parsedJson(expectedSchema, await readInput(path), path);
}

/** The record of a corpus, to be committed together with its inputs. */
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
