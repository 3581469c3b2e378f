import type { RunRecord } from "../record/schema.js";
import { average } from "../stats/average.js";
import { type PictogramShift, pictogramShifts } from "../testsets/pictograms.js";
import { evaluateMiniature, type MiniatureModel, miniatureModels, type RunRole } from "./miniature.js";
import { rhoByModel } from "./seedScatter.js";
import { isSelected, type PlannedComparison } from "./selection.js";
import type { FitOptions } from "./shift.js";

/** Runs that were trained on two engines, compared on one test set. */
export interface EngineAccuracies {
  readonly testset: string;
  readonly readouts: number;
  /** Accuracy on the second engine less that on the first, in percentage points: mean, and largest by size. */
  readonly meanPoints: number;
  readonly largestPoints: number;
}

/**
 * What the engine changes in the accuracies of the runs that both have records of, by test set, at the end of training.
 */
export function compareAccuracies(
  first: readonly RunRecord[],
  second: readonly RunRecord[],
): EngineAccuracies[] {
  const other = new Map(second.map((record) => [record.hash, record]));
  const differences = new Map<string, number[]>();
  for (const record of first) {
    const twin = other.get(record.hash);
    if (twin === undefined || record.status === "diverged" || twin.status === "diverged") continue;
    for (const { readout, testset, step, correct, total } of record.results) {
      const match = twin.results.find(
        (each) => each.readout === readout && each.testset === testset && each.step === step,
      );
      if (match === undefined || step !== record.steps || total === 0) continue;
      const points = 100 * (match.correct / match.total - correct / total);
      differences.set(testset, [...(differences.get(testset) ?? []), points]);
    }
  }
  return [...differences].map(([testset, points]) => ({
    testset,
    readouts: points.length,
    meanPoints: average(points),
    largestPoints: points.reduce((most, each) => (Math.abs(each) > Math.abs(most) ? each : most), 0),
  }));
}

/** ρ of one model, on the mean of the shifts, by the engine that trained it; percentage points. */
export interface EngineRho {
  readonly of: MiniatureModel;
  readonly firstPoints: number;
  readonly secondPoints: number;
}

export interface RhoOptions extends FitOptions {
  /** What the runs stand for, those of the baseline among them. */
  readonly roles: readonly RunRole[];
  /** Default: the four natural shifts of Pictograms; the adversarial one is filtered from another. */
  readonly shifts?: readonly PictogramShift[];
}

/**
 * ρ of every model that both engines have trained, against a baseline fitted to the runs of the same engine alone: the
 * same baseline runs for both, so that nothing but the engine differs.
 * @throws InputError if fewer than two baseline runs have records on both engines
 */
export function compareRho(
  first: readonly RunRecord[],
  second: readonly RunRecord[],
  { roles, shifts = pictogramShifts.slice(0, -1), ...fit }: RhoOptions,
): EngineRho[] {
  const hashes = (records: readonly RunRecord[]) => new Set(records.map(({ hash }) => hash));
  const [inFirst, inSecond] = [hashes(first), hashes(second)];
  const shared = roles.filter(({ hash }) => inFirst.has(hash) && inSecond.has(hash));
  const rho = (records: readonly RunRecord[]) => {
    const models = miniatureModels(records, shared).filter(({ trained }) => trained === 1);
    return rhoByModel(shifts.map((shift) => evaluateMiniature(models, { ...fit, shift })));
  };
  const others = new Map(rho(second).map(({ of, values }) => [of.model, average(values)]));
  return rho(first).flatMap(({ of, values }) => {
    const secondPoints = others.get(of.model);
    return secondPoints === undefined ? [] : [{ of, firstPoints: average(values), secondPoints }];
  });
}

/**
 * A comparison's difference of mean ρ by engine, in percentage points; NaN where a side was not trained by both.
 */
export function compareContrast(
  rhos: readonly EngineRho[],
  { a, b }: Pick<PlannedComparison, "a" | "b">,
): { readonly firstPoints: number; readonly secondPoints: number } {
  const mean = (side: typeof a, of: "firstPoints" | "secondPoints") =>
    average(rhos.filter((each) => isSelected(each.of, side)).map((each) => each[of]));
  return {
    firstPoints: mean(a, "firstPoints") - mean(b, "firstPoints"),
    secondPoints: mean(a, "secondPoints") - mean(b, "secondPoints"),
  };
}
