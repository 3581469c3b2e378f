import type { PublishedModel } from "../published/model.js";
import { withAccuracyIntervals } from "../robustness/accuracyIntervals.js";
import { baselineTreatment, type MiniaturePoint } from "../robustness/miniature.js";
import { isSelected, type Selection } from "../robustness/selection.js";
import type { MeasuredPoint, ShiftEvaluation } from "../robustness/shift.js";
import type { Figure } from "./figure.js";
import { marksOf } from "./groupMarks.js";
import { drawPlane, type PlaneLine } from "./plane.js";

export interface GroupedPlaneOptions<Group = (model: PublishedModel) => boolean> {
  readonly title: string;
  /**
   * Models of each group, by name in the legend and in this order. Models without a group and empty groups are not
   * drawn.
   */
  readonly groups: Readonly<Record<string, Group>>;
  /** Groups with ρ drawn as vertical lines; default none. */
  readonly drops?: readonly string[];
  /** Minimum in-distribution accuracy to draw, a fraction; default 0. It does not affect the fit. */
  readonly from?: number;
  /** Name of the evaluation's line; default `baseline`. */
  readonly baselineName?: string;
  /** Lines of other evaluations of this shift, by name. One with the name of a group has its colour and ends with it. */
  readonly lines?: Readonly<Record<string, Pick<ShiftEvaluation, "baseline">>>;
  readonly note?: string;
  /** Models joined by arrows in this order, e.g. the checkpoints of one run. */
  readonly paths?: readonly (readonly string[])[];
}

/**
 * Draws the plane of one evaluated shift with custom groups, for comparisons that regimes do not distinguish. The
 * baseline and its band are those of the evaluation.
 */
export function drawGroups(evaluation: Omit<ShiftEvaluation, "fit">, options: GroupedPlaneOptions): Figure {
  return drawGroupsBy(evaluation, options, ({ published }, belongs) => belongs(published));
}

/**
 * Draws the plane for runs of the miniature, with groups selected by treatment, level, architecture or readout. The
 * baseline's models are drawn as the first group, unless a group is named `baseline`.
 */
export function drawTreatments(
  evaluation: Omit<ShiftEvaluation<MiniaturePoint>, "fit">,
  { groups, ...options }: GroupedPlaneOptions<Selection>,
): Figure {
  const all = { [baselineTreatment]: { treatments: [baselineTreatment] }, ...groups };
  return drawGroupsBy(evaluation, { ...options, groups: all }, ({ of }, selection) =>
    isSelected(of, selection),
  );
}

function drawGroupsBy<P extends MeasuredPoint, Group>(
  { baseline, inDistribution, shift, models }: Omit<ShiftEvaluation<P>, "fit">,
  options: GroupedPlaneOptions<Group>,
  belongs: (point: P, group: Group) => boolean,
): Figure {
  const shown = models.filter(({ point }) => point.x >= (options.from ?? 0));
  const names = Object.keys(options.groups);
  const marks = marksOf(names);
  /** What a line needs if it bears the name of a group. */
  const ownOf = (name: string): Pick<PlaneLine, "ofGroup"> => {
    const group = options.groups[name];
    const xs =
      group === undefined
        ? []
        : shown.filter(({ point }) => belongs(point, group)).map(({ point }) => point.x);
    if (xs.length === 0) return {};
    const { color } = marks[names.indexOf(name)]!;
    return { ofGroup: { color, from: Math.min(...xs), to: Math.max(...xs) } };
  };
  return drawPlane({
    title: options.title,
    xTitle: `${inDistribution} top-1`,
    yTitle: `${shift} top-1`,
    scale: baseline.scale,
    groups: Object.entries(options.groups).flatMap(([name, group], index) => {
      const points = shown.filter(({ point }) => belongs(point, group)).map(withAccuracyIntervals);
      const drops = options.drops?.includes(name) ?? false;
      if (points.length === 0) return [];
      return [{ name: `${name} (${points.length})`, points, mark: marks[index]!, drops }];
    }),
    baseline: {
      name: options.baselineName ?? "baseline",
      predict: baseline.predict,
      band: (x: number) => baseline.lineBand(x),
    },
    lines: Object.entries(options.lines ?? {}).map(([name, other]) => ({
      name,
      predict: other.baseline.predict,
      ...ownOf(name),
    })),
    ...(options.paths && { paths: options.paths }),
    ...(options.note !== undefined && { note: options.note }),
  });
}
