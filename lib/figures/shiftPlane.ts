import { placed } from "../evaluate/placed.js";
import type { ShiftEvaluation } from "../evaluate/shift.js";
import { regimeTitles } from "../published/regimeTitles.js";
import type { Regime } from "../published/schema.js";
import type { Figure } from "./figure.js";
import { drawPlane, type PlaneGroup } from "./plane.js";
import { type Mark, markAt } from "./theme.js";

export interface ShiftPlaneOptions {
  /** Default: accuracy under this shift against in-distribution accuracy. */
  readonly title?: string;
  /** Regimes drawn, in this order; default all that have models. */
  readonly regimes?: readonly Regime[];
  /** Regimes whose ρ is drawn as vertical lines, default none. */
  readonly drops?: readonly Regime[];
  /** Whether the baseline and its band are drawn, default true. */
  readonly baseline?: boolean;
  readonly note?: string;
}

/** Each regime keeps its colour and shape from figure to figure; the toy networks share the last one. */
const regimeMarks: Readonly<Record<Regime, Mark>> = Object.fromEntries(
  (Object.keys(regimeTitles) as Regime[]).map((regime, index) => [regime, markAt(index)]),
) as Record<Regime, Mark>;

/** The plane of one evaluated shift, models grouped by regime. */
export function drawShift(evaluation: ShiftEvaluation, options: ShiftPlaneOptions = {}): Figure {
  const regimes = options.regimes ?? (Object.keys(regimeTitles) as Regime[]);
  const { baseline, inDistribution, shift } = evaluation;
  const groups: PlaneGroup[] = regimes.flatMap((regime) => {
    const models = evaluation.models.filter(({ point }) => point.published.regime === regime);
    if (models.length === 0) return [];
    return [
      {
        name: `${regimeTitles[regime]}, ${models.length}`,
        points: models.map(placed),
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
    ...(options.note !== undefined && { note: options.note }),
  });
}
