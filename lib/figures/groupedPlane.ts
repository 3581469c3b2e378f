import { placed } from "../evaluate/placed.js";
import type { ShiftEvaluation } from "../evaluate/shift.js";
import type { PublishedModel } from "../published/model.js";
import type { Figure } from "./figure.js";
import { drawPlane } from "./plane.js";
import { markAt } from "./theme.js";

export interface GroupedPlaneOptions {
  readonly title: string;
  /** Models of each group by the name in the legend, in this order; models of no group are not drawn. */
  readonly groups: Readonly<Record<string, (model: PublishedModel) => boolean>>;
  /** Groups whose ρ is drawn as vertical lines, default none. */
  readonly drops?: readonly string[];
  /** Lowest in-distribution accuracy drawn, a fraction, default 0. The fit is not touched. */
  readonly from?: number;
  /** What the evaluation's line is called, default `baseline`. */
  readonly baselineName?: string;
  /** Lines of other evaluations of this shift, by name. */
  readonly lines?: Readonly<Record<string, Pick<ShiftEvaluation, "baseline">>>;
  readonly note?: string;
}

/**
 * The plane of one evaluated shift with groups of one's own, for comparisons that regimes do not tell apart. The
 * baseline and its band are those of the evaluation.
 */
export function drawGroups(evaluation: Omit<ShiftEvaluation, "fit">, options: GroupedPlaneOptions): Figure {
  const { baseline, inDistribution, shift, models } = evaluation;
  const shown = models.filter(({ point }) => point.x >= (options.from ?? 0));
  return drawPlane({
    title: options.title,
    xTitle: `${inDistribution} top-1`,
    yTitle: `${shift} top-1`,
    scale: baseline.scale,
    groups: Object.entries(options.groups).map(([name, belongs], index) => {
      const points = shown.filter(({ point }) => belongs(point.published)).map(placed);
      const drops = options.drops?.includes(name) ?? false;
      return { name: `${name} (${points.length})`, points, mark: markAt(index), drops };
    }),
    baseline: {
      name: options.baselineName ?? "baseline",
      predict: baseline.predict,
      band: (x: number) => baseline.lineBand(x),
    },
    lines: Object.entries(options.lines ?? {}).map(([name, other]) => ({
      name,
      predict: other.baseline.predict,
    })),
    ...(options.note !== undefined && { note: options.note }),
  });
}
