import { signedPoints } from "../base/signedPoints.js";
import { judgeCauses } from "../robustness/causeVerdict.js";
import type { Contrast } from "../robustness/overShifts.js";
import { pointsText } from "./pointsText.js";
import { causeInWords, headlineInWords } from "./verdictText.js";

// Sentences on comparisons that stand beside the verdicts: each is judged alone, without correction for the others.

/** What a comparison says alone. `lowers`: no rise, and the difference is below 0 and not within the margin. */
export type Rise = "raises" | "no rise" | "lowers" | "open" | "not judged";

function judgedAlone(contrast: Contrast) {
  const [{ rows, headline }] = judgeCauses({ alone: [contrast] }) as [ReturnType<typeof judgeCauses>[number]];
  return { row: rows[0]!, headline };
}

/** The one-sided conclusion on one comparison, judged alone. @throws InputError as `judgeCauses` */
export function riseOf(contrast: Contrast): Rise {
  const { row, headline } = judgedAlone(contrast);
  if (row.notJudged !== undefined) return "not judged";
  return headline === "no rise" && row.test.verdict.kind === "lower" ? "lowers" : headline;
}

/** The same with its number: `+0.4 [−0.5, +1.3] points: no rise of 2 points or more`. @throws InputError as `judgeCauses` */
export function riseInWords(contrast: Contrast): string {
  const { row, headline } = judgedAlone(contrast);
  const points = pointsText(contrast.deltaPoints);
  if (row.notJudged !== undefined) return `${points}: ${row.notJudged}`;
  const { verdict } = contrast.test;
  if (riseOf(contrast) === "lowers") return `${points}: ${causeInWords(verdict)}`;
  return `${points}: ${headlineInWords(headline, verdict.marginPoints)}`;
}

/** Comparisons as a Markdown list, one line each: `- a − b: +0.4 [−0.5, +1.3] points: no rise of 2 points or more`. */
export function riseList(contrasts: readonly Contrast[]): string {
  return contrasts.map((row) => `- ${row.comparison}: ${riseInWords(row)}`).join("\n");
}

/**
 * What is left of an effect when a part of what may cause it is taken away, as sentences.
 * @param whole the effect, e.g. of a pool against the reference
 * @param rest the same without that part
 */
export function effectLeftInWords(whole: Contrast, rest: Contrast): string {
  const [all, left] = [riseOf(whole), riseOf(rest)];
  if (all !== "raises")
    return `**${whole.comparison}: ${riseInWords(whole)}. So there is no rise of which a part could be left.**`;
  const share = (100 * rest.deltaPoints.value) / whole.deltaPoints.value;
  const numbers = `${signedPoints(rest.deltaPoints.value)} of ${signedPoints(whole.deltaPoints.value)} points are left, ${share.toFixed(0)}%.`;
  const margin = whole.test.verdict.marginPoints;
  const said: Readonly<Record<Rise, string>> = {
    raises: `The rest alone raises ρ${share >= 50 ? ", by half of the effect or more" : ", by less than half of the effect"}.`,
    "no rise": `A rise of ${margin} points or more is excluded: what was taken away made the effect.`,
    lowers: `A rise of ${margin} points or more is excluded: what was taken away made the effect.`,
    open: "Whether the rest raises ρ is open.",
    "not judged": "Whether the rest raises ρ cannot be judged.",
  };
  return `**${numbers} ${said[left]}**`;
}

/**
 * Whether more of something raises ρ in each of several settings, as a sentence.
 * @param what e.g. `pre-training`
 * @param contrasts more − less, one per setting
 */
export function moreInWords(what: string, contrasts: readonly Contrast[]): string {
  const rises = contrasts.map(riseOf);
  const raising = contrasts.filter((_, at) => rises[at] === "raises");
  if (raising.length === contrasts.length) return `**More ${what} raises ρ in every case.**`;
  if (raising.length > 0)
    return `**More ${what} raises ρ: ${raising.map(({ comparison }) => comparison).join("; ")}.**`;
  const margin = Math.max(...contrasts.map(({ test }) => test.verdict.marginPoints));
  return rises.every((rise) => rise === "no rise" || rise === "lowers")
    ? `**More ${what} raises ρ by less than ${margin} points in every case.**`
    : `**Whether more ${what} raises ρ is open.**`;
}
