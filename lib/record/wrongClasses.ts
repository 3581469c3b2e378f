import { InputError } from "../base/errors.js";
import { packBits, unpackBits, unpackCorrect } from "./correctIcons.js";

// Which class a read-out took each wrong icon for. With the bits of correctIcons.ts that gives the predicted class of every
// icon, so that two models can be compared with each other. Only runs that ask for it keep it: it is ten times as long as the
// bits. One number per wrong icon, in the order of the bits, each in as many bits as the number of classes needs.

/** Bits for one class number; the number of classes itself stands for no prediction. */
function widthOf(classes: number): number {
  return 32 - Math.clz32(classes);
}

/**
 * Packs the predictions that are wrong.
 * @param predicted class numbers, one per icon in the order of the test set; −1 for none
 * @param labels the icons' own class numbers, from 0 to `classes` − 1
 */
export function packWrong(predicted: ArrayLike<number>, labels: ArrayLike<number>, classes: number): string {
  const wrong: number[][] = Array.from({ length: classes }, () => []);
  for (let at = 0; at < labels.length; at++)
    if (predicted[at] !== labels[at]) wrong[labels[at]!]!.push(predicted[at]! < 0 ? classes : predicted[at]!);
  const width = widthOf(classes);
  return packBits(
    wrong.flat().flatMap((found) => Array.from({ length: width }, (_, bit) => (found >> bit) & 1)),
  );
}

interface PackedPredictions {
  readonly correctByClass: readonly number[];
  readonly totalByClass: readonly number[];
  readonly correctIcons?: string | undefined;
  readonly wrongClasses?: string | undefined;
}

/**
 * The predicted class of every icon in the order of `packCorrect`, −1 for none. Undefined if the result does not say.
 * @throws InputError if a text is not base64, not of the right length, or names a class that does not exist or is right
 */
export function unpackPredictions(result: PackedPredictions): Int16Array | undefined {
  const { correctIcons, wrongClasses, totalByClass } = result;
  if (correctIcons === undefined || wrongClasses === undefined) return undefined;
  const right = unpackCorrect(correctIcons, result);
  const classes = totalByClass.length;
  const width = widthOf(classes);
  const wrong = right.length - right.reduce((sum, bit) => sum + bit, 0);
  const bits = unpackBits(wrongClasses, wrong * width, "wrongClasses");
  const predicted = new Int16Array(right.length);
  let at = 0;
  let next = 0;
  for (const [label, images] of totalByClass.entries())
    for (const end = at + images; at < end; at++) {
      if (right[at]) {
        predicted[at] = label;
        continue;
      }
      let found = 0;
      for (let bit = 0; bit < width; bit++) found |= bits[next++]! << bit;
      if (found > classes || found === label)
        throw new InputError(`wrongClasses: ${found} for an icon of class ${label}, expected another class`);
      predicted[at] = found === classes ? -1 : found;
    }
  return predicted;
}
