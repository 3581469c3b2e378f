import type { CauseParts } from "../../causes/load.js";
import type { Figure } from "../../figures/figure.js";
import { drawVerdicts } from "../../figures/verdict.js";
import { judgementRows } from "../../report/verdictTable.js";
import { type JudgedCause, judgeCauses } from "../../robustness/causeVerdict.js";
import { type ContrastErrors, type ContrastParts, compareParts } from "../../robustness/contrastParts.js";
import type { Overlap } from "../../robustness/overlap.js";
import type { Contrast } from "../../robustness/overShifts.js";
import { type PackedDraws, packDraws, unpackDraws } from "./packDraws.js";

/** Margins the slider reaches, in percentage points. */
export const marginRange = { min: 0.5, max: 8, step: 0.5 } as const;

/** The runs of all seeds, on which the verdicts rest. */
export const plannedSeeds = "planned";

/** The primary comparisons in parts, by the runs they rest on: all of them under `planned`, those of one seed under its number. */
export type SeedSets<T> = Readonly<Record<typeof plannedSeeds, T> & Record<string, T>>;

/** What the reader chooses. */
export interface VerdictSettings {
  readonly marginPoints: number;
  /** `planned`, or a seed. */
  readonly seeds: string;
  /** Indices of the shifts, at least one, rising. */
  readonly places: readonly number[];
}

interface PackedComparison {
  readonly sides: ContrastParts["sides"];
  readonly seed: number;
  /** Number of draws. */
  readonly count: number;
  /** Per shift; null where the sides' accuracies do not meet. */
  readonly values: readonly (number | null)[];
  readonly draws: readonly (PackedDraws | null)[];
  /** Per shift, at equal accuracy. */
  readonly overlaps?: readonly Overlap[];
  /** Per choice of shifts, see `choiceOf`: own variance, standard error of the seeds, its degrees of freedom. */
  readonly errors: readonly (readonly [own: number, seeds: number, df: number])[];
}

/** What the page of the widget holds. */
export interface VerdictData {
  readonly plannedMargin: number;
  /** Titles of the shifts. */
  readonly shifts: readonly string[];
  readonly sets: SeedSets<
    readonly { readonly cause: string; readonly comparisons: readonly PackedComparison[] }[]
  >;
}

/** Packs the comparisons of each set of seeds: the planned ones finely, the others on a grid of 64 places. */
export function packVerdict(sets: SeedSets<readonly CauseParts[]>, plannedMargin: number): VerdictData {
  const shifts = sets.planned.flatMap(({ comparisons }) => comparisons)[0]!.shifts.map(({ shift }) => shift);
  const packed = Object.entries(sets).map(([name, causes]) => [
    name,
    causes.map(({ cause, comparisons }) => ({
      cause,
      comparisons: comparisons.map((parts) => ({
        sides: parts.sides,
        seed: parts.seed,
        count: parts.shifts[0]!.delta.draws.length,
        values: parts.shifts.map(({ delta }) => (Number.isNaN(delta.value) ? null : delta.value)),
        draws: parts.shifts.map(({ delta }) =>
          Number.isNaN(delta.value) ? null : packDraws(delta.draws, name === plannedSeeds ? 2 : 1),
        ),
        ...(parts.shifts.every(({ overlap }) => overlap !== undefined) && {
          overlaps: parts.shifts.map(({ overlap }) => rounded(overlap!)),
        }),
        errors: allChoices(shifts.length).map((places) => {
          const { ownVariance, seedStandardError, seedDf } = parts.errorsOn(places);
          return [ownVariance, seedStandardError, seedDf].map((value) =>
            Number(value.toPrecision(name === plannedSeeds ? 7 : 4)),
          );
        }),
      })),
    })),
  ]);
  return { plannedMargin, shifts, sets: Object.fromEntries(packed) as VerdictData["sets"] };
}

/** An overlap with fewer digits; whether it suffices is as it was. */
function rounded({ low, high, points, ...overlap }: Overlap): Overlap {
  const short = (value: number) => Number(value.toPrecision(6));
  return { ...overlap, low: short(low), high: short(high), points: short(points) };
}

/** The choices of at least one of `count` shifts, in the order of `choiceOf`. */
function allChoices(count: number): number[][] {
  return Array.from({ length: 2 ** count - 1 }, (_, at) =>
    [...Array(count).keys()].filter((place) => ((at + 1) >> place) & 1),
  );
}

/** The place of a choice of shifts in the list of all choices. */
function choiceOf(places: readonly number[]): number {
  return places.reduce((bits, place) => bits | (1 << place), 0) - 1;
}

/** The settings written down before the runs. */
export function plannedSettings({ plannedMargin, shifts }: VerdictData): VerdictSettings {
  return { marginPoints: plannedMargin, seeds: plannedSeeds, places: [...shifts.keys()] };
}

export function isPlanned(data: VerdictData, { marginPoints, seeds, places }: VerdictSettings): boolean {
  return (
    marginPoints === data.plannedMargin && seeds === plannedSeeds && places.length === data.shifts.length
  );
}

/** Judges the causes by what was chosen. Only new seeds or shifts cost time, about a tenth of a second. */
export function verdictJudge(data: VerdictData): (settings: VerdictSettings) => JudgedCause[] {
  const known = new Map<string, Map<string, ((marginPoints: number) => Contrast)[]>>();
  return ({ marginPoints, seeds, places }) => {
    const key = `${seeds} ${places.join(",")}`;
    let causes = known.get(key);
    if (!causes) {
      causes = new Map(
        data.sets[seeds]!.map(({ cause, comparisons }) => [
          cause,
          comparisons.map((packed) =>
            compareParts(unpack(packed, data.shifts), places, errorsOf(packed, places)),
          ),
        ]),
      );
      known.set(key, causes);
    }
    const rows = [...causes].map(([cause, tests]) => [cause, tests.map((test) => test(marginPoints))]);
    return judgeCauses(Object.fromEntries(rows) as Record<string, Contrast[]>);
  };
}

function unpack(packed: PackedComparison, shifts: readonly string[]): ContrastParts {
  const { sides, seed, count, values, draws, overlaps } = packed;
  return {
    sides,
    seed,
    shifts: shifts.map((shift, at) => ({
      shift,
      delta: {
        value: values[at] ?? Number.NaN,
        draws: draws[at] ? unpackDraws(draws[at]) : new Float64Array(count).fill(Number.NaN),
      },
      ...(overlaps && { overlap: overlaps[at]! }),
    })),
  };
}

function errorsOf({ errors }: PackedComparison, places: readonly number[]): ContrastErrors {
  const [ownVariance, seedStandardError, seedDf] = errors[choiceOf(places)]!;
  return { ownVariance, seedStandardError, seedDf };
}

type Text = (name: string, values?: Readonly<Record<string, string | number>>) => string;

/** The comparisons as chosen, beside those of the plan if they differ. */
export function verdictFigure(
  chosen: readonly JudgedCause[],
  planned: readonly JudgedCause[],
  { marginPoints, same }: { readonly marginPoints: number; readonly same: boolean },
  text: Text,
): Figure {
  const layers = same
    ? { [text("planned")]: planned }
    : { [text("chosen")]: chosen, [text("planned")]: planned };
  return drawVerdicts(layers, { title: text("title"), margin: marginPoints });
}

/** Letters of a label that stand on one line of a phone. */
const lettersOfLine = 46;

/** The same figure for a narrow page: the names of the comparisons stand above their lines, not beside them. */
export function namesAbove(figure: Figure): Figure {
  // Each comparison stands there twice, as chosen and as planned.
  const names = [...new Set(figure.layout.yaxis?.categoryarray as readonly string[])];
  return {
    ...figure,
    layout: {
      ...(figure.layout as object),
      height: 180 + 66 * names.length,
      meta: { ...(figure.layout as { meta?: object }).meta, keepsHeight: true },
      margin: { ...figure.layout.margin, l: 12, r: 12 },
      yaxis: {
        ...figure.layout.yaxis,
        automargin: false,
        showticklabels: false,
        ticks: "",
        range: [-0.5, names.length - 0.25],
      },
      annotations: names.map((name) => ({
        xref: "paper",
        x: 0,
        xanchor: "left",
        yref: "y",
        y: name,
        yanchor: "bottom",
        yshift: 8,
        align: "left",
        showarrow: false,
        font: { size: 11 },
        text: name.split("<br>").map(wrapped).join("<br>"),
      })),
    } as Figure["layout"], // `meta` is missing from its type
  };
}

function wrapped(line: string): string {
  const lines: string[] = [];
  for (const word of line.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < lettersOfLine)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join("<br>");
}

/** Rows of the widget's table: cause, verdict as chosen, as planned, and whether they differ. */
export function verdictWidgetRows(
  chosen: readonly JudgedCause[],
  planned: readonly JudgedCause[],
  text: Text,
): string[][] {
  return judgementRows({ chosen, planned }).map((row, at) => [
    row["cause"]!,
    row["chosen"]!,
    row["planned"]!,
    text(chosen[at]!.headline === planned[at]!.headline ? "same" : "other"),
  ]);
}
