import type { SourceSummary } from "../causes/distribution/published.js";
import type { RelatedRho } from "../causes/ruledOut/published.js";
import type { Linearity } from "../robustness/linearity.js";
import type { RegimeSummary } from "../robustness/rhoByRegime.js";
import { rhoOf, type ShiftEvaluation } from "../robustness/shift.js";
import type { Figure } from "./figure.js";
import { drawForest } from "./forest.js";

const inPoints = { xTitle: "ρ, percentage points", reference: 0 } as const;

/**
 * ρ of single models with their 95% intervals, one line per model.
 * @param models their names, in this order
 * @throws RangeError naming a model that was not measured
 */
export function drawRho(
  evaluation: Omit<ShiftEvaluation, "fit">,
  models: readonly string[],
  { title, group }: { readonly title: string; readonly group: string },
): Figure {
  const rows = models.map((label) => ({ label, group, estimate: rhoOf(evaluation, label).rhoPoints }));
  return drawForest({ ...inPoints, title, rows });
}

/**
 * Mean ρ of each regime on several shifts, one line per shift and regime.
 * @param byShift title of the shift → its regimes, see `rhoByRegime`
 */
export function drawRegimes(
  byShift: Readonly<Record<string, readonly RegimeSummary[]>>,
  { title }: { readonly title: string },
): Figure {
  const rows = Object.entries(byShift).flatMap(([shift, summaries]) =>
    summaries.map(({ regime, models, meanPoints }) => ({
      label: `${shift}: ${regime}`,
      group: shift,
      estimate: meanPoints,
      detail: `${models} models`,
    })),
  );
  return drawForest({ ...inPoints, title, rows });
}

/** ρ of the systems beside CLIP with its 95% interval, one line per shift and system. */
export function drawRelated(rows: readonly RelatedRho[], { title }: { readonly title: string }): Figure {
  const lines = rows.map(({ system, shift, rhoPoints }) => ({
    label: `${shift}: ${system}`,
    group: shift,
    estimate: rhoPoints,
  }));
  return drawForest({ ...inPoints, title, rows: lines });
}

/**
 * Distance of each training set's models from the line of all zero-shot models on one shift, one line per training set.
 * @param sources see `rhoByTrainingData`
 * @param shift title of the shift
 * @throws RangeError if a training set was not measured on the shift
 */
export function drawSources(
  sources: readonly SourceSummary[],
  { shift, title }: { readonly shift: string; readonly title: string },
): Figure {
  const rows = sources.map(({ trainingData, models, byShift }) => {
    const found = byShift.find((row) => row.shift === shift);
    if (!found) throw new RangeError(`${trainingData} was not measured on ${shift}`);
    return { label: trainingData, group: shift, estimate: found.deltaPoints, detail: `${models} models` };
  });
  return drawForest({ title: `${shift}: ${title}`, xTitle: "points", reference: 0, rows });
}

/** R² of the baseline on each test set, one dot per test set, coloured by the kind of shift. */
export function drawLinearity(lines: readonly Linearity[], { title }: { readonly title: string }): Figure {
  const rows = lines.map((row) => ({
    label: row.title,
    group: row.kind,
    estimate: { value: row.r2 },
    detail: `${row.models} baseline models`,
  }));
  return drawForest({ title, xTitle: "R² of the baseline on logit axes", rows });
}
