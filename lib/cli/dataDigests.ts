import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../base/errors.js";
import { inPackage, readInput, writeAtomically } from "../base/files.js";
import { sha256 } from "../base/hash.js";

// data/DIGESTS has one line per table, `<SHA-256>  <path in data>`, in the format of sha256sum.

/** Path of the list. */
export const digestsPath: string = inPackage("data", "DIGESTS");

const dataFolder = inPackage("data");

/** Folders with tables that were collected or judged by hand. Files in data/sweep contain their own digests. */
const folders = ["corpus", "published"];

const head = [
  "# SHA-256 of the tables of data/, as they were last checked by hand. A test compares them: it finds damage and edits",
  "# that nobody meant. It is no signature. In this folder, `sha256sum -c DIGESTS` compares them too.",
  "# After a change that is meant: npm run robustness -- data-digests --update",
  "# The records in sweep/*.jsonl have digests of their own; text for readers (*.md) is not listed.",
];

/** Paths of the tables, relative to data/, sorted. */
async function tables(): Promise<string[]> {
  const lists = await Promise.all(
    folders.map(async (folder) => {
      const names = await readdir(join(dataFolder, folder));
      return names.filter((name) => /\.(csv|json|txt)$/.test(name)).map((name) => `${folder}/${name}`);
    }),
  );
  return lists.flat().sort();
}

/** The list as text, computed from the current files. Line endings do not matter. */
async function digestList(): Promise<string> {
  const lines = [];
  for (const path of await tables()) {
    const text = await readInput(join(dataFolder, path));
    lines.push(`${sha256(text.replaceAll("\r\n", "\n"))}  ${path}`);
  }
  return `${[...head, ...lines].join("\n")}\n`;
}

/** The differences between the files and a list, one line per table; empty if there are none. */
export async function digestFaults(list: string): Promise<string[]> {
  const read = (text: string) =>
    new Map(
      text.split(/\r?\n/).flatMap((line): [string, string][] => {
        const [, digest, path] = /^([0-9a-f]{64}) {2}(\S+)$/.exec(line) ?? [];
        return digest === undefined || path === undefined ? [] : [[path, digest]];
      }),
    );
  const [actual, expected] = [read(await digestList()), read(list)];
  const paths = [...new Set([...actual.keys(), ...expected.keys()])].sort();
  return paths.flatMap((path) => {
    const [found, wanted] = [actual.get(path), expected.get(path)];
    if (found === wanted) return [];
    if (found === undefined) return [`data/${path}: no such file, but DIGESTS lists it`];
    if (wanted === undefined) return [`data/${path}: not listed in DIGESTS`];
    return [`data/${path}: digest ${found.slice(0, 16)}…, expected ${wanted.slice(0, 16)}… from DIGESTS`];
  });
}

/** Compares the tables with the list. @throws InputError naming every table that differs */
export async function checkDigests(path: string = digestsPath): Promise<void> {
  const faults = await digestFaults(await readInput(path));
  if (faults.length > 0)
    throw new InputError(
      `${faults.join("; ")}; if the change is intended, data-digests --update rewrites the list`,
    );
}

/** Rewrites the list from the current files. */
export async function writeDigests(): Promise<void> {
  await writeAtomically(digestsPath, await digestList());
}
