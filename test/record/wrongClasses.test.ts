// Predicted classes of wrong icons, beside the bits of right ones.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { packCorrect } from "../../lib/record/correctIcons.js";
import { readRecordLines, writeRecordLines } from "../../lib/record/recordLines.js";
import { packWrong, unpackPredictions } from "../../lib/record/wrongClasses.js";
import { sampleRecord } from "./sampleRecord.js";

function packed(predicted: readonly number[], labels: readonly number[], classes: number) {
  const tally = (wanted: (at: number) => boolean) =>
    Array.from({ length: classes }, (_, c) => labels.filter((label, at) => label === c && wanted(at)).length);
  return {
    correctByClass: tally((at) => predicted[at] === labels[at]),
    totalByClass: tally(() => true),
    correctIcons: packCorrect(predicted, labels, classes),
    wrongClasses: packWrong(predicted, labels, classes),
  };
}

test("predictions come back in the order of classes, for any number of classes", () => {
  const icons = fc.integer({ min: 1, max: 500 }).chain((classes) =>
    fc.record({
      classes: fc.constant(classes),
      icons: fc.array(
        fc.record({
          label: fc.integer({ min: 0, max: classes - 1 }),
          predicted: fc.integer({ min: -1, max: classes - 1 }),
        }),
        { maxLength: 40 },
      ),
    }),
  );
  fc.assert(
    fc.property(icons, ({ classes, icons: some }) => {
      const labels = some.map(({ label }) => label);
      const predicted = some.map((each) => each.predicted);
      const byClass = [...labels.keys()].sort((a, b) => labels[a]! - labels[b]! || a - b);
      assert.deepEqual(
        [...unpackPredictions(packed(predicted, labels, classes))!],
        byClass.map((row) => predicted[row]),
      );
    }),
  );
});

test("a text that is too short, no base64, or names the icon's own class is refused", () => {
  const good = packed([1, 1, 0, 2], [0, 1, 2, 2], 3);
  const bad = (wrongClasses: string) => () => unpackPredictions({ ...good, wrongClasses });
  assert.throws(bad(""), /wrongClasses: 0 bytes, expected 1 for 4 bits/);
  assert.throws(bad("?"), /wrongClasses: not base64/);
  assert.throws(bad(btoa("\0")), /wrongClasses: 0 for an icon of class 0, expected another class/);
  assert.equal(unpackPredictions({ ...good, wrongClasses: undefined }), undefined);
});

test("a file of records keeps them, and its schema checks them", async () => {
  const root = await mkdtemp(join(tmpdir(), "wrong-"));
  try {
    const path = join(root, "records.jsonl");
    const [labels, predicted] = [
      [0, 1, 1, 2],
      [0, 2, 1, -1],
    ];
    const result = { readout: "head", testset: "test", step: 10, correct: 2, total: 4 };
    const record = sampleRecord(0, { results: [{ ...result, ...packed(predicted!, labels!, 3) }] });
    await writeRecordLines(path, [record]);
    const [read] = await readRecordLines(path);
    assert.deepEqual([...unpackPredictions(read!.results[0]!)!], [0, 2, 1, -1]);
    const broken = { ...record.results[0]!, wrongClasses: "" };
    await assert.rejects(writeRecordLines(path, [sampleRecord(0, { results: [broken] })]), /wrongClasses/);
  } finally {
    await rm(root, { recursive: true });
  }
});
