import assert from "node:assert/strict";
import { test } from "node:test";
import { distribution } from "../../lib/causes/distribution/miniature.js";
import { compareEngines } from "../../lib/causes/engineComparison.js";
import { rolesOf } from "../../lib/causes/load.js";
import { nativeSpecs } from "../../lib/causes/nativeSubset.js";
import { packBits, unpackCorrect } from "../../lib/record/correctIcons.js";
import type { RunRecord } from "../../lib/record/schema.js";
import { compareAccuracies } from "../../lib/robustness/engineAccuracies.js";
import { specHash } from "../../lib/training/train/spec.js";
import { records as all, skip } from "./sweptRecords.js";

const wanted = new Set(nativeSpecs().map(specHash));
const records = all.filter(({ hash }) => wanted.has(hash));
const options = { draws: 50, seed: 1 };

/** The records as another engine might have made them: `lost` icons less right in each class that has as many. */
function altered(hashes: ReadonlySet<string>, lost: number): RunRecord[] {
  return records.map((record) => {
    if (!hashes.has(record.hash)) return record;
    const results = record.results.map((result) => {
      if (result.testset.startsWith("test") || result.correctIcons === undefined) return result;
      const bits = unpackCorrect(result.correctIcons, result);
      let end = 0;
      const correctByClass = result.totalByClass.map((images, c) => {
        end += images;
        const right = Math.max(0, result.correctByClass[c]! - lost);
        for (let at = end - 1, drop = result.correctByClass[c]! - right; drop > 0; at--)
          if (bits[at]) {
            bits[at] = 0;
            drop--;
          }
        return right;
      });
      const { wrongClasses: _wrong, ...kept } = result; // they would have to say what the lost icons were taken for
      return {
        ...kept,
        correctByClass,
        correct: correctByClass.reduce((all, one) => all + one, 0),
        correctIcons: packBits(bits),
      };
    });
    return { ...record, results };
  });
}

test("the subset speaks of every suspect; equal records differ in nothing", { skip }, () => {
  for (const { readouts, meanPoints, largestPoints } of compareAccuracies(records, records)) {
    assert.ok(readouts > 0);
    assert.deepEqual([meanPoints, largestPoints], [0, 0]);
  }
  const comparisons = compareEngines(records, records, options);
  assert.deepEqual([...new Set(comparisons.map(({ experiment }) => experiment))].sort(), [
    "contrastiveLoss",
    "distribution",
    "languageAtTest",
    "languageAtTraining",
    "size",
  ]);
  for (const { first, second, agree } of comparisons) {
    assert.deepEqual(first, second);
    assert.ok(agree);
  }
});

test("an engine that makes some models worse under shift is found out, in accuracies, Δρ and the verdict", {
  skip,
}, () => {
  // Of the two sources the one that is ahead is made worse, so that the verdict cannot stay what it is.
  const [sources] = compareEngines(records, records, options);
  assert.equal(sources!.experiment, "distribution");
  const ahead = sources!.first.deltaPoints.value > 0 ? 1 : 0;
  const worse = new Set(
    rolesOf(distribution)
      .filter(({ treatment, level }) => treatment === "mixture" && level === ahead)
      .map(({ hash }) => hash),
  );
  const other = altered(worse, 1000); // every icon of the shifts
  const byTestset = new Map(compareAccuracies(records, other).map((each) => [each.testset, each]));
  assert.equal(byTestset.get("test")!.largestPoints, 0);
  assert.ok(byTestset.get("matched")!.largestPoints < -1);
  const found = compareEngines(records, other, options);
  for (const { experiment, first, second, agree } of found) {
    if (experiment === "distribution") {
      const moved = second.deltaPoints.value - first.deltaPoints.value;
      assert.ok(ahead === 1 ? moved < -3 : moved > 3, `${moved}`);
      assert.ok(!agree, `${first.test.verdict.kind} and ${second.test.verdict.kind}`);
    }
    // None of its runs learned from labels of either source alone.
    if (experiment === "languageAtTest") assert.deepEqual(first, second);
  }
});

test("only runs of both engines count", { skip }, () => {
  for (const { readouts } of compareAccuracies(records, records.slice(0, 5))) assert.ok(readouts <= 5 * 7); // at most 7 readouts a run
  const { hash } = rolesOf(distribution).find(({ level, budget }) => level === 1 && budget === 80)!;
  const fewer = records.filter((record) => record.hash !== hash);
  const [all, some] = [compareEngines(records, records, options), compareEngines(records, fewer, options)];
  assert.equal(some[0]!.first.modelsA, all[0]!.first.modelsA - 1);
  assert.deepEqual(some[0]!.first, some[0]!.second);
});
