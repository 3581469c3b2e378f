import type { CauseParts } from "../../causes/load.js";
import type { Figure } from "../../figures/figure.js";
import { drawVerdicts } from "../../figures/verdict.js";
import { judgementRows } from "../../report/judgementTable.js";
import { type JudgedCause, judgeCauses } from "../../robustness/causeVerdict.js";
import { type EstimatedContrast, estimateParts, testedAt } from "../../robustness/contrastParts.js";
import { countCells, type DrawCells, drawsOfCells } from "./drawCells.js";

/** Margins the slider reaches, in percentage points. */
export const marginRange = { min: 0.5, max: 8, step: 0.5 } as const;

const margins = Array.from(
  { length: (marginRange.max - marginRange.min) / marginRange.step + 1 },
  (_, at) => marginRange.min + at * marginRange.step,
);

/** What draws are tested against: 0, and each margin on either side. */
export const testedBounds = [...margins.map((points) => -points).reverse(), 0, ...margins];

/** The runs of all seeds, on which the verdicts rest. */
export const plannedSeeds = "planned";

/** The primary comparisons, by the runs they rest on: all of them under `planned`, those of one seed under its number. */
export type SeedSets<T> = Readonly<Record<typeof plannedSeeds, T> & Record<string, T>>;

/** What the reader chooses. */
export interface VerdictSettings {
  readonly marginPoints: number;
  /** `planned`, or a seed. */
  readonly seeds: string;
  /** Indices of the shifts, at least one, rising. */
  readonly places: readonly number[];
}

/**
 * A comparison on some of the shifts. Of its draws the page needs where they lie among the margins, so every verdict in the
 * reach of the slider is the one that all draws give.
 */
interface PackedContrast extends Omit<EstimatedContrast, "delta"> {
  /** Null where the sides' accuracies do not meet. */
  readonly delta: { readonly value: number; readonly low: number; readonly high: number } | null;
  readonly draws: DrawCells;
}

/** What the page of the widget holds. */
export interface VerdictData {
  readonly plannedMargin: number;
  /** Titles of the shifts. */
  readonly shifts: readonly string[];
  /** Nominal coverage of the intervals, and number of draws. */
  readonly level: number;
  readonly draws: number;
  readonly sets: SeedSets<
    readonly {
      readonly cause: string;
      /** Per comparison one entry for each choice of shifts, see `choiceOf`. */
      readonly comparisons: readonly (readonly PackedContrast[])[];
    }[]
  >;
}

/**
 * Estimates the comparisons of each set of seeds on every choice of shifts, and packs them.
 * @throws RangeError if the slider does not reach the planned margin
 */
export function packVerdict(sets: SeedSets<readonly CauseParts[]>, plannedMargin: number): VerdictData {
  if (!margins.includes(plannedMargin)) throw new RangeError(`no margin of the slider is ${plannedMargin}`);
  const [first] = sets.planned.flatMap(({ comparisons }) => comparisons);
  const shifts = first!.shifts.map(({ shift }) => shift);
  const { level, draws } = estimateParts(first!, [0]).delta;
  const packed = Object.entries(sets).map(([name, causes]) => [
    name,
    causes.map(({ cause, comparisons }) => ({
      cause,
      comparisons: comparisons.map((parts) =>
        allChoices(shifts.length).map((places) => packedContrast(estimateParts(parts, places))),
      ),
    })),
  ]);
  const data = { plannedMargin, shifts, level, draws: draws.length };
  return { ...data, sets: Object.fromEntries(packed) as VerdictData["sets"] };
}

function packedContrast({ delta, overlap, ...contrast }: EstimatedContrast): PackedContrast {
  const { value, low, high, draws } = delta;
  const known = !draws.some(Number.isNaN);
  return {
    ...contrast,
    ...(overlap && {
      overlap: {
        ...overlap,
        low: short(overlap.low),
        high: short(overlap.high),
        points: short(overlap.points),
      },
    }),
    delta: known ? { value: short(value), low: short(low), high: short(high) } : null,
    draws: countCells(known ? draws : new Float64Array(), testedBounds),
  };
}

/** Nine digits, more than any number that is shown. */
const short = (value: number) => Number(value.toPrecision(9));

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

/** Judges the causes by what was chosen. */
export function judgeAt(data: VerdictData, { marginPoints, seeds, places }: VerdictSettings): JudgedCause[] {
  const rows = data.sets[seeds]!.map(({ cause, comparisons }) => [
    cause,
    comparisons.map((choices) => testedAt(unpacked(choices[choiceOf(places)]!, data), marginPoints)),
  ]);
  return judgeCauses(Object.fromEntries(rows) as Record<string, ReturnType<typeof testedAt>[]>);
}

function unpacked({ delta, draws, ...contrast }: PackedContrast, data: VerdictData): EstimatedContrast {
  const { level } = data;
  const missing = Number.NaN;
  return {
    ...contrast,
    delta: delta
      ? { ...delta, level, draws: drawsOfCells(draws, testedBounds) }
      : {
          value: missing,
          low: missing,
          high: missing,
          level,
          draws: new Float64Array(data.draws).fill(missing),
        },
  };
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

/** Rows of the widget's table: cause, verdict as chosen, as planned, and whether they differ. */
export function verdictWidgetRows(
  chosen: readonly JudgedCause[],
  planned: readonly JudgedCause[],
  text: Text,
): string[][] {
  return judgementRows({ chosen, planned }).map((row, at) => [
    row.cause!,
    row.chosen!,
    row.planned!,
    text(chosen[at]!.headline === planned[at]!.headline ? "same" : "other"),
  ]);
}
