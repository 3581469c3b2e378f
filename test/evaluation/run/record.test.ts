import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { canonicalJson, sha256 } from "../../../lib/base/hash.js";
import { provenance } from "../../../lib/base/provenance.js";
import {
  checkedEvaluation,
  type EvaluationRecord,
  evaluationText,
} from "../../../lib/evaluation/run/record.js";
import { readEvaluations, writeEvaluation } from "../../../lib/evaluation/run/store.js";
import { packBits, unpackCorrect } from "../../../lib/record/correctIcons.js";

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "evaluations-"));
});
after(() => rm(folder, { recursive: true }));

function sample(name: string, testset = "shapes"): EvaluationRecord {
  return {
    kind: "evaluation",
    format: 1,
    model: { name, digest: sha256(name) },
    preprocessing: {
      resize: { shortest: 8 },
      interpolation: "bicubic",
      crop: { width: 8, height: 8 },
      margin: "torchvision",
      mean: [0.5, 0.5, 0.5],
      std: [0.5, 0.5, 0.5],
    },
    data: {
      testset,
      digest: sha256(testset),
      images: 6,
      skipped: [{ path: "b/2.png", reason: "b/2.png: the file is empty" }],
      classes: ["a", "b"],
    },
    results: [
      {
        readout: "head",
        testset,
        correct: 3,
        total: 5,
        correctByClass: [2, 1],
        totalByClass: [3, 2],
        correctIcons: packBits([1, 0, 1, 0, 1]),
      },
    ],
    seconds: 1.5,
    provenance: provenance(),
  };
}

test("a record is read as it was written; its bits are those of run records", async () => {
  const place = join(folder, "whole");
  await writeEvaluation(place, sample("a/b"));
  await writeEvaluation(place, sample("a/b", "other"));
  await writeEvaluation(place, sample("c"));
  const read = await readEvaluations(place);
  assert.deepEqual(
    read.map(({ model, records }) => [model, records.map(({ data }) => data.testset)]),
    [
      ["a/b", ["other", "shapes"]],
      ["c", ["shapes"]],
    ],
  );
  const { provenance: made, ...rest } = read[1]!.records[0]!;
  const { provenance: _, ...expected } = sample("c");
  assert.deepEqual(rest, expected);
  assert.ok(made.commit.length > 0);
  const [result] = read[1]!.records[0]!.results;
  assert.deepEqual([...unpackCorrect(result!.correctIcons, result!)], [1, 0, 1, 0, 1]);
});

test("faults are named: fields, counts, bits, digest", () => {
  const change = (edit: (record: EvaluationRecord) => void): EvaluationRecord => {
    const record = structuredClone(sample("a"));
    edit(record);
    return record;
  };
  /** With a digest of its own, as a careful forger would write it. */
  const redigested = (record: EvaluationRecord) => ({ ...record, digest: sha256(canonicalJson(record)) });
  for (const [edit, expected] of [
    [
      (record) => {
        record.results[0]!.correct = 4;
      },
      /results\.0: .*add up to correct and total/,
    ],
    [
      (record) => {
        record.results[0]!.correctByClass = [1, 2];
      },
      /results\.0: .*, expected 1$/,
    ],
    [
      (record) => {
        record.results[0]!.correctIcons = packBits([1, 1, 1, 0, 0]);
      },
      /results\.0: .*, expected 2$/,
    ],
    [
      (record) => {
        record.data.skipped = [];
      },
      /results: .*counts of the 6 images that were read/,
    ],
    [
      (record) => {
        record.data.testset = "imagenet";
      },
      /results: .*counts of imagenet first/,
    ],
    [
      (record) => {
        record.data.classes = ["a"];
      },
      /counts by the 1 classes of the data set/,
    ],
    [
      (record) => {
        record.preprocessing.std = [0, 1, 1];
      },
      /preprocessing\.std: .*expected numbers above 0/,
    ],
  ] as readonly [(record: EvaluationRecord) => void, RegExp][])
    assert.throws(() => checkedEvaluation(redigested(change(edit)), "x.json"), {
      name: "InputError",
      message: expected,
    });
  const stored = JSON.parse(evaluationText(sample("a"), "x.json"));
  assert.throws(
    () => checkedEvaluation({ ...stored, seconds: 2 }, "x.json"),
    /x\.json: changed after it was written/,
  );
  assert.throws(() => checkedEvaluation({ format: 1 }, "x.json"), /not the record of an evaluation/);
  assert.throws(() => checkedEvaluation([], "x.json"), /not the record of an evaluation/);
});

test("folders: absent, empty, two models of one name, one test set twice", async () => {
  await assert.rejects(readEvaluations(join(folder, "absent")), /no such file or folder/);
  await mkdir(join(folder, "empty"));
  await assert.rejects(readEvaluations(join(folder, "empty")), /empty: no records/);
  const imagenet = (name: string, testset: string, digest = name): EvaluationRecord => {
    const { classes: _, ...data } = sample(name, testset).data;
    return { ...sample(name, testset), data, model: { name, digest: sha256(digest) } };
  };
  const names = join(folder, "names");
  await writeEvaluation(names, imagenet("a", "one"));
  await writeEvaluation(names, imagenet("a", "two", "another"));
  await assert.rejects(
    readEvaluations(names),
    /a\.two\.json: a\.one\.json is of another model that is called a too/,
  );
  const twice = join(folder, "twice");
  await writeEvaluation(twice, sample("a"));
  await writeFile(join(twice, "copy.json"), evaluationText(sample("a"), "copy.json"));
  await assert.rejects(readEvaluations(twice), /copy\.json: a\.shapes\.json has a on shapes too/);
});
