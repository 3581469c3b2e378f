import assert from "node:assert/strict";
import { test } from "node:test";
import { rolesOf } from "../../lib/causes/load.js";
import { measureRuns } from "../../lib/causes/measureRuns.js";
import { baseline } from "../../lib/causes/plan/baseline.js";
import { averagedShifts } from "../../lib/causes/plan/margins.js";
import { size } from "../../lib/causes/size/miniature.js";
import { specHash } from "../../lib/training/train/spec.js";
import { closeTo } from "../closeTo.js";
import { records, skip } from "./sweptRecords.js";

const byHash = new Map(records.map((record) => [record.hash, record]));
const logit = (p: number) => Math.log(p / (1 - p));

function resultOf(hash: string, testset: string) {
  const { results, steps } = byHash.get(hash)!;
  return results.find((result) => result.testset === testset && result.step === steps)!;
}

/** Accuracy at the end on a test set, over all its icons. */
function plain(hash: string, testset: string): number {
  const { correct, total } = resultOf(hash, testset);
  return correct / total;
}

/** Accuracy at the end on a test set, averaged over the classes that have icons. */
function accuracy(hash: string, testset: string): number {
  const { correctByClass, totalByClass } = resultOf(hash, testset);
  const shares = correctByClass.flatMap((right, c) =>
    totalByClass[c] === 0 ? [] : right / totalByClass[c]!,
  );
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

test("ρ of a run against the sweep's baseline, computed by hand", { skip }, () => {
  const { spec } = size.runs[0]!;
  const mine = byHash.get(specHash(spec))!;
  const [row, ...others] = measureRuns({ mine }, records);
  assert.deepEqual([row!.treatment, row!.models, others.length], ["mine", 1, 0]);
  closeTo(row!.inDistribution, accuracy(mine.hash, "test"), { abs: 1e-12 });
  const fitted = rolesOf(baseline)
    .map(({ hash }) => hash)
    .filter((hash) => byHash.get(hash)?.status === "finished" && plain(hash, "test") >= 0.2);
  assert.ok(fitted.length > 10, `${fitted.length} baseline models`);
  for (const [at, shift] of averagedShifts.entries()) {
    const xs = fitted.map((hash) => logit(accuracy(hash, `test:${shift}`)));
    const ys = fitted.map((hash) => logit(accuracy(hash, shift)));
    const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
    const [mx, my] = [mean(xs), mean(ys)];
    const slope = mean(xs.map((x, i) => (x - mx) * (ys[i]! - my))) / mean(xs.map((x) => (x - mx) * (x - mx)));
    const expected = my + slope * (logit(accuracy(mine.hash, `test:${shift}`)) - mx);
    const rho = 100 * (accuracy(mine.hash, shift) - 1 / (1 + Math.exp(-expected)));
    closeTo(row!.byShift[at]!.rhoPoints, rho, { abs: 1e-6 }); // points; the same least squares in another order
  }
});
