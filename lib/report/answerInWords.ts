// What an exercise says of a student's answer: right, or which way it is off. The answer that is expected stays hidden.

/** What an exercise says of an answer. */
export interface Judgement {
  readonly status: "right" | "wrong" | "open";
  /** One or two sentences. */
  readonly text: string;
}

/** Judges an answer, which may be anything a cell holds. `undefined` and NaN mean that there is none yet. */
export type Expected = (answer: unknown) => Judgement;

/** The number that an exercise expects. */
export interface ExpectedNumber {
  readonly value: number;
  /** Largest difference that still counts as right, in the same unit. */
  readonly tolerance: number;
  /** As in `percentage points`; shown to the student. */
  readonly unit: string;
}

/**
 * Expects a number. A wrong one is told whether it is too high or too low, whether it is near, and whether it looks like a
 * fraction in place of a percentage.
 */
export function expectNumber({ value, tolerance, unit }: ExpectedNumber): Expected {
  return (answer) => {
    if (isMissing(answer)) return open(`Put a number in place of \`undefined\` (${unit}), and run the cell.`);
    if (typeof answer !== "number" || !Number.isFinite(answer))
      return wrong(`A number is expected (${unit}), and this is ${kindOf(answer)}.`);
    const off = answer - value;
    // Subtracting decimal fractions leaves a last digit.
    if (Math.abs(off) <= tolerance * (1 + 1e-9)) return right(`Right, within ${tolerance} ${unit}.`);
    if (/^per ?cent/.test(unit) && Math.abs(answer * 100 - value) <= tolerance)
      return wrong(`This looks like a fraction. The answer is expected in ${unit}.`);
    const near = Math.abs(off) <= 5 * tolerance ? " You are near." : "";
    const sign = answer * value < 0 ? " The sign is the other one, too." : "";
    return wrong(`Too ${off > 0 ? "high" : "low"}.${near}${sign}`);
  };
}

/** What two or more runs show, as far as an exercise asks. */
export interface ComparedRun {
  readonly treatment: string;
  /** Accuracy in distribution, a fraction. */
  readonly inDistribution: number;
  /** Mean ρ over the shifts, percentage points. */
  readonly meanPoints: number;
  /** ρ shift by shift, percentage points. */
  readonly byShift: readonly { readonly shift: string; readonly rhoPoints: number }[];
}

/** A guess about runs: the name of one, or `same` if the best two are closer than `sameWithinPoints`. */
export interface RunGuess {
  readonly moreAccurate: string;
  readonly higherRho: string;
  /** The shift on which ρ of the first and the last run differ most, where an exercise asks for it. */
  readonly largestDifferenceOn?: string;
}

/** Single runs scatter by a point or two, so a smaller difference says nothing. */
export const sameWithinPoints = 2;

/**
 * Expects a guess about the outcome of runs that the student trained.
 * @param runs what was measured; undefined before the training
 */
export function expectGuess(runs: readonly ComparedRun[] | undefined): Expected {
  return (answer) => {
    if (isMissing(answer)) return open("Write down your guess first, then train.");
    const guess = Object(answer) as Partial<RunGuess>;
    const { moreAccurate, higherRho, largestDifferenceOn } = guess;
    const asksShift = "largestDifferenceOn" in guess;
    if ([moreAccurate, higherRho, ...(asksShift ? [largestDifferenceOn] : [])].some(isMissing))
      return open('Write down your guess first: the name of a run, or "same", for accuracy and for ρ.');
    if (runs === undefined) return open("Your guess is noted. Set `tryIt` to `true` to train the runs.");
    if (runs.length < 2) return open("Fewer than two runs came to an end, so there is nothing to compare.");
    const names = [...runs.map(({ treatment }) => treatment), "same"];
    const shifts = runs[0]!.byShift.map(({ shift }) => shift);
    for (const [field, name, known] of [
      ["moreAccurate", moreAccurate, names],
      ["higherRho", higherRho, names],
      ...(asksShift ? ([["largestDifferenceOn", largestDifferenceOn, shifts]] as const) : []),
    ] as const)
      if (!known.includes(name as string))
        return wrong(`\`${field}\`: expected ${known.map((one) => `"${one}"`).join(" or ")}.`);
    const parts = [
      guessed("accuracy in distribution", moreAccurate, runs, (run) => 100 * run.inDistribution),
      guessed("mean ρ", higherRho, runs, (run) => run.meanPoints),
      ...(asksShift ? [guessedShift(largestDifferenceOn, runs)] : []),
    ];
    const text = parts.map((part) => part.text).join(" ");
    return parts.every((part) => part.status === "right") ? right(text) : wrong(text);
  };
}

function guessed(
  what: string,
  name: unknown,
  runs: readonly ComparedRun[],
  measured: (run: ComparedRun) => number,
): Judgement {
  const [first, second] = runs.toSorted((a, b) => measured(b) - measured(a));
  const isSame = measured(first!) - measured(second!) < sameWithinPoints;
  const subject = what[0]!.toUpperCase() + what.slice(1);
  if (name === (isSame ? "same" : first!.treatment)) return right(`${subject}: as you guessed.`);
  if (name === "same") return wrong(`${subject}: the difference is larger than ${sameWithinPoints} points.`);
  if (isSame) return wrong(`${subject}: the difference is too small for a single run to say so.`);
  return wrong(`${subject}: another run is ahead.`);
}

function guessedShift(name: unknown, runs: readonly ComparedRun[]): Judgement {
  const differences = runs[0]!.byShift.map(({ shift, rhoPoints }, at) => ({
    shift,
    points: Math.abs(runs.at(-1)!.byShift[at]!.rhoPoints - rhoPoints),
  }));
  const [largest] = differences.toSorted((a, b) => b.points - a.points);
  return largest!.shift === name
    ? right("Largest difference of ρ: on that shift.")
    : wrong("Largest difference of ρ: on another shift.");
}

export const right = (text: string): Judgement => ({ status: "right", text });
export const wrong = (text: string): Judgement => ({ status: "wrong", text });
export const open = (text: string): Judgement => ({ status: "open", text });

export function isMissing(answer: unknown): boolean {
  return answer === undefined || (typeof answer === "number" && Number.isNaN(answer));
}

export function kindOf(answer: unknown): string {
  if (typeof answer === "number") return String(answer);
  if (answer === null) return "null";
  return Array.isArray(answer) ? "a list" : typeof answer === "object" ? "an object" : `a ${typeof answer}`;
}
