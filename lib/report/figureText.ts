import { signedPoints } from "../base/signedPoints.js";
import { average, type Interval } from "../stats/index.js";

// What figures show, in a sentence or two, for readers who do not see them and for the captions of reports.

interface NamedGroup {
  readonly name: string;
  readonly points: readonly { readonly rhoPoints?: Pick<Interval, "value"> }[];
}

/** Groups that a sentence lists; more would be a table. */
const mostListed = 6;

/** An effective-robustness plane: what a mark is, and the mean ρ of the groups, the largest first. */
export function planeInWords(
  groups: readonly NamedGroup[],
  { xTitle, yTitle, baseline }: { xTitle: string; yTitle: string; baseline?: string },
): string {
  const means = groups
    .map(({ name, points }) => ({ name, rhos: points.flatMap(({ rhoPoints }) => rhoPoints?.value ?? []) }))
    .filter(({ rhos }) => rhos.length > 0)
    .map(({ name, rhos }) => ({ name, mean: average(rhos) }))
    .sort((a, b) => Math.abs(b.mean) - Math.abs(a.mean))
    .map(({ name, mean }) => `${name} ${signedPoints(mean)}`);
  const line = baseline ? ` The line is the ${baseline}; ρ is the vertical distance from it.` : "";
  const listed = means.slice(0, mostListed).join("; ");
  const more = means.length > mostListed ? `; and ${means.length - mostListed} more groups` : "";
  return `Each mark is a model, at ${xTitle} and ${yTitle}.${line}${listed ? ` Mean ρ in points: ${listed}${more}.` : ""}`;
}

interface LabelledEstimate {
  readonly label: string;
  readonly estimate: Interval | { readonly value: number };
}

/** A forest plot: its extremes, and how many intervals leave out the reference. */
export function forestInWords(rows: readonly LabelledEstimate[], reference?: number): string {
  if (rows.length === 0) return "No estimates.";
  const sorted = rows.toSorted((a, b) => a.estimate.value - b.estimate.value);
  const text = ({ label, estimate }: LabelledEstimate) =>
    `${oneLine(label)} (${estimate.value.toFixed(2).replace("-", "−")})`;
  const intervals = rows.flatMap(({ estimate }) => ("low" in estimate ? [estimate] : []));
  const beside = intervals.filter(
    ({ low, high }) => reference !== undefined && (low > reference || high < reference),
  );
  const count =
    reference === undefined || intervals.length === 0
      ? ""
      : ` ${beside.length} of ${intervals.length} intervals leave out ${reference}.`;
  if (rows.length === 1) return `One estimate: ${text(sorted[0]!)}.${count}`;
  return `${rows.length} estimates, from ${text(sorted[0]!)} to ${text(sorted.at(-1)!)}.${count}`;
}

interface LevelSeries {
  readonly name: string;
  /** Mean ρ in percentage points by level, in any order. */
  readonly levels: readonly { readonly level: number; readonly rhoPoints: number }[];
}

/** ρ against a level: where each series begins and where it ends. */
export function levelsInWords(series: readonly LevelSeries[], levelTitle: string): string {
  const ends = series.slice(0, mostListed).map(({ name, levels }) => {
    const sorted = levels.toSorted((a, b) => a.level - b.level);
    const [first, last] = [sorted[0]!, sorted.at(-1)!];
    return `${name}, ${signedPoints(first.rhoPoints)} at ${first.level} and ${signedPoints(last.rhoPoints)} at ${last.level}`;
  });
  const more = series.length > mostListed ? `; and ${series.length - mostListed} more` : "";
  return `Mean ρ in points by ${levelTitle}: ${ends.join("; ")}${more}.`;
}

interface CountSeries {
  readonly name: string;
  readonly steps: readonly { readonly step: string; readonly count: number }[];
}

/** Counts after each step: what a series begins and ends with. */
export function stepsInWords(series: readonly CountSeries[]): string {
  const ends = series.map(({ name, steps }) => {
    const [first, last] = [steps[0]!, steps.at(-1)!];
    return `${name}: ${first.count.toLocaleString("en-US")} ${oneLine(first.step)}, ${last.count.toLocaleString("en-US")} ${oneLine(last.step)}`;
  });
  return `${ends.join(". ")}.`;
}

/** Counted pairs: the most frequent ones. */
export function pairsInWords(
  pairs: readonly { readonly ids: readonly [string, string]; readonly count: number }[],
  unit: string,
): string {
  const most = pairs.toSorted((a, b) => b.count - a.count).slice(0, 3);
  return `${pairs.length} pairs occur together. Most often: ${most.map(({ ids, count }) => `${ids.join(" and ")} (${count} ${unit})`).join(", ")}.`;
}

/** Rows and columns of ρ: its highest and its lowest mean. */
export function rhoMatrixInWords(
  rows: readonly { readonly label: string; readonly meanPoints: number }[],
): string {
  if (rows.length === 0) return "No treatments.";
  const sorted = rows.toSorted((a, b) => a.meanPoints - b.meanPoints);
  const text = ({ label, meanPoints }: (typeof rows)[number]) =>
    `${oneLine(label)} (${signedPoints(meanPoints)})`;
  return `ρ in points by treatment and shift. The mean over the shifts reaches from ${text(sorted[0]!)} to ${text(sorted.at(-1)!)}.`;
}

/** Treatments trained for several lengths: accuracy in distribution and ρ after the shortest and the longest. */
export function accuracyAndRhoInWords(
  rows: readonly {
    readonly treatment: string;
    readonly budget?: number;
    readonly inDistribution: number;
    readonly meanPoints: number;
  }[],
): string {
  const treatments = [...new Set(rows.map(({ treatment }) => treatment))].slice(0, mostListed);
  const texts = treatments.map((treatment) => {
    const path = rows
      .filter((row) => row.treatment === treatment)
      .toSorted((a, b) => (a.budget ?? 0) - (b.budget ?? 0));
    const at = ({ inDistribution, meanPoints }: (typeof rows)[number]) =>
      `${(100 * inDistribution).toFixed(0)}% and ${signedPoints(meanPoints)}`;
    return `${treatment}, ${at(path[0]!)}, then ${at(path.at(-1)!)}`;
  });
  return `Accuracy in distribution and mean ρ in points, after the shortest and the longest training: ${texts.join("; ")}.`;
}

/** Images per class: the most frequent class, and the one in the middle. */
export function frequenciesInWords(
  series: readonly { readonly name: string; readonly counts: readonly number[] }[],
): string {
  const texts = series.map(({ name, counts }) => {
    const sorted = counts.toSorted((a, b) => b - a);
    const middle = sorted[Math.floor(sorted.length / 2)]!;
    return `${name} ${sorted[0]!.toLocaleString("en-US")} and ${middle.toLocaleString("en-US")}`;
  });
  return `Images of the most frequent class and of the class in the middle: ${texts.join("; ")}.`;
}

/** Words by what they tell: the ones that say most about the class, and about the set. */
export function wordInformationInWords(
  words: readonly { readonly word: string; readonly classBits: number; readonly setBits: number }[],
): string {
  const top = (bits: "classBits" | "setBits") =>
    words
      .toSorted((a, b) => b[bits] - a[bits])
      .slice(0, 3)
      .map(({ word }) => `“${word}”`)
      .join(", ");
  return `Of ${words.length} words, ${top("classBits")} say most about the class, and ${top("setBits")} most about the set.`;
}

function oneLine(label: string): string {
  return label
    .replace(/<br\s*\/?>/g, ": ")
    .replace(/<[^>]*>/g, "")
    .trim();
}
