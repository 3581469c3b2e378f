import type { Manifest } from "../corpus/build/manifest.js";
import type { Adversarial } from "../examples/adversarial.js";
import { pictogramTestSets } from "../published/testsets/pictograms.js";

/** What the splits that are no shifts stand for. */
const plays: Readonly<Record<string, string>> = {
  train: "ImageNet's training set",
  test: "ImageNet's validation set",
  web: "YFCC, WIT",
  webTest: "a held-out test of YFCC",
};

/**
 * The splits of Pictograms: what each stands for, and its counts. The adversarially filtered shift comes last; it is a
 * part of `matched`.
 */
export function splitRows(
  splits: Readonly<
    Record<string, Pick<Manifest["splits"][keyof Manifest["splits"]], "icons" | "labelled" | "classes">>
  >,
  { icons, classes }: Pick<Adversarial, "icons" | "classes">,
): { split: string; plays: string; icons: number; labelled: number; classes: number }[] {
  const shifts = new Map<string, { readonly plays: string }>(Object.entries(pictogramTestSets));
  const counts = { icons: icons.length, labelled: icons.length, classes: classes.length };
  return Object.entries({ ...splits, adversarial: counts }).map(([split, row]) => ({
    split,
    plays: shifts.get(split)?.plays ?? plays[split] ?? "",
    icons: row.icons,
    labelled: row.labelled,
    classes: row.classes,
  }));
}
