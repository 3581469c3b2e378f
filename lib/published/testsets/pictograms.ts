/** A natural shift of the miniature data set. */
interface PictogramTestSet {
  readonly title: string;
  /** The ImageNet shift that it stands for. */
  readonly plays: string;
  /** What differs from the reference distribution. */
  readonly varies: string;
}

/** Natural shifts of the miniature, in the order in which they are presented. */
export const pictogramTestSets = {
  matched: {
    title: "Matched UI sets",
    plays: "ImageNetV2",
    varies: "the collection: line-UI sets by other designers, chosen by the same rule",
  },
  "hand-drawn": {
    title: "Hand-drawn",
    plays: "ImageNet-Sketch",
    varies: "the rendering: hand-drawn and pixel sets",
  },
  renditions: {
    title: "Renditions",
    plays: "ImageNet-R",
    varies: "the rendition: emoji and illustrated sets, in colour",
  },
  contexts: {
    title: "Contexts",
    plays: "ObjectNet",
    varies: "surroundings and view: thematic sets and composed icons",
  },
  adversarial: {
    title: "Adversarially filtered",
    plays: "ImageNet-A",
    varies:
      "the difficulty: the icons of the matched sets that a reference model gets wrong, which bends the baseline",
  },
} as const satisfies Record<string, PictogramTestSet>;

/** Name of a natural shift of the miniature. */
export type PictogramShift = keyof typeof pictogramTestSets;

/** Names of the miniature's natural shifts. */
export const pictogramShifts = Object.keys(pictogramTestSets) as readonly PictogramShift[];

/** Name of the in-distribution test set restricted to the classes of a shift, e.g. `test:renditions`. */
export function inDistributionOf(shift: PictogramShift): string {
  return `test:${shift}`;
}
