import {
  type PictogramShift,
  pictogramShifts,
  pictogramTestSets,
} from "../../published/testsets/pictograms.js";

/** A part of the corpus beside what it stands for. */
interface Counterpart {
  readonly title: string;
  readonly plays: string;
  readonly varies: string;
  /** Where pictures of what it stands for can be seen. */
  readonly see: string;
}

const seeShift: Readonly<Record<PictogramShift, string>> = {
  matched: "https://github.com/modestyachts/ImageNetV2",
  "hand-drawn": "https://github.com/HaohanWang/ImageNet-Sketch",
  renditions: "https://github.com/hendrycks/imagenet-r",
  contexts: "https://objectnet.dev",
  adversarial: "https://github.com/hendrycks/natural-adv-examples",
};

/** The parts of the corpus that the widget shows, in its order: pools, the reference test, shifts. */
export const counterparts: ReadonlyMap<string, Counterpart> = new Map<string, Counterpart>([
  [
    "train",
    {
      title: "Reference",
      plays: "ImageNet's training set",
      varies: "the pool of line-UI sets",
      see: "https://www.image-net.org",
    },
  ],
  [
    "web",
    {
      title: "Web-like pool",
      plays: "collections from the web, such as YFCC100M",
      varies: "the pool of sets in all styles",
      see: "https://multimediacommons.wordpress.com/yfcc100m-core-dataset",
    },
  ],
  [
    "test",
    {
      title: "Reference, test",
      plays: "ImageNet's validation set",
      varies: "other icons of the same sets",
      see: "https://www.image-net.org",
    },
  ],
  ...pictogramShifts.map(
    (shift) => [shift, { ...pictogramTestSets[shift], see: seeShift[shift] }] as [string, Counterpart],
  ),
]);
