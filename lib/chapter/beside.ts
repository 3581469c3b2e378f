import { evaluateOnBothPools, groupsOnBothPools } from "../causes/beside/bothPools.js";
import { averagedShifts, margins } from "../causes/plan/margins.js";
import { drawAgreement } from "../figures/agreement.js";
import { drawRhoByAxis, drawTwoAxes } from "../figures/twoAxes.js";
import { displayFigure, displayMarkdown, displayTable } from "../notebook/index.js";
import type { RunRecord } from "../record/schema.js";
import { agreementInWords, agreementRows } from "../report/agreementText.js";
import { effectLeftInWords, moreInWords, riseList } from "../report/riseText.js";
import { twoAxesInWords, twoAxesRows } from "../report/twoAxesText.js";
import { agreementOnTheLine } from "../robustness/agreementOnTheLine.js";
import { isMiniatureBaseline, type MiniatureModel } from "../robustness/miniature.js";
import { type Contrast, comparisonsWith, meansOverShifts } from "../robustness/overShifts.js";
import { rhoByAxis } from "../robustness/rhoByAxis.js";

// Experiments beside the causes, one call each. Each function displays below the cell that calls it.

/**
 * Shows the baseline on both axes: accuracy under one shift against what either test expects, mean ρ by what it is measured from,
 * how well the lines and the plane fit, and what that says.
 * @param sweep records of the sweep
 * @param options.shift title of the shift of which the planes are shown
 * @throws Error outside a notebook; InputError as `evaluateTwoAxes`; RangeError for another shift
 */
export async function showBothAxes(
  sweep: readonly RunRecord[],
  {
    shift,
    titles,
  }: { readonly shift: string; readonly titles: { readonly planes: string; readonly rho: string } },
): Promise<void> {
  const evaluations = evaluateOnBothPools(sweep);
  const shown = evaluations.find((evaluation) => evaluation.shift === shift);
  if (!shown) throw new RangeError(`no averaged shift is called "${shift}"`);
  const ordinary = {
    "ordinary models of the reference": { treatments: ["baseline"] },
    "ordinary models of the pool": { treatments: ["web"] },
  };
  const { "CLIP on the web-like pool": clip } = groupsOnBothPools;
  await displayFigure(
    drawTwoAxes(shown, { title: titles.planes, groups: { ...ordinary, "CLIP on the web-like pool": clip } }),
  );
  const rows = rhoByAxis(evaluations, groupsOnBothPools);
  await displayFigure(drawRhoByAxis(rows, { title: titles.rho, margin: margins.closePoints }));
  await displayTable(twoAxesRows(evaluations), {
    caption: "How well a line over one test and the plane over both explain accuracy under shift",
    digits: 2,
  });
  await displayMarkdown(twoAxesInWords(evaluations, rows, margins.closePoints));
}

/**
 * Shows accuracy and agreement of the baseline's models on each averaged shift, both lines in numbers, and what they say.
 * @param models models of a study; those of the baseline whose records keep predictions are used
 * @throws Error outside a notebook; InputError as `agreementOnTheLine`
 */
export async function showAgreement(
  models: readonly MiniatureModel[],
  { title }: { readonly title: string },
): Promise<void> {
  const ordinary = models.filter(isMiniatureBaseline);
  const all = averagedShifts.map((shift) => agreementOnTheLine(ordinary, { shift }));
  for (const found of all) await displayFigure(drawAgreement(found, { title: `${found.shift}: ${title}` }));
  await displayTable(agreementRows(all), {
    caption: "Accuracy on the line and agreement on the line, probit axes",
    digits: 2,
  });
  await displayMarkdown(agreementInWords(all, margins.closePoints));
}

/** Shows comparisons averaged over the shifts, each judged alone, as a list. @throws Error outside a notebook */
export async function showRises(contrasts: readonly Contrast[]): Promise<void> {
  await displayMarkdown(riseList(contrasts));
}

/**
 * Shows what is left of an effect without a part of what may cause it, beside all comparisons of the experiment.
 * @param contrasts comparisons of one experiment
 * @param names of the effect, and of the effect without that part
 * @throws Error outside a notebook; RangeError for an unknown name
 */
export async function showWhatIsLeft(
  contrasts: readonly Contrast[],
  names: { readonly whole: string; readonly rest: string },
): Promise<void> {
  const means = meansOverShifts(contrasts);
  const [whole, rest] = [names.whole, names.rest].map((name) => comparisonsWith(means, name)[0]!) as [
    Contrast,
    Contrast,
  ];
  await displayMarkdown(`${riseList(means)}\n\n${effectLeftInWords(whole, rest)}`);
}

/**
 * Shows whether more of something raises ρ, in each of several settings.
 * @param what e.g. `pre-training`
 * @throws Error outside a notebook
 */
export async function showMore(what: string, contrasts: readonly Contrast[]): Promise<void> {
  await displayMarkdown(`${riseList(contrasts)}\n\n${moreInWords(what, contrasts)}`);
}
