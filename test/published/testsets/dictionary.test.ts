import assert from "node:assert/strict";
import { test } from "node:test";
import { accuraciesSchema, scalingSchema, testbedSchema } from "../../../lib/published/schema.js";
import {
  imagesScored,
  naturalShifts,
  testSetNamed,
  testSets,
} from "../../../lib/published/testsets/dictionary.js";

test("every accuracy column of the three tables is declared", () => {
  const notAccuracies = [
    "train_images",
    "image_size",
    "params_m",
    "samples_seen",
    "training_data",
    "weights",
  ];
  for (const schema of [accuraciesSchema, testbedSchema, scalingSchema]) {
    const columns = Object.entries(schema).filter(([, column]) => column.expected.startsWith("a fraction"));
    assert.ok(columns.length >= 6);
    for (const [name] of columns) assert.ok(testSets.has(name), name);
    for (const name of notAccuracies) assert.ok(!testSets.has(name));
  }
  assert.equal(testSets.size, 32); // 13 and 19 corruptions
});

test("declarations hold together", () => {
  for (const [name, set] of testSets) {
    assert.equal(name, set.name);
    const axis = testSetNamed(set.inDistribution);
    assert.equal(axis.kind, "in-distribution", name);
    assert.equal(axis.classes, set.classes, `${name} and its axis have the same classes`);
    assert.ok(Number.isInteger(set.images) && set.images > 0);
    assert.ok(set.citation.arxiv === undefined || /^\d{4}\.\d{4,5}$/.test(set.citation.arxiv));
  }
  for (const name of naturalShifts) assert.equal(testSetNamed(name).kind, "natural");
});

test("R and A have axes of their own, ObjectNet's images differ by source", () => {
  assert.equal(testSetNamed("imagenet_r").inDistribution, "imagenet_200r");
  assert.equal(testSetNamed("imagenet_a").inDistribution, "imagenet_200a");
  assert.equal(testSetNamed("objectnet").inDistribution, "imagenet_113");
  assert.equal(imagesScored(testSetNamed("objectnet"), "testbed"), 18_514);
  assert.equal(imagesScored(testSetNamed("objectnet"), "clip_benchmark"), 18_574);
});

test("an unknown test set lists the known ones", () => {
  assert.throws(() => testSetNamed("imagenet-v2"), {
    name: "InputError",
    message: /^test set: "imagenet-v2" is not known, expected one of imagenet, /,
  });
});
