import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { InputError } from "../../lib/base/errors.js";
import { mergeRecords } from "../../lib/record/merge.js";
import type { RunRecord } from "../../lib/record/schema.js";
import { sampleRecord } from "./sampleRecord.js";

const hashes = (records: readonly RunRecord[]) => records.map(({ hash }) => hash);

/** The record with one more, or some more, correct predictions in the second class of 1,000 images. */
function withCorrect(record: RunRecord, correct: number): RunRecord {
  const [result] = record.results;
  const counts = { correct: correct + 2, total: 1003, correctByClass: [2, correct], totalByClass: [3, 1000] };
  return { ...record, results: [{ ...result!, ...counts }] };
}
const onOther = (record: RunRecord): RunRecord => ({
  ...record,
  provenance: { ...record.provenance, machine: "64 × another processor" },
});

test("every run once, sorted, whatever the order of the places", () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat(9), { maxLength: 6 }), { maxLength: 5 }), (places) => {
      const sources = places.map((seeds, at) => ({
        place: `folder ${at}`,
        records: [...new Set(seeds)].map((seed) => sampleRecord(seed)),
      }));
      const merged = mergeRecords(sources);
      const all = sources.flatMap(({ records }) => hashes(records));
      assert.deepEqual(hashes(merged.records), [...new Set(all)].sort());
      assert.equal(merged.repeated, all.length - merged.records.length);
      assert.equal(merged.differing, 0);
      assert.deepEqual(hashes(mergeRecords(sources.toReversed()).records), hashes(merged.records));
    }),
    { numRuns: 50 },
  );
});

test("the same machine must give equal counts; another may round differently", () => {
  const first = withCorrect(sampleRecord(1), 500);
  const merge = (second: RunRecord, tolerancePoints?: number) =>
    mergeRecords(
      [
        { place: "a", records: [first] },
        { place: "b", records: [second] },
      ],
      tolerancePoints === undefined ? {} : { tolerancePoints },
    );
  assert.throws(
    () => merge(withCorrect(first, 501)),
    new InputError(
      `b: run ${first.hash}: head on id after step 10: 503 of 1003 correct, expected 502, since both were made on the same kind of machine; a has another record of this run`,
    ),
  );
  const close = merge(onOther(withCorrect(first, 520))); // 2 points
  assert.deepEqual([close.repeated, close.differing], [1, 1]);
  assert.deepEqual(close.records, [first]); // the one found first
  assert.throws(
    () => merge(onOther(withCorrect(first, 540))),
    /542 of 1003 correct, expected 502 within 3 percentage/,
  );
  assert.throws(() => merge(onOther(withCorrect(first, 520)), 1), /within 1 percentage points/);
  // More cores of the same processor are the same kind of machine.
  const [, processor] = first.provenance.machine.split(" × ");
  const cores = {
    ...withCorrect(first, 501),
    provenance: { ...first.provenance, machine: `96 × ${processor}` },
  };
  assert.throws(() => merge(cores), /same kind of machine/);
});

test("contradictions are refused and both places named", () => {
  const record = sampleRecord(1);
  const [result] = record.results;
  const changes: [RunRecord, RegExp][] = [
    [{ ...record, status: "diverged" }, /status diverged, expected finished; a has another/],
    [{ ...record, results: [{ ...result!, testset: "sketch" }] }, /results of other test sets/],
    [{ ...record, results: [result!, { ...result!, testset: "sketch" }] }, /2 results, expected the same 1/],
    [
      { ...record, results: [{ ...result!, total: 6, totalByClass: [4, 2, 0] }] },
      /6 images, expected the same 5 in every class/,
    ],
  ];
  for (const [changed, message] of changes)
    assert.throws(
      () =>
        mergeRecords([
          { place: "a", records: [record] },
          { place: "b", records: [changed] },
        ]),
      (error: Error) =>
        error instanceof InputError && error.message.startsWith("b: run") && message.test(error.message),
    );
});

test("records of other data are refused; those of another commit unless allowed", () => {
  const [one, two] = [sampleRecord(1, { dataDigest: "aaaa" }), sampleRecord(2, { dataDigest: "bbbb" })];
  const sources = (second: RunRecord) => [
    { place: "a", records: [one] },
    { place: "b", records: [second] },
  ];
  const data = `b: run ${two.hash}: made from data bbbb, expected aaaa as run ${one.hash} in a`;
  assert.throws(() => mergeRecords(sources(two)), new InputError(data));
  assert.throws(() => mergeRecords(sources(two), { otherCommits: true }), new InputError(data));
  for (const changed of [{ commit: "0123456789ab" }, { version: "9.9.9" }, { lockfile: "0123456789ab" }]) {
    const other = sampleRecord(2, { provenance: { ...one.provenance, ...changed } });
    assert.throws(
      () => mergeRecords(sources(other)),
      /made by version .*, expected version .* in a; --other-commits accepts it$/,
    );
    assert.equal(mergeRecords(sources(other), { otherCommits: true }).records.length, 2);
  }
});
