import { signedPoints } from "../base/signedPoints.js";
import type { AxisRho } from "../robustness/rhoByAxis.js";
import type { TwoAxisEvaluation, TwoAxisModel } from "../robustness/twoAxes.js";
import { average } from "../stats/index.js";

/** R² that a second axis has to add before it is said to explain more. */
const worthSaying = 0.01;

const measuredFrom = "Mean ρ in points by test (reference / pool / both)";

/** How well lines over either axis and the plane over both fit, one row per shift. */
export function twoAxesRows(evaluations: readonly TwoAxisEvaluation[]): Record<string, string | number>[] {
  return evaluations.map(({ shift, plane }) => ({
    shift,
    models: plane.models,
    "R², reference's test": plane.r2OfLine,
    "R², pool's test": plane.r2OfWebLine,
    "R², both": plane.r2,
    "slope, reference": plane.reference,
    "slope, pool": plane.web,
  }));
}

/**
 * What the baseline on both axes says, as Markdown: how much the second axis explains, and how much of each group's ρ is left on
 * the plane.
 * @param rows groups of models, see `rhoByAxis`
 * @param marginPoints what counts as something, percentage points
 */
export function twoAxesInWords(
  evaluations: readonly TwoAxisEvaluation[],
  rows: readonly AxisRho[],
  marginPoints: number,
): string {
  const mean = (of: (plane: TwoAxisEvaluation["plane"]) => number) =>
    average(evaluations.map(({ plane }) => of(plane)));
  const [one, other, both] = [
    mean(({ r2OfLine }) => r2OfLine),
    mean(({ r2OfWebLine }) => r2OfWebLine),
    mean(({ r2 }) => r2),
  ];
  const more =
    both - Math.max(one, other) >= worthSaying
      ? "Both axes together explain more than either alone."
      : "The second axis adds next to nothing to the better one.";
  const fits = `R², mean of the shifts: ${one.toFixed(2)} with the reference's test, ${other.toFixed(2)} with the pool's test, ${both.toFixed(2)} with both.`;
  const groups = rows.map(({ group, meanPoints }) => {
    const { reference, web, both: plane } = meanPoints;
    return `- **${group}**: ρ is ${signedPoints(reference)} points with the reference's test, ${signedPoints(web)} with the pool's test, ${signedPoints(plane)} with both. ${leftInWords(reference, plane, marginPoints)}`;
  });
  return [`${fits} ${more}`, "", ...groups].join("\n");
}

/** How much of ρ from one axis is left on both. */
function leftInWords(one: number, both: number, marginPoints: number): string {
  if (Math.abs(one) < marginPoints)
    return Math.abs(both) < marginPoints
      ? `Within ±${marginPoints} points either way.`
      : "The second axis moves it off the baseline.";
  if (Math.abs(both) < marginPoints)
    return `Within ±${marginPoints} points of the plane: nothing is left to explain.`;
  if (Math.sign(both) !== Math.sign(one)) return "On the plane it changes sides.";
  return Math.abs(both) < Math.abs(one) - marginPoints
    ? "A part of it is left on the plane."
    : "The plane does not explain it.";
}

/** Three panels of one shift, for readers who do not see them: groups, and their mean ρ from each baseline. */
export function axesOnShiftInWords(
  groups: readonly { readonly name: string; readonly models: readonly TwoAxisModel[] }[],
): string {
  const texts = groups
    .filter(({ models }) => models.length > 0)
    .map(({ name, models }) => {
      const mean = (rho: (model: TwoAxisModel) => number) => signedPoints(average(models.map(rho)));
      return `${name} ${mean((each) => each.rhoFromLinePoints)} / ${mean((each) => each.rhoFromWebLinePoints)} / ${mean((each) => each.rhoPoints)}`;
    });
  return `Each mark is a model, at the accuracy expected from one test or from both. ${measuredFrom}: ${texts.join("; ")}.`;
}

/** Mean ρ from the three baselines, for readers who do not see the figure. */
export function rhoByAxisInWords(rows: readonly AxisRho[]): string {
  const texts = rows.map(
    ({ group, meanPoints: { reference, web, both } }) =>
      `${group} ${signedPoints(reference)} / ${signedPoints(web)} / ${signedPoints(both)}`,
  );
  return `${measuredFrom}: ${texts.join("; ")}.`;
}
