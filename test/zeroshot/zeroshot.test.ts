import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { inPackage } from "../../lib/base/files.js";
import { classVectors, zeroShotScores } from "../../lib/zeroshot/classifier.js";
import { meanDirections } from "../../lib/zeroshot/meanDirections.js";
import { promptSetNamed, promptSets } from "../../lib/zeroshot/promptSets.js";
import { tagOffsets, tagWeights } from "../../lib/zeroshot/tagWords.js";
import {
  imagenetTemplates,
  namesRendition,
  prompt,
  templateList,
  templateSets,
} from "../../lib/zeroshot/templates.js";

await tf.setBackend("cpu");

test("the 80 templates put together are those of the published list", () => {
  const published = readFileSync(inPackage("data", "published", "imagenet-templates.txt"), "utf8")
    .split("\n")
    .filter((line) => line !== "");
  assert.equal(new Set(imagenetTemplates).size, 80);
  assert.deepEqual([...imagenetTemplates].sort(), published.sort());
});

test("every template has a place for the class, and filling leaves none", () => {
  for (const [set, templates] of Object.entries(templateSets))
    for (const template of templates) {
      assert.ok(template.includes("{}"), `${set}: ${template}`);
      assert.ok(!prompt(template, "pocket watch").includes("{}"));
    }
  assert.equal(prompt("an icon of a {}", "pocket watch"), "an icon of a pocket watch");
  assert.deepEqual(templateList("name"), ["{}"]);
  assert.deepEqual(templateList(["{} thing"]), ["{} thing"]);
});

test("34 of the 80 templates name a rendition", () => {
  // Counted by hand in the published list: 16 depictions, 4 of art and graffiti, 12 materials, 2 video games.
  assert.equal(imagenetTemplates.filter(namesRendition).length, 34);
  assert.ok(namesRendition("the origami {}.") && namesRendition("a sketch of a {}."));
  assert.ok(!namesRendition("a black and white photo of the {}.") && !namesRendition("a photo of a {}."));
});

test("class vectors by hand: long prompts count no more than short ones", () => {
  // Class 1: (10, 0) and (0, 1) → unit vectors along x and y → halfway. Class 2: twice along −x.
  const vectors = classVectors(
    tf.tensor2d([
      [10, 0],
      [0, 1],
      [-3, 0],
      [-1, 0],
    ]),
    2,
  );
  const expected = [Math.SQRT1_2, Math.SQRT1_2, -1, 0];
  for (const [at, value] of vectors.dataSync().entries()) assert.ok(Math.abs(value - expected[at]!) < 1e-6);
  const images = tf.tensor2d([
    [0.6, 0.8],
    [-0.8, 0.6],
  ]);
  const scores = zeroShotScores(images, vectors);
  const cosines = [1.4 * Math.SQRT1_2, -0.6, -0.2 * Math.SQRT1_2, 0.8];
  for (const [at, value] of scores.dataSync().entries()) assert.ok(Math.abs(value - cosines[at]!) < 1e-6);
  assert.deepEqual(tf.argMax(scores, 1).arraySync(), [0, 1]);
  assert.throws(() => classVectors(vectors, 3), /2 prompts do not divide among 3 classes/);
});

test("tags speak for the classes whose names hold them", () => {
  const weights = tagWeights(["watch", "pocket", "line"], ["Pocket watch", "watch", "zebra"]);
  assert.deepEqual(Array.from(weights), [0.5, 1, 0, 0.5, 0, 0, 0, 0, 0]);
  // Odds of 1 to 3 and 3 to 1: −log 3 and log 3; pocket watch takes their mean, watch its own, zebra has no tag.
  const [pocketWatch, watch, zebra] = tagOffsets(weights, [0.25, 0.75, 0.5]);
  assert.ok(Math.abs(pocketWatch!) < 1e-7);
  assert.ok(Math.abs(watch! - Math.log(3)) < 1e-6);
  assert.equal(zebra, -1e9);
});

test("class vectors without TensorFlow.js are the same", () => {
  const embeddings = tf.randomNormal([12, 5], 0, 3, "float32", 4) as tf.Tensor2D;
  const rows = Float32Array.from(embeddings.dataSync());
  rows.fill(0, 25, 30); // a text without a direction
  const expected = classVectors(tf.tensor2d(rows, [12, 5]), 4).dataSync();
  const made = meanDirections(rows.slice(), 5, 4);
  assert.equal(made.length, 20);
  for (const [at, value] of made.entries()) assert.ok(Math.abs(value - expected[at]!) < 1e-6, `${at}`);
  assert.throws(() => meanDirections(rows, 5, 5), /12 prompts do not divide among 5 classes/);
});

test("prompt sets hold those of specifications and single templates of others", () => {
  assert.equal(promptSetNamed("imagenet").length, 80);
  for (const templates of Object.values(promptSets)) assert.ok(templates.every((one) => one.includes("{}")));
  assert.throws(() => promptSetNamed("toString"), /templates: "toString" is not known, expected one of name/);
});
