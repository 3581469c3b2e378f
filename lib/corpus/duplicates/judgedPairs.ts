import { z } from "zod";
import { InputError } from "../../base/errors.js";
import { inPackage, readInput } from "../../base/files.js";
import { parsedJson } from "../../base/parse.js";
import { drawIcons } from "../images/drawIcons.js";
import { compareDrawings, type Likeness } from "./compareDrawings.js";
import type { DuplicateRule } from "./nearDuplicates.js";

const sample = z.strictObject({
  drawn: z.string(),
  pairs: z.array(z.tuple([z.string(), z.string(), z.union([z.literal(0), z.literal(1)])])),
});
const judgedSchema = z.strictObject({ note: z.string(), sameNoun: sample, anyIcon: sample });

/** How the judged pairs were drawn: of icons that share a noun, or of any two. */
export const pairSamples = ["sameNoun", "anyIcon"] as const;
export type PairSample = (typeof pairSamples)[number];

/** Two icons, judged by eye, and what the fingerprints say of them. */
export interface JudgedPair extends Likeness {
  readonly sample: PairSample;
  readonly ids: readonly [string, string];
  /** Whether both show the same drawing, by eye. */
  readonly same: boolean;
}

/** Where the judgements stand. */
export const judgedPairsPath: string = inPackage("data", "corpus", "near-duplicate-pairs.json");

/**
 * The judged pairs with their distances; renders a thousand icons anew, which takes some seconds.
 * @throws InputError if the file is malformed or names an icon that has no picture
 */
export async function measureJudgedPairs(): Promise<JudgedPair[]> {
  const judged = parsedJson(judgedSchema, await readInput(judgedPairsPath), judgedPairsPath);
  const all = pairSamples.flatMap((name) => judged[name].pairs.map((pair) => ({ name, pair })));
  const pictures = await drawIcons(all.flatMap(({ pair: [a, b] }) => [a, b]));
  const drawn = (id: string) => {
    const picture = pictures.get(id);
    if (picture === undefined) throw new InputError(`${judgedPairsPath}: ${id} has no picture`);
    return picture;
  };
  return all.map(({ name, pair: [a, b, same] }) => ({
    sample: name,
    ids: [a, b],
    same: same === 1,
    ...compareDrawings(drawn(a), drawn(b)),
  }));
}

/** How often a rule is right on judged pairs. Counts, from which both shares follow. */
export interface RuleQuality {
  /** Pairs that are the same drawing, by eye. */
  readonly same: number;
  /** Pairs the rule takes for near-duplicates. */
  readonly found: number;
  /** Of these, pairs that are. */
  readonly right: number;
  /** right / found; NaN if none was found. */
  readonly precision: number;
  /** right / same; NaN if none is. */
  readonly recall: number;
}

/** Precision and recall of a rule. Pure. */
export function ruleQuality(pairs: readonly JudgedPair[], rule: DuplicateRule): RuleQuality {
  const found = pairs.filter(
    ({ distance, correlation }) => distance <= rule.maxHashDistance && correlation >= rule.minCorrelation,
  );
  const same = pairs.filter((pair) => pair.same).length;
  const right = found.filter((pair) => pair.same).length;
  return { same, found: found.length, right, precision: right / found.length, recall: right / same };
}
