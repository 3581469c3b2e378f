import assert from "node:assert/strict";
import { test } from "node:test";
import { compareRecords } from "../../lib/record/compareRecords.js";
import { sampleRecord } from "./sampleRecord.js";

const [a, b, c] = [1, 2, 3] as const; // seeds

test("equal and different counts, and runs that one side alone has", () => {
  const old = [sampleRecord(a), sampleRecord(b), sampleRecord(c, { status: "diverged" })];
  const [result] = sampleRecord(a).results;
  const changed = { ...result!, correct: 4, correctByClass: [2, 2, 0] };
  const fresh = [sampleRecord(a), sampleRecord(b, { results: [changed] }), sampleRecord(c)];
  assert.deepEqual(compareRecords(fresh, old), {
    both: 2,
    onlyFirst: 1,
    onlySecond: 0,
    byTestset: [
      {
        testset: "id",
        results: 2,
        equal: 1,
        rootMeanSquarePoints: Math.sqrt((100 * (4 / 5 - 3 / 5)) ** 2 / 2),
        largestPoints: 100 * (4 / 5 - 3 / 5),
      },
    ],
  });
});
