import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { Random } from "../../lib/base/random.js";
import { countOn, packCorrect, unpackCorrect } from "../../lib/record/correctIcons.js";
import { readRecordLines, recordLines, writeRecordLines } from "../../lib/record/recordLines.js";
import { type RunResult, recordSchema } from "../../lib/record/schema.js";
import { countCorrect } from "../../lib/training/train/predictions.js";
import { sampleRecord } from "./sampleRecord.js";

const folder = await mkdtemp(join(tmpdir(), "icons-"));
after(() => rm(folder, { recursive: true }));

test("by hand: bits by class, then by place, the first in the lowest bit", () => {
  // Classes 1, 0, 1, 0, 2: class 0 holds icons 1 and 3, class 1 icons 0 and 2, class 2 icon 4.
  const packed = packCorrect([1, 0, 0, 1, 2], [1, 0, 1, 0, 2], 3);
  assert.equal(packed, "FQ=="); // right: icons 1, 0 and 4, bits 1 0 1 0 1 → 0b10101 = 21 = 0x15
  const bits = unpackCorrect(packed, { correctByClass: [1, 1, 1], totalByClass: [2, 2, 1] });
  assert.deepEqual([...bits], [1, 0, 1, 0, 1]);
});

/** Results of one read-out on `test`, on its classes but the first, and on a shift. */
function results(images: number, classes: number, random: Random): RunResult[] {
  const labels = Int32Array.from({ length: images }, () => random.integer(classes));
  const predicted = labels.map((label) => (random.uniform() < 0.6 ? label : random.integer(classes)));
  const result = (testset: string, right: Int32Array, own: Int32Array): RunResult => ({
    readout: "head",
    testset,
    step: 10,
    ...countCorrect(right, own, classes),
    correctIcons: packCorrect(right, own, classes),
  });
  const part = [...labels.keys()].filter((at) => labels[at] !== 0);
  return [
    result("test", predicted, labels),
    result(
      "test:hand-drawn",
      Int32Array.from(part, (at) => (random.uniform() < 0.05 ? labels[at]! : predicted[at]!)),
      Int32Array.from(part, (at) => labels[at]!),
    ),
    result("hand-drawn", predicted.toReversed(), labels),
  ];
}

test("counts on some icons of a test set are those of a test set that has no others", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 1, max: 6 }),
      fc.integer(),
      (images, classes, seed) => {
        const random = new Random(seed);
        const labels = Array.from({ length: images }, () => random.integer(classes));
        const predicted = labels.map(() => random.integer(classes));
        const chosen = labels.map(() => random.uniform() < 0.5);
        const count = (kept: (at: number) => boolean) => {
          const places = [...labels.keys()].filter(kept);
          const [right, own] = [predicted, labels].map((list) => Int32Array.from(places, (at) => list[at]!));
          return { ...countCorrect(right!, own!, classes), correctIcons: packCorrect(right!, own!, classes) };
        };
        // 1 where the icon is kept, in the order of classes: what packs a prediction that is right there and nowhere else.
        const whole = count(() => true);
        const marks = packCorrect(
          labels.map((label, at) => (chosen[at] ? label : -1)),
          labels,
          classes,
        );
        const marked = countCorrect(
          Int32Array.from(labels, (label, at) => (chosen[at] ? label : -1)),
          Int32Array.from(labels),
          classes,
        );
        assert.deepEqual(
          countOn(whole, unpackCorrect(marks, marked)),
          count((at) => chosen[at]!),
        );
      },
    ),
  );
  const one = { correctByClass: [1], totalByClass: [2], correctIcons: packCorrect([0, 1], [0, 0], 1) };
  assert.throws(() => countOn(one, new Uint8Array(3)), /3 icons, expected 2/);
});

test("records with icons are read back whole, whatever is right", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 80 }), fc.integer(), async (images, seed) => {
      const record = sampleRecord(1, { results: results(images, 5, new Random(seed)) });
      const path = join(folder, "records.jsonl");
      await writeRecordLines(path, [record]);
      const [read] = await readRecordLines(path);
      assert.deepEqual(read!.results, record.results);
    }),
    { numRuns: 50 },
  );
});

test("a line leaves out counts, and of restricted sets the icons they share with the whole", () => {
  const record = sampleRecord(1, { results: results(4000, 100, new Random("length")) });
  const bits = recordLines([record]).length - recordLines([sampleRecord(1, { results: [] })]).length;
  // Whole: two sets of 4,000 bits are 668 characters each, and 5% of 40% of 4,000 differ: 80 numbers of up to three digits.
  assert.ok(bits < 2 * 668 + 80 * 4 + 1500, `${bits} characters`);
  const plain = record.results.map(({ correctIcons: _, ...result }) => result);
  assert.ok(recordLines([sampleRecord(1, { results: plain })]).includes("correctByClass"));
});

test("icons that contradict the counts, or are cut short, are named", () => {
  const [whole] = results(40, 5, new Random("faults"));
  const messageOf = (correctIcons: string) => {
    const outcome = recordSchema.safeParse(sampleRecord(1, { results: [{ ...whole!, correctIcons }] }));
    return outcome.success ? "valid" : outcome.error.issues.map(({ message }) => message).join("; ");
  };
  assert.equal(messageOf(whole!.correctIcons!), "valid");
  assert.match(messageOf("AAAAAAA="), /0 right in class 0, expected \d+/);
  assert.match(messageOf("AA=="), /1 bytes, expected 5 for 40 icons/);
  assert.match(messageOf("?"), /not base64/);
});
