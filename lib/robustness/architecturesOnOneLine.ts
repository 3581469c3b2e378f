import { InputError } from "../base/errors.js";
import { type PictogramShift, pictogramTestSets } from "../published/testsets/pictograms.js";
import { averageOf } from "../stats/index.js";
import { evaluateMiniature, isMiniatureBaseline, type MiniatureModel, meanAccuracyOf } from "./miniature.js";
import { type Contrast, type ContrastTestOptions, contrastsOverShifts } from "./overShifts.js";
import type { FitOptions } from "./shift.js";

/** Two groups of the baseline's architectures. If b is omitted, it is all others. */
export interface ArchitectureGroups {
  readonly comparison: string;
  readonly a: readonly string[];
  readonly b?: readonly string[];
}

export interface OneLineOptions extends FitOptions, ContrastTestOptions {
  /** The shifts to average over. */
  readonly shifts: readonly PictogramShift[];
}

/**
 * With at least this many architectures, the line's bootstrap resamples architectures; with fewer, it resamples runs.
 */
const manyArchitectures = 5;

/**
 * Do ordinary models of all architectures and sizes lie on one line? The line is fitted to the baseline's models of
 * group b only, and Δρ is the mean distance of group a's models from it. So group a does not influence the line, and
 * differences in accuracy are accounted for. The interval includes the uncertainty of the line (bootstrap over b's
 * architectures, or over its runs if b has fewer than five) and the scatter of a's runs. It is about these
 * architectures with other budgets and seeds.
 * @param models the models of a study; only those of the baseline are used
 * @returns for each comparison, one row per shift and one for their mean
 * @throws InputError naming the comparison if a group has fewer than two models on a shift
 */
export function architecturesOnOneLine(
  models: readonly MiniatureModel[],
  groups: readonly ArchitectureGroups[],
  { shifts, margins, alpha, ...fit }: OneLineOptions,
): Contrast[] {
  const ordinary = models.filter(isMiniatureBaseline);
  return groups.flatMap(({ comparison, a, b }) => {
    const inA = ({ architecture }: MiniatureModel) => a.includes(architecture);
    const inB = (model: MiniatureModel) => (b ? b.includes(model.architecture) : !inA(model));
    const sides = { a: ordinary.filter(inA), b: ordinary.filter(inB) };
    for (const [side, members] of Object.entries(sides))
      if (members.length < 2)
        throw new InputError(
          `${comparison}, side ${side}: ${members.length} baseline models in the records, expected at least 2`,
        );
    const few = new Set(sides.b.map(({ architecture }) => architecture)).size < manyArchitectures;
    const evaluations = shifts.map((shift) =>
      evaluateMiniature([...sides.a, ...sides.b], {
        ...fit,
        shift,
        isBaseline: inB,
        ...(few && { familyOf: ({ hash }) => hash }),
      }),
    );
    const parts = evaluations.map(({ fit: line, models: all }) => {
      const members = all.map(({ point }) => point).filter(({ of }) => inA(of));
      return line.pairedDraws(members, undefined, { members: "sampled", cluster: ({ of }) => of.hash });
    });
    return contrastsOverShifts(
      {
        comparison,
        modelsA: sides.a.length,
        modelsB: sides.b.length,
        inDistributionA: meanAccuracyOf(sides.a),
        inDistributionB: meanAccuracyOf(sides.b),
      },
      shifts.map((shift) => pictogramTestSets[shift].title),
      { margins, alpha },
      ({ places }) => ({ delta: averageOf(places.map((place) => parts[place]!)) }),
    );
  });
}
