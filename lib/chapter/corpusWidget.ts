import { pngOfPicture } from "../corpus/images/png.js";
import type { Corpus } from "../corpus/read/openCorpus.js";
import type { CorpusClass } from "../corpus/sets/classes.js";
import type { Adversarial } from "../examples/adversarial.js";
import { drawIconStrips } from "../figures/iconStrips.js";
import { displayWidget } from "../notebook/index.js";
import { type CorpusSampleOptions, collectCorpus } from "../widgets/corpus/collectCorpus.js";
import { type CorpusData, stripsOf } from "../widgets/corpus/corpusData.js";
import { corpusMessages } from "../widgets/corpus/corpusMessages.js";
import { counterparts } from "../widgets/corpus/counterparts.js";

/** What a report can hold: with these limits it takes a megabyte and a quarter. */
export const corpusSample: Omit<CorpusSampleOptions, "seed"> = { pictures: 4400, perWord: 3, strips: 8 };

/**
 * Shows the corpus word by word: strips of icons of the same words in each pool and shift, and a search by word. The page
 * holds a sample; neighbours are looked for in the whole pools.
 * @param classes names and other terms of the classes
 * @param adversarial the frozen shift; without it there is no strip for it
 * @throws Error outside a notebook
 */
export async function showCorpus(
  corpus: Corpus,
  {
    classes,
    adversarial,
    seed,
  }: {
    readonly classes: readonly Pick<CorpusClass, "id" | "name" | "terms">[];
    readonly adversarial?: Pick<Adversarial, "icons"> | undefined;
    readonly seed: number;
  },
): Promise<void> {
  const { data, pictures } = await collectCorpus(corpus, classes, adversarial, { ...corpusSample, seed });
  const { title } = corpusMessages;
  const description = `${corpusMessages.description} ${sampleInWords(data)}`;
  const strips = await Promise.all(
    stripsOf(data).map(async ({ part: { name }, icons }) => {
      const { title, plays } = counterparts.get(name)!;
      const pngs = icons.map(async (icon) => icon && pngOfPicture(pictures[icon.picture]!));
      return { title, plays, pictures: await Promise.all(pngs) };
    }),
  );
  const words = data.strips.map((word) => data.words[word]!.name);
  await displayWidget(
    { kind: "corpus", title, description, messages: messagesOf(data), data },
    drawIconStrips(strips, words, { title: corpusMessages.strips, description }),
  );
}

/** How much of the corpus the page holds. */
function sampleInWords({ seed, icons, sampled, words }: CorpusData): string {
  const present = words.filter((_, word) => sampled.some((part) => part[word]!.length > 0)).length;
  return `The page holds a random sample (seed ${seed}): ${icons.id.length.toLocaleString("en")} icons of ${present} words, at 32 pixels, as the networks see them.`;
}

/** The widget's texts with those of its parts, so that a translation reaches them. */
function messagesOf({ parts }: CorpusData): Record<string, string> {
  const ofParts = parts.flatMap(({ name }) => {
    const { title, plays, varies } = counterparts.get(name)!;
    return [
      [`title.${name}`, title],
      [`plays.${name}`, plays],
      [`varies.${name}`, varies],
    ];
  });
  return { ...corpusMessages, ...Object.fromEntries(ofParts) };
}
