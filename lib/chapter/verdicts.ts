import { margins } from "../causes/plan/margins.js";
import { displayMarkdown, displayTable } from "../notebook/display.js";
import {
  agreementList,
  type PaperClaim,
  type ScoredLayers,
  scoreCells,
  scoreInWords,
} from "../report/paperAgreement.js";
import {
  equalAccuracyFormats,
  equalAccuracyRows,
  errorFormats,
  errorRows,
  judgedFormats,
  judgedRows,
  powerFormats,
  powerRows,
  shiftFormats,
  shiftRows,
} from "../report/verdictTable.js";
import type { JudgedCause } from "../robustness/causeVerdict.js";
import type { StudyContrast } from "../robustness/experimentResults.js";
import type { Contrast } from "../robustness/overShifts.js";

/** Shows the comparisons behind the verdicts of one layer of evidence. @throws Error outside a notebook */
export async function showJudged(
  judged: readonly JudgedCause<Contrast | StudyContrast>[],
  caption: string,
): Promise<void> {
  await displayTable(judgedRows(judged), { caption, formats: judgedFormats });
}

/** Shows Δρ in percentage points, one row per comparison and one column per shift. @throws Error outside a notebook */
export async function showByShift(contrasts: readonly Contrast[], caption: string): Promise<void> {
  await displayTable(shiftRows(contrasts), { caption, formats: shiftFormats(contrasts) });
}

/** Shows how many cells agree with the paper, and what each layer says of each cause. @throws Error outside a notebook */
export async function showScore(claims: readonly PaperClaim[], layers: ScoredLayers): Promise<void> {
  const cells = scoreCells(claims, layers);
  await displayMarkdown(`**${scoreInWords(cells)}**\n\n${agreementList(cells)}`);
}

/** Shows comparisons at equal accuracy, and why some cannot be made. @throws Error outside a notebook */
export async function showEqualAccuracy(contrasts: readonly StudyContrast[], caption: string): Promise<void> {
  await displayTable(equalAccuracyRows(contrasts), { caption, formats: equalAccuracyFormats });
}

/** Shows what the standard errors of comparisons are made of, in percentage points. @throws Error outside a notebook */
export async function showErrors(contrasts: readonly StudyContrast[], caption: string): Promise<void> {
  await displayTable(errorRows(contrasts), { caption, formats: errorFormats, digits: 2 });
}

/** Shows what comparisons could have found, by simulation. @throws Error outside a notebook */
export async function showPower(contrasts: readonly StudyContrast[], caption: string): Promise<void> {
  await displayTable(powerRows(contrasts, margins.closePoints), { caption, formats: powerFormats });
}
