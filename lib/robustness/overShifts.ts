import {
  type EquivalenceTest,
  type Estimate,
  equivalenceOfDraws,
  type Interval,
  intervalOf,
} from "../stats/index.js";
/** Margins of "no effect", in percentage points of ρ. Set them before looking at results. */
export interface Margins {
  /** Margin for the mean over shifts, and for a shift close to the reference. */
  readonly closePoints: number;
  /** Margin for any other single shift, which scatters more. */
  readonly farPoints: number;
  /** Titles of the shifts close to the reference; default ImageNetV2 alone. */
  readonly close?: readonly string[];
}

/** The margin for a shift, given its title. */
function marginOf({ closePoints, farPoints, close = ["ImageNetV2"] }: Margins, shift: string): number {
  return close.includes(shift) ? closePoints : farPoints;
}

/** The subject of a row: one shift, or the mean over all shifts. */
export interface RowSubject {
  readonly of: "shift" | "mean";
  /** Title of the shift, or `mean of 4 shifts`. */
  readonly shift: string;
  /** Indices of the shifts in the order given. */
  readonly places: readonly number[];
  readonly marginPoints: number;
}

/** What a row over some shifts is titled: the shift, or their mean. */
export function titleOver(shifts: readonly string[]): string {
  return shifts.length === 1 ? shifts[0]! : `mean of ${shifts.length} shifts`;
}

/** Makes one row per shift, then one for their mean if there are several. */
export function shiftsAndMean<Row>(
  shifts: readonly string[],
  margins: Margins,
  row: (subject: RowSubject) => Row,
): Row[] {
  const subjects: RowSubject[] = shifts.map((shift, place) => ({
    of: "shift",
    shift,
    places: [place],
    marginPoints: marginOf(margins, shift),
  }));
  if (shifts.length > 1)
    subjects.push({
      of: "mean",
      shift: titleOver(shifts),
      places: [...shifts.keys()],
      marginPoints: margins.closePoints,
    });
  return subjects.map(row);
}

/** Two sides of a comparison, with their numbers of models and mean in-distribution accuracies (fractions). */
interface ContrastSides {
  readonly comparison: string;
  readonly modelsA: number;
  readonly modelsB: number;
  readonly inDistributionA: number;
  readonly inDistributionB: number;
  /** Published models only: how many networks the comparison rests on. */
  readonly networks?: number;
}

/** Δρ of two groups of models on one shift, or averaged over several. */
export interface Contrast extends ContrastSides {
  readonly of: RowSubject["of"];
  /** Title of the shift, or `mean of 4 shifts`. */
  readonly shift: string;
  /** Δρ = ρ(a) − ρ(b), averaged over each side's models, in percentage points with its 95% interval. */
  readonly deltaPoints: Interval;
  readonly test: EquivalenceTest;
}

export interface ContrastTestOptions {
  readonly margins: Margins;
  /** Level of each one-sided test of equivalence, default 0.05. */
  readonly alpha?: number | undefined;
}

/**
 * Makes the rows of a comparison: Δρ with its interval and test on each shift, then on their mean.
 * @param shifts titles of the shifts
 * @param estimate computes Δρ of one row with its draws, and further fields of the row
 */
export function contrastsOverShifts<More extends object = object>(
  sides: ContrastSides,
  shifts: readonly string[],
  { margins, alpha }: ContrastTestOptions,
  estimate: (subject: RowSubject) => { readonly delta: Estimate; readonly more?: More },
): (Contrast & More)[] {
  return shiftsAndMean(shifts, margins, (subject) => {
    const { delta, more } = estimate(subject);
    return {
      ...sides,
      of: subject.of,
      shift: subject.shift,
      deltaPoints: intervalOf(delta),
      test: equivalenceOfDraws(delta, subject.marginPoints, alpha),
      ...more,
    } as Contrast & More;
  });
}

/**
 * The contrasts of which the comparison's name holds one of these words, in their order.
 * @throws RangeError if there is none, since a misspelt word would otherwise show an empty table
 */
export function comparisonsWith<C extends Pick<Contrast, "comparison">>(
  contrasts: readonly C[],
  ...words: readonly string[]
): C[] {
  const found = contrasts.filter(({ comparison }) => words.some((word) => comparison.includes(word)));
  if (found.length === 0) throw new RangeError(`no comparison is called by any of: ${words.join("; ")}`);
  return found;
}

/** The rows that average over shifts, one per comparison. The verdict on a cause is based on them. */
export function meansOverShifts<C extends Pick<Contrast, "of">>(contrasts: readonly C[]): C[] {
  return contrasts.filter(({ of }) => of === "mean");
}
