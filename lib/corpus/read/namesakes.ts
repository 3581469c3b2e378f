import type { SplitName } from "../build/splits.js";
import type { Corpus } from "./openCorpus.js";

/** A set of icons within a split of the corpus. */
export interface SetOfSplit {
  readonly split: SplitName;
  readonly set: string;
}

/**
 * Icons of two sets that go by the same name, such as `pepicons-pencil:bell` and `pepicons-print:bell`.
 * @returns ids, first set before second, in the first set's order
 */
export function namesakes(
  corpus: { split(name: SplitName): Pick<ReturnType<Corpus["split"]>, "ids"> },
  first: SetOfSplit,
  second: SetOfSplit,
): [string, string][] {
  const idsOf = ({ split, set }: SetOfSplit) =>
    corpus.split(split).ids.filter((id) => id.startsWith(`${set}:`));
  const inSecond = new Set(idsOf(second));
  return idsOf(first)
    .map((id): [string, string] => [id, `${second.set}${id.slice(first.set.length)}`])
    .filter(([, twin]) => inSecond.has(twin));
}
