import { InputError } from "../base/errors.js";
import { fileExists } from "../base/files.js";
import { printable } from "../base/printable.js";
import type { Figure } from "../figures/figure.js";
import { drawShift } from "../figures/shiftPlane.js";
import { couldBeCount } from "../published/countCheck.js";
import { publishedFamilies } from "../published/familyByName.js";
import { typedAccuracy } from "../published/import/units.js";
import { loadPublished } from "../published/load.js";
import { mixedEvaluations } from "../published/oneEvaluation.js";
import { testSetNamed } from "../published/testsets/dictionary.js";
import { placementCautions, placementLines } from "../report/placementText.js";
import { type Placement, placeModel } from "../robustness/placeModel.js";
import { type Count, scaleNames } from "../stats/index.js";
import { figureForm, writeFigures } from "./figureFile.js";
import { nameOption, wholeNumberOption } from "./options.js";

/** The options of `robustness place` as typed, without the accuracies. */
export interface PlaceFlags {
  readonly name: string;
  readonly axis: string;
  readonly bootstrap: string;
  readonly seed: string;
  readonly figure?: string;
  readonly force?: true;
  readonly json?: true;
}

/**
 * Places a model and formats the output. Writes the figure if one is asked for; prints nothing.
 * @param given test set → accuracy as typed
 * @throws InputError naming the option, what was found and what was expected
 */
export async function runPlace(
  given: ReadonlyMap<string, string>,
  flags: PlaceFlags,
): Promise<{ output: string; notes: string[] }> {
  const options = {
    scale: nameOption("--axis", flags.axis, scaleNames),
    draws: wholeNumberOption("--bootstrap", flags.bootstrap, 2, 1_000_000),
    seed: wholeNumberOption("--seed", flags.seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  };
  const form = flags.figure === undefined ? undefined : figureForm(flags.figure);
  if (flags.figure !== undefined && !flags.force && (await fileExists(flags.figure)))
    throw new InputError(`--figure: ${flags.figure} exists; --force overwrites it`);
  const { counts, notes } = countsOf(given);
  const accuracies = new Map([...counts].map(([set, { correct, total }]) => [set, correct / total]));
  const fault = mixedEvaluations({ model: flags.name, origin: "own", imageSize: null, accuracies });
  if (fault !== undefined) notes.push(`these accuracies cannot be of one evaluation: ${fault}`);
  const [tables, families] = await Promise.all([
    Promise.all([loadPublished("accuracies"), loadPublished("testbed")]),
    publishedFamilies(),
  ]);
  const family = families(flags.name);
  const model = { model: flags.name, counts, ...(family !== undefined && { family }) };
  const placements = placeModel(model, { accuracies: tables[0], testbed: tables[1] }, options);
  if (flags.figure !== undefined && form !== undefined)
    await writeFigures(placements.map(drawPlacement), flags.figure, form, `Where ${flags.name} stands`);
  const { draws, seed, scale } = options;
  const making = { model: flags.name, scale, draws, seed, notes };
  return {
    output: flags.json
      ? `${printable(JSON.stringify({ ...making, shifts: placements.map(asJson) }))}\n`
      : `${placements.map((placement) => placementLines(placement).map(printable).join("\n")).join("\n\n")}\n`,
    notes,
  };
}

function drawPlacement(placement: Placement): Figure {
  return drawShift(placement.evaluation, {
    drops: ["own"],
    title: `${placement.evaluation.shift} against ${placement.evaluation.inDistribution}`,
    from: Math.min(0.2, placement.x.correct / placement.x.total),
  });
}

function asJson(placement: Placement): object {
  const { evaluation: _, x, y, rhoPoints, expected, ...rest } = placement;
  return {
    ...rest,
    x: x.correct / x.total,
    y: y.correct / y.total,
    xCount: x,
    yCount: y,
    expected,
    rho: rhoPoints.value,
    low: rhoPoints.low,
    high: rhoPoints.high,
    cautions: placementCautions(placement),
  };
}

/** Accuracies as counts of the dictionary's images, or of the images that the reader states. */
function countsOf(given: ReadonlyMap<string, string>): { counts: Map<string, Count>; notes: string[] } {
  const notes: string[] = [];
  const counts = new Map<string, Count>();
  for (const [name, text] of given) {
    const { value, rounding, total } = typedAccuracy(text, `--${name}`);
    const { images, kind } = testSetNamed(name);
    counts.set(name, { correct: Math.round(value * (total ?? images)), total: total ?? images });
    if (total === null && kind === "natural" && !couldBeCount(value, images, rounding))
      notes.push(
        `--${name}: "${text}" cannot be a count of its ${images} images: an evaluation that was stopped early, or another set`,
      );
  }
  const seen = new Map<string, string>();
  for (const [name, text] of given) {
    const before = seen.get(text);
    if (before !== undefined && text.replace(/\D/g, "").length > 3)
      notes.push(`--${name} and --${before} have the same value, "${text}": one number in two places?`);
    seen.set(text, name);
  }
  return { counts, notes };
}
