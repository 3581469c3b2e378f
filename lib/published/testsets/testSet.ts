/** How a test set differs from the training distribution. */
export type ShiftKind =
  /** Images like those used for training. */
  | "in-distribution"
  /** Other real images, not computed ones. */
  | "natural"
  /** In-distribution images altered by a computation that does not depend on the model. */
  | "synthetic"
  /** In-distribution images altered by an attack on the tested model itself. */
  | "adversarial";

interface Citation {
  readonly authors: string;
  readonly year: number;
  /** arXiv identifier; ObjectNet's paper (NeurIPS 2019) has none. */
  readonly arxiv?: string;
}

/** The declaration of a test set. */
export interface TestSet {
  /** Its column in the published tables. */
  readonly name: string;
  readonly title: string;
  readonly kind: ShiftKind;
  readonly classes: number;
  readonly images: number;
  /** Number of images by source, for sources that scored a different number. */
  readonly imagesBySource: Readonly<Record<string, number>>;
  readonly citation: Citation;
  /**
   * The in-distribution test set with the same classes: the x axis for comparing models. If a table lacks it, all
   * models are compared on `imagenet`, and the figure states this.
   */
  readonly inDistribution: string;
  /** What differs from ImageNet's validation images. */
  readonly varies: string;
}

/** Declares a test set. `inDistribution` defaults to `imagenet`. */
export function testSet(
  name: string,
  title: string,
  kind: ShiftKind,
  classes: number,
  images: number,
  citation: Citation,
  more: { varies: string; inDistribution?: string; imagesBySource?: Record<string, number> },
): TestSet {
  const inDistribution = more.inDistribution ?? (kind === "in-distribution" ? name : "imagenet");
  const imagesBySource = more.imagesBySource ?? {};
  return {
    name,
    title,
    kind,
    classes,
    images,
    imagesBySource,
    citation,
    inDistribution,
    varies: more.varies,
  };
}
