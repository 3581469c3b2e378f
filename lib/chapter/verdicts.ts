import { displayTable } from "../notebook/index.js";
import { judgedFormats, judgedRows, shiftFormats, shiftRows } from "../report/verdictTable.js";
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
