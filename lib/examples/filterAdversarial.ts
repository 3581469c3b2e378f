import type { Corpus } from "../corpus/read/openCorpus.js";

/**
 * Selects the icons of `matched` that a model got wrong, in classes with enough such icons and enough icons in the
 * reference test.
 * @param predicted predicted class number of each icon of `matched`
 * @param fewestPerClass the minimum of both counts for a class to be kept
 */
export function filterAdversarial(
  corpus: Corpus,
  predicted: Int32Array,
  fewestPerClass: number,
): { classes: string[]; icons: string[] } {
  const { ids, labels } = corpus.split("matched");
  const wrong = [...ids.keys()].filter((row) => predicted[row] !== labels[row]);
  const here = tally(wrong.map((row) => labels[row]!));
  const inTest = tally(corpus.split("test").labels);
  const enough = (label: number) => Math.min(here.get(label) ?? 0, inTest.get(label) ?? 0) >= fewestPerClass;
  return {
    classes: [...here.keys()]
      .filter(enough)
      .sort((a, b) => a - b)
      .map((label) => corpus.classes[label]!),
    icons: wrong.filter((row) => enough(labels[row]!)).map((row) => ids[row]!),
  };
}

function tally(labels: Iterable<number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}
