/** What a test set changes against the training distribution, and who changed it. */
export type ShiftKind =
  /** Images like those trained on. */
  | "in-distribution"
  /** Other real images: nobody computed them. */
  | "natural"
  /** In-distribution images altered by a computation that knows no model. */
  | "synthetic"
  /** In-distribution images altered by an attack on the very model that is tested. */
  | "adversarial";

interface Citation {
  readonly authors: string;
  readonly year: number;
  /** arXiv identifier; ObjectNet's paper (NeurIPS 2019) has none. */
  readonly arxiv?: string;
}

/** One declaration a test set. */
export interface TestSet {
  /** Its column in the published tables. */
  readonly name: string;
  readonly title: string;
  readonly kind: ShiftKind;
  readonly classes: number;
  readonly images: number;
  /** Sources that scored another number of images. */
  readonly imagesBySource: Readonly<Record<string, number>>;
  readonly citation: Citation;
  /**
   * The in-distribution test set with the same classes, the x axis on which models are to be compared. Where a
   * table lacks it, all models are compared on `imagenet` and a figure says so.
   */
  readonly inDistribution: string;
  /** What differs from ImageNet's validation images. */
  readonly varies: string;
}

/** Declares a test set; `inDistribution` is `imagenet` unless said otherwise. */
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
