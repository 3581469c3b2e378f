import { packBits, unpackBits } from "./correctIcons.js";
import type { RunResult } from "./schema.js";

// Icons of results as the lines of a file hold them. Counts by class follow from the icons, and on a test set that is
// restricted to some classes (`test:renditions` of `test`) few icons are classified otherwise than on the whole one. So a
// line leaves out the counts, and keeps of a restricted set only where it differs. Together that makes the file of a sweep
// about half as long.

/** A result without what follows from the rest of its line. */
export type CompactResult = Omit<RunResult, "correct" | "correctByClass"> &
  Partial<Pick<RunResult, "correct" | "correctByClass">> & {
    /** Steps from one icon that differs from the whole test set to the next, the first from −1. */
    readonly differsBy?: readonly number[];
  };

/** Leaves out of results with icons what `wholeIcons` can restore. Other results stay as they are. */
export function compactIcons(results: readonly RunResult[]): CompactResult[] {
  return results.map((result) => {
    const { correct: _correct, correctByClass: _byClass, correctIcons, ...rest } = result;
    if (correctIcons === undefined) return result;
    const base = baseOf(result, results);
    const expected =
      base?.correctIcons && restricted(base.correctIcons, base.totalByClass, result.totalByClass);
    if (!expected) return { ...rest, correctIcons };
    const bits = unpackBits(correctIcons, expected.length);
    const differsBy: number[] = [];
    let last = -1;
    for (let at = 0; at < bits.length; at++)
      if (bits[at] !== expected[at]) {
        differsBy.push(at - last);
        last = at;
      }
    return { ...rest, differsBy };
  });
}

/** Restores results. What is not a compact result is left unchanged, for the schema to reject. */
export function wholeIcons(results: readonly unknown[]): unknown[] {
  const others = results.filter(isResult);
  const withIcons = results.map((result) => {
    if (!isResult(result) || result.differsBy === undefined) return result;
    const { differsBy, ...rest } = result;
    const base = baseOf(result, others);
    const bits = base?.correctIcons && restricted(base.correctIcons, base.totalByClass, result.totalByClass);
    if (!bits || !Array.isArray(differsBy)) return result;
    let at = -1;
    for (const step of differsBy) {
      at += step;
      if (!(Number.isInteger(at) && at >= 0 && at < bits.length)) return result;
      bits[at]! ^= 1;
    }
    return { ...rest, correctIcons: packBits(bits) };
  });
  return withIcons.map((result) => {
    if (!isResult(result) || result.correctByClass !== undefined || typeof result.correctIcons !== "string")
      return result;
    const total = result.totalByClass.reduce((sum, images) => sum + images, 0);
    let bits: Uint8Array;
    try {
      bits = unpackBits(result.correctIcons, total);
    } catch {
      return result;
    }
    let at = 0;
    const correctByClass = result.totalByClass.map((images) => {
      let right = 0;
      for (const end = at + images; at < end; at++) right += bits[at]!;
      return right;
    });
    return { ...result, correctByClass };
  });
}

/** The result on the whole test set, of the same read-out at the same step. */
function baseOf<R extends Pick<CompactResult, "testset" | "readout" | "step">>(
  { testset, readout, step }: R,
  results: readonly R[],
): R | undefined {
  const [base] = testset.split(":");
  if (base === testset) return undefined;
  return results.find((other) => other.testset === base && other.readout === readout && other.step === step);
}

/** The bits of some classes; undefined unless they hold all or none of each class's icons. */
function restricted(
  packed: string,
  whole: readonly number[],
  part: readonly number[],
): Uint8Array | undefined {
  if (whole.length !== part.length || part.some((images, c) => images !== 0 && images !== whole[c]))
    return undefined;
  const iconsOf = (numbers: readonly number[]) => numbers.reduce((sum, images) => sum + images, 0);
  try {
    const bits = unpackBits(packed, iconsOf(whole));
    const kept = new Uint8Array(iconsOf(part));
    let [from, to] = [0, 0];
    for (const [c, images] of whole.entries()) {
      if (part[c] !== 0) {
        kept.set(bits.subarray(from, from + images), to);
        to += images;
      }
      from += images;
    }
    return kept;
  } catch {
    return undefined; // base64 that is none, or numbers of icons that are none
  }
}

function isResult(value: unknown): value is CompactResult {
  return (
    typeof value === "object" &&
    value !== null &&
    "testset" in value &&
    typeof value.testset === "string" &&
    "totalByClass" in value &&
    Array.isArray(value.totalByClass)
  );
}
