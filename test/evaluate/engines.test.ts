import assert from "node:assert/strict";
import { test } from "node:test";
import { compareAccuracies, compareContrast, compareRho } from "../../lib/evaluate/engines.js";
import { baseline } from "../../lib/experiments/baseline.js";
import { distribution } from "../../lib/experiments/distribution.js";
import { loadSweep, rolesOf } from "../../lib/experiments/load.js";
import type { RunRecord } from "../../lib/record/schema.js";

const records = await loadSweep();
const roles = [...rolesOf(baseline), ...rolesOf(distribution)];
const mixture = distribution.comparisons.find(({ primary }) => primary)!;

/** The records as another engine might have made them: `lost` icons less right in each class that has as many. */
function altered(wanted: (record: RunRecord) => boolean, lost: number): RunRecord[] {
  return records.map((record) => {
    if (!wanted(record)) return record;
    const results = record.results.map((result) => {
      if (result.testset.startsWith("test")) return result;
      const correctByClass = result.correctByClass.map((count) => Math.max(0, count - lost));
      return { ...result, correctByClass, correct: correctByClass.reduce((all, one) => all + one, 0) };
    });
    return { ...record, results };
  });
}

test("equal records differ in nothing", () => {
  for (const { readouts, meanPoints, largestPoints } of compareAccuracies(records, records)) {
    assert.ok(readouts > 0);
    assert.deepEqual([meanPoints, largestPoints], [0, 0]);
  }
  for (const { firstPoints, secondPoints } of compareRho(records, records, { roles, draws: 20 }))
    assert.equal(firstPoints, secondPoints);
});

test("an engine that makes some models worse under shift is found out, in accuracies, ρ and the contrast", () => {
  const web = new Set(
    roles.filter(({ treatment, level }) => treatment === "mixture" && level === 1).map(({ hash }) => hash),
  );
  const other = altered(({ hash }) => web.has(hash), 1);
  const byTestset = new Map(compareAccuracies(records, other).map((each) => [each.testset, each]));
  assert.equal(byTestset.get("test")!.largestPoints, 0);
  assert.ok(byTestset.get("matched")!.largestPoints < -1);
  const rhos = compareRho(records, other, { roles, draws: 20 });
  const { firstPoints, secondPoints } = compareContrast(rhos, mixture);
  assert.ok(
    Number.isFinite(firstPoints) && secondPoints < firstPoints - 1,
    `${firstPoints} → ${secondPoints}`,
  );
  for (const { of, ...points } of rhos)
    if (of.treatment === "baseline") assert.equal(points.firstPoints, points.secondPoints);
});

test("only runs of both engines count", () => {
  const few = records.slice(0, 5);
  for (const { readouts } of compareAccuracies(records, few)) assert.ok(readouts <= 5 * 6); // at most 6 readouts a run
});
