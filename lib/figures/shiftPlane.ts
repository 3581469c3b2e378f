import { regimeTitles } from "../published/regimeTitles.js";
import type { Regime } from "../published/schema.js";
import { withAccuracyIntervals } from "../robustness/accuracyIntervals.js";
import type { ShiftEvaluation } from "../robustness/shift.js";
import type { Figure } from "./figure.js";
import { regimeMarks } from "./groupMarks.js";
import { drawPlane, type PlaneGroup } from "./plane.js";

export interface ShiftPlaneOptions {
  /** Default: accuracy under this shift against in-distribution accuracy. */
  readonly title?: string;
  /** Regimes to draw, in this order; default all with models. */
  readonly regimes?: readonly Regime[];
  /** Regimes with ρ drawn as vertical lines; default none. */
  readonly drops?: readonly Regime[];
  /** Whether to draw the baseline and its band; default true. */
  readonly baseline?: boolean;
  /**
   * Minimum in-distribution accuracy to draw, a fraction; default 0. A note gives the number of omitted models. It
   * does not affect the fit.
   */
  readonly from?: number;
  readonly note?: string;
  /** Models joined by arrows in this order, e.g. a network before and after fine-tuning. */
  readonly paths?: readonly (readonly string[])[];
}

/** Draws the plane of one evaluated shift with models grouped by regime. */
export function drawShift(evaluation: Omit<ShiftEvaluation, "fit">, options: ShiftPlaneOptions = {}): Figure {
  const regimes = options.regimes ?? (Object.keys(regimeTitles) as Regime[]);
  const { baseline, inDistribution, shift } = evaluation;
  const from = options.from ?? 0;
  const chosen = evaluation.models.filter(({ point }) => regimes.includes(point.published.regime));
  const shown = chosen.filter(({ point }) => point.x >= from);
  const groups: PlaneGroup[] = regimes.flatMap((regime) => {
    const models = shown.filter(({ point }) => point.published.regime === regime);
    if (models.length === 0) return [];
    return [
      {
        name: `${regimeTitles[regime]} (${models.length})`,
        points: models.map(withAccuracyIntervals),
        mark: regimeMarks[regime],
        drops: options.drops?.includes(regime) ?? false,
      },
    ];
  });
  return drawPlane({
    title: options.title ?? `${shift} against ${inDistribution}`,
    xTitle: `${inDistribution} top-1`,
    yTitle: `${shift} top-1`,
    scale: baseline.scale,
    groups,
    ...(options.baseline !== false && {
      baseline: { name: "baseline", predict: baseline.predict, band: (x: number) => baseline.lineBand(x) },
    }),
    ...(options.paths && { paths: options.paths }),
    note: notes(options.note, chosen.length - shown.length, from),
  });
}

function notes(note: string | undefined, hidden: number, from: number): string {
  const left =
    hidden > 0 ? [`Not drawn: ${hidden} models below ${Math.round(100 * from)}% in distribution.`] : [];
  return [...(note ? [note] : []), ...left].join("<br>");
}
