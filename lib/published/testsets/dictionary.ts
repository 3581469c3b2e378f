import { InputError, oneOf } from "../../base/errors.js";
import { corruptions } from "./corruptions.js";
import { type TestSet, testSet } from "./testSet.js";

const validation = { authors: "Russakovsky et al.", year: 2015, arxiv: "1409.0575" };
const imagenetA = { authors: "Hendrycks et al.", year: 2021, arxiv: "1907.07174" };
const imagenetR = { authors: "Hendrycks et al.", year: 2021, arxiv: "2006.16241" };
const objectNet = { authors: "Barbu et al.", year: 2019 };
const pgd = { authors: "Madry et al.", year: 2018, arxiv: "1706.06083" };

const declared: readonly TestSet[] = [
  testSet("imagenet", "ImageNet", "in-distribution", 1000, 50_000, validation, {
    varies: "nothing: the ILSVRC-2012 validation images",
  }),
  testSet("imagenet_200r", "ImageNet, classes of ImageNet-R", "in-distribution", 200, 10_000, validation, {
    varies: "nothing: the validation images of the 200 classes that ImageNet-R has",
  }),
  testSet("imagenet_200a", "ImageNet, classes of ImageNet-A", "in-distribution", 200, 10_000, validation, {
    varies:
      "nothing: the validation images of the 200 classes that ImageNet-A has; 86 of them are also in ImageNet-R",
  }),
  testSet("imagenet_113", "ImageNet, classes of ObjectNet", "in-distribution", 113, 6250, validation, {
    varies:
      "nothing: the validation images of the 125 classes that ObjectNet's 113 overlapping classes map to",
  }),
  testSet(
    "imagenet_real",
    "ImageNet, ReaL labels",
    "in-distribution",
    1000,
    46_837,
    { authors: "Beyer et al.", year: 2020, arxiv: "2006.07159" },
    {
      varies: "the labels: the validation images with new labels, possibly several per image",
    },
  ),
  testSet(
    "imagenet_v2",
    "ImageNetV2",
    "natural",
    1000,
    10_000,
    { authors: "Recht et al.", year: 2019, arxiv: "1902.10811" },
    {
      varies:
        "the collection: gathered about ten years later by the same rule, matched-frequency version, 10 images per class",
    },
  ),
  testSet(
    "imagenet_sketch",
    "ImageNet-Sketch",
    "natural",
    1000,
    50_889,
    { authors: "Wang et al.", year: 2019, arxiv: "1905.13549" },
    {
      varies: "the rendering: black-and-white sketches found by image search",
    },
  ),
  testSet("imagenet_r", "ImageNet-R", "natural", 200, 30_000, imagenetR, {
    inDistribution: "imagenet_200r",
    varies: "the rendition: art, cartoons, origami, toys, tattoos and others",
  }),
  testSet("imagenet_a", "ImageNet-A", "natural", 200, 7500, imagenetA, {
    inDistribution: "imagenet_200a",
    varies: "the difficulty: natural images filtered so that a ResNet-50 fails, which bends the baseline",
  }),
  testSet("objectnet", "ObjectNet", "natural", 113, 18_574, objectNet, {
    inDistribution: "imagenet_113",
    imagesBySource: { testbed: 18_514 },
    varies: "background, rotation and viewpoint of household objects, set on purpose",
  }),
  testSet(
    "stylized_imagenet",
    "Stylized ImageNet",
    "synthetic",
    1000,
    50_000,
    { authors: "Geirhos et al.", year: 2019, arxiv: "1811.12231" },
    {
      varies: "the texture: validation images in the style of paintings",
    },
  ),
  // The testbed attacked every tenth image for most models and all 50,000 for some. The smaller number is the
  // conservative choice.
  testSet("pgd_l2_eps0_5", "PGD, L2, ε = 0.5", "adversarial", 1000, 5000, pgd, {
    varies: "the pixels, by an attack on each model, L2 norm at most 0.5",
  }),
  testSet("pgd_linf_eps2", "PGD, L∞, ε = 2/255", "adversarial", 1000, 5000, pgd, {
    varies: "the pixels, by an attack on each model, each by at most 2/255",
  }),
  ...corruptions,
];

/**
 * All test sets of the published tables, by name, in the order of declaration: in-distribution, natural, synthetic,
 * adversarial, and the corruptions of ImageNet-C.
 */
export const testSets: ReadonlyMap<string, TestSet> = new Map(declared.map((set) => [set.name, set]));

/** The five standard natural shifts, in the order in which they are presented. */
export const naturalShifts = [
  "imagenet_v2",
  "imagenet_sketch",
  "imagenet_r",
  "objectnet",
  "imagenet_a",
] as const;

/** The declaration of a test set. @throws InputError for a name that is not in the dictionary */
export function testSetNamed(name: string): TestSet {
  const set = testSets.get(name);
  if (!set) throw new InputError(`test set: "${name}" is not known, expected ${oneOf([...testSets.keys()])}`);
  return set;
}

/** Number of images of a test set that a source scored. It differs for ObjectNet, which has several releases. */
export function imagesScored(set: TestSet, source: string): number {
  return set.imagesBySource[source] ?? set.images;
}
