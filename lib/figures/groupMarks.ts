import { regimeTitles } from "../published/regimeTitles.js";
import type { Regime } from "../published/schema.js";
import { type Mark, markAt, marks } from "./theme.js";

// Which colour and shape a group has, the same in all figures. This is the one place that says so.

/** Colour and shape of each regime. Zero-shot CLIP has the paper's purple. */
export const regimeMarks: Readonly<Record<Regime, Mark>> = {
  standard: markAt(0),
  "clip-fine-tuned": markAt(1),
  "more-data": markAt(2),
  "clip-zero-shot": markAt(3),
  "robustness-intervention": markAt(4),
  "standard-distilled": markAt(5),
  "self-supervised-fine-tuned": markAt(6),
  toy: markAt(7),
  own: { color: "#D4005A", symbol: "hexagram" },
};

/** Groups that stand in figures of several notebooks, by what they hold. */
const sameGroups: readonly (readonly [mark: Mark, names: readonly string[]])[] = [
  [
    regimeMarks.standard,
    ["baseline", "ImageNet, labels", "other models of ImageNet", "ImageNet-1k", "classifiers"],
  ],
  [regimeMarks["clip-zero-shot"], ["CLIP", "zero-shot CLIP", "zero-shot models"]],
  [markAt(1), ["web", "web-like pool", "the web-like pool", "all web-like", "N of the pool"]],
  [markAt(2), ["reference", "the reference", "all reference", "N of the reference"]],
];

const known = new Map<string, Mark>([
  ...Object.entries(regimeTitles).map(([regime, title]) => [title, regimeMarks[regime as Regime]] as const),
  ...sameGroups.flatMap(([mark, names]) => names.map((name) => [name, mark] as const)),
]);

/**
 * The marks of a figure's groups. A known group has its own in every figure; the others have the marks that are left, in
 * order. Of two groups with one mark the first has it.
 */
export function marksOf(groups: readonly string[]): Mark[] {
  const own = groups.map((name, at) => {
    const mark = known.get(name);
    return mark && groups.findIndex((other) => known.get(other) === mark) === at ? mark : undefined;
  });
  const left = marks.filter((mark) => !own.includes(mark));
  let next = 0;
  return own.map((mark) => mark ?? (left.length > 0 ? left[next++ % left.length]! : markAt(next++)));
}
