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

/** How the judged pairs were sampled: from icons that share a noun, or from any two icons. */
export const pairSamples = ["sameNoun", "anyIcon"] as const;
export type PairSample = (typeof pairSamples)[number];

/** Two icons judged by eye, and how alike their fingerprints are. */
export interface JudgedPair extends Likeness {
  readonly sample: PairSample;
  readonly ids: readonly [string, string];
  /** Whether both show the same drawing, as judged by eye. */
  readonly same: boolean;
}

/** The file with the judgements. */
const judgedPairsPath: string = inPackage("data", "corpus", "near-duplicate-pairs.json");

/**
 * Measures the likeness of all judged pairs. Renders a thousand icons, which takes a few seconds.
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

/** How often a rule is right on judged pairs: counts, and the fractions derived from them. */
export interface RuleQuality {
  /** Pairs that are the same drawing, as judged by eye. */
  readonly same: number;
  /** Pairs that the rule considers near-duplicates. */
  readonly found: number;
  /** Found pairs that are the same drawing. */
  readonly right: number;
  /** right / found; NaN if no pair was found. */
  readonly precision: number;
  /** right / same; NaN if no pair is the same drawing. */
  readonly recall: number;
}

/** Computes precision and recall of a rule on judged pairs. Pure. */
export function ruleQuality(pairs: readonly JudgedPair[], rule: DuplicateRule): RuleQuality {
  const found = pairs.filter(
    ({ distance, correlation }) => distance <= rule.maxHashDistance && correlation >= rule.minCorrelation,
  );
  const same = pairs.filter((pair) => pair.same).length;
  const right = found.filter((pair) => pair.same).length;
  return { same, found: found.length, right, precision: right / found.length, recall: right / same };
}

/**
 * Pairs that are the same drawing to the eye although their hashes are far apart, so that no rule finds them.
 * @param moreThan bits, out of 256, in which the hashes differ
 */
export function missedPairs(
  pairs: readonly JudgedPair[],
  { moreThan }: { readonly moreThan: number },
): (readonly [string, string])[] {
  return pairs.filter(({ same, distance }) => same && distance > moreThan).map(({ ids }) => ids);
}
