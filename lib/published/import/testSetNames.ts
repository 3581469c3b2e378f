import { testSets } from "../testsets/dictionary.js";

/**
 * How published tables name the test sets of the dictionary. The first spelling of each is the one preferred when a
 * table has several columns for one test set. Spellings are compared by `bareName`.
 */
const spellings: Readonly<Record<string, readonly string[]>> = {
  imagenet: [
    ...["imagenet", "imagenet 1k", "imagenet-val", "imagenet validation", "imagenet 1k val", "val", "in1k"],
    ...[
      "ilsvrc2012",
      "ilsvrc2012 val",
      "ilsvrc 2012 validation",
      "imagenet2012",
      "imagenet zero-shot",
      "in-1k",
    ],
  ],
  imagenet_200r: ["imagenet_200r", "imagenet-r-clean", "val-on-imagenet-r-classes"],
  imagenet_200a: ["imagenet_200a", "imagenet-a-clean", "val-on-imagenet-a-classes"],
  imagenet_113: ["imagenet_113", "val-on-objectnet-classes"],
  imagenet_real: ["imagenet_real", "imagenet-real-labels", "real", "in-real"],
  imagenet_v2: [
    ...["imagenet_v2", "imagenetv2-matched-frequency", "inv2-matched-frequency", "imagenet-v2-mf", "in-v2"],
    ...["imagenetv2-matched-frequency-format-val", "imagenet v2 matched frequency"],
  ],
  imagenet_sketch: ["imagenet_sketch", "sketch", "in-sketch", "imagenet-s"],
  imagenet_r: ["imagenet_r", "imagenet-rendition", "imagenet-renditions", "in-r"],
  imagenet_a: ["imagenet_a", "imagenet-adversarial", "in-a"],
  objectnet: ["objectnet", "objectnet-1.0-beta", "objectnet 1.0", "object net"],
  stylized_imagenet: ["stylized_imagenet", "stylised imagenet"],
  pgd_l2_eps0_5: ["pgd_l2_eps0_5", "pgd.l2.eps0.5"],
  pgd_linf_eps2: ["pgd_linf_eps2", "pgd.linf.eps2"],
};

const byBareName = new Map<string, { readonly set: string; readonly rank: number }>();
for (const set of testSets.keys())
  for (const [rank, name] of [set, ...(spellings[set] ?? [])].entries())
    if (!byBareName.has(bareName(name))) byBareName.set(bareName(name), { set, rank });

/** What a column or data set of a published table measures. */
export type NamedResult =
  /** Top-1 accuracy on a test set of the dictionary. Lower ranks are preferred if several names mean one test set. */
  | { readonly testSet: string; readonly rank: number }
  /** Something else, with the reason why it is not taken. */
  | { readonly left: string };

/** A name without case, spaces and punctuation: `ImageNet-V2` and `imagenet_v2` are one name. */
export function bareName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

const folders = /^(wds|vtab|imagenet_robustness)\//i;
const topOne = /[\s:_(./-]*(top[\s_-]?1|acc(uracy)?[\s_@-]?1?|acc)(\s*accuracy)?\s*[)%]*\s*$/i;

/**
 * Finds the test set that a column, a data set or a results file is named after: `ImageNet v2`, `imagenetv2`,
 * `wds/imagenetv2`, `imagenetv2-matched-frequency`, `ImageNetV2:top1`.
 */
export function resultNamed(written: string): NamedResult {
  const name = written.trim().replace(/\s*[([]?%[)\]]?\s*$/, "");
  if (/err(or)?\b|_err$/i.test(name)) return { left: "an error rate" };
  if (/top[\s_-]?5|acc@?5\b|@5\b/i.test(name)) return { left: "top-5 accuracy" };
  if (/retr(ieval|\.)|recall|\br@\d/i.test(name)) return { left: "not top-1 accuracy" };
  const plain = name.replace(folders, "");
  const found = byBareName.get(bareName(plain)) ?? byBareName.get(bareName(plain.replace(topOne, "")));
  if (found) return { testSet: found.set, rank: found.rank };
  if (/imagenet[\s._-]?v2/i.test(plain))
    return { left: "another version of ImageNetV2 than matched frequency" };
  if (/imagenet[\s._-]?c\b/i.test(plain))
    return { left: "one severity of ImageNet-C; the tables have means over five" };
  return { left: "not a test set of the dictionary" };
}
