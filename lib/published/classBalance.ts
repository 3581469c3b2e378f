import { InputError } from "../base/errors.js";
import type { ClassFrequency } from "./load.js";

/** How evenly a training set covers the ImageNet classes. */
export interface ClassBalance {
  readonly trainingSet: string;
  /** Number of images found, summed over classes. */
  readonly images: number;
  /** Number of classes with fewer than 100 images. */
  readonly rareClasses: number;
  /** Fraction of the images that are in the 100 most frequent classes. */
  readonly topShare: number;
  /** exp(entropy): the number of equally frequent classes with the same entropy. */
  readonly effectiveClasses: number;
}

/** Training sets by column of the table. Images were counted by text match (Wen et al. 2024). */
const trainingSets = {
  incaps: "ImageNet-Captions",
  yfcc15m: "YFCC-15M",
  cc12m_cls: "CC-12M",
  metaclip_400m: "MetaCLIP-400M",
  laion400m: "LAION-400M",
  laion2b: "LAION-2B",
} as const satisfies Partial<Record<keyof ClassFrequency, string>>;

const rareBelow = 100;
const top = 100;

/**
 * Computes the class balance of every training set in the table of class frequencies.
 * @throws InputError for a count that is not a whole number, 0 or more
 */
export function classBalance(frequencies: readonly ClassFrequency[]): ClassBalance[] {
  return Object.entries(trainingSets).map(([column, trainingSet]) => {
    const counts = frequencies.map((row) => row[column as keyof typeof trainingSets]).sort((a, b) => b - a);
    for (const count of counts)
      if (!(Number.isSafeInteger(count) && count >= 0))
        throw new InputError(`${column}: "${count}" is not a whole number, 0 or more`);
    const images = counts.reduce((sum, count) => sum + count, 0);
    const entropy = counts
      .filter((count) => count > 0)
      .reduce((sum, count) => sum - (count / images) * Math.log(count / images), 0);
    return {
      trainingSet,
      images,
      rareClasses: counts.filter((count) => count < rareBelow).length,
      topShare: counts.slice(0, top).reduce((sum, count) => sum + count, 0) / images,
      effectiveClasses: Math.exp(entropy),
    };
  });
}
