import { captionGroups, usualCaptions } from "../causes/beside/captionQuality.js";
import { margins } from "../causes/plan/margins.js";
import { drawAccuracyAndRho } from "../figures/accuracyAndRho.js";
import { displayFigure, displayMarkdown } from "../notebook/index.js";
import { wordsOrTrainingInWords } from "../report/wordsOrTraining.js";
import { judgeCauses } from "../robustness/causeVerdict.js";
import { meansOverShifts } from "../robustness/overShifts.js";
import { type OpenedStudy, rhoOfGroups, showRho } from "./miniature.js";

/**
 * Shows what better captions and longer training do to CLIP on the web-like pool: accuracy in distribution and ρ as a figure
 * and a table, and what CLIP lacks more as a sentence.
 * @param study the opened experiment `captionQuality`
 * @throws Error outside a notebook
 */
export async function showWordsOrTraining({
  shifts,
  contrasts,
}: Pick<OpenedStudy, "shifts" | "contrasts">): Promise<void> {
  const rows = rhoOfGroups(shifts, captionGroups);
  await displayFigure(
    drawAccuracyAndRho(rows, { title: "Better captions and longer training", margin: margins.closePoints }),
  );
  await showRho(rows, "By captions and steps; accuracy in distribution, ρ in points");
  const [judged] = judgeCauses({ captions: meansOverShifts(contrasts) });
  await displayMarkdown(wordsOrTrainingInWords(rows, usualCaptions, judged!.rows));
}
