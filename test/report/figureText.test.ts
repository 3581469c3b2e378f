import assert from "node:assert/strict";
import { test } from "node:test";
import {
  forestInWords,
  frequenciesInWords,
  levelsInWords,
  pairsInWords,
  planeInWords,
  rhoMatrixInWords,
  stepsInWords,
  wordInformationInWords,
} from "../../lib/report/figureText.js";

test("a plane names its axes and its line, and gives the mean ρ of groups that have one", () => {
  const rho = (value: number) => ({ rhoPoints: { value } });
  const groups = [
    { name: "CLIP (2)", points: [rho(5), rho(6)] },
    { name: "others (1)", points: [{}] },
  ];
  assert.equal(
    planeInWords(groups, { xTitle: "ImageNet top-1", yTitle: "V2 top-1", baseline: "baseline" }),
    "Each mark is a model, at ImageNet top-1 and V2 top-1. The line is the baseline; ρ is the vertical distance from it. Mean ρ in points: CLIP (2) +5.5.",
  );
  assert.equal(planeInWords([groups[1]!], { xTitle: "x", yTitle: "y" }), "Each mark is a model, at x and y.");
  const many = Array.from({ length: 8 }, (_, at) => ({ name: `g${at}`, points: [rho(at)] }));
  assert.match(
    planeInWords(many, { xTitle: "x", yTitle: "y" }),
    /points: g7 \+7\.0; .*g2 \+2\.0; and 2 more groups\.$/,
  );
});

test("a forest names its extremes and counts the intervals beside the reference", () => {
  const rows = [
    { label: "<b>size</b><br>all", estimate: { value: -1.234, low: -2, high: -0.5, level: 0.95 } },
    { label: "loss", estimate: { value: 2, low: -1, high: 5, level: 0.95 } },
    { label: "dot", estimate: { value: 0.5 } },
  ];
  assert.equal(
    forestInWords(rows, 0),
    "3 estimates, from size: all (−1.23) to loss (2.00). 1 of 2 intervals leave out 0.",
  );
  assert.equal(forestInWords(rows.slice(2)), "One estimate: dot (0.50).");
  assert.equal(forestInWords([]), "No estimates.");
});

test("levels, steps, pairs, matrices, frequencies and words are told by their ends", () => {
  const levels = [
    { level: 8, rhoPoints: 1 },
    { level: 1, rhoPoints: -2 },
  ];
  assert.equal(
    levelsInWords([{ name: "web", levels }], "icons"),
    "Mean ρ in points by icons: web, −2.0 at 1 and +1.0 at 8.",
  );
  const steps = [
    { step: "published", count: 1000 },
    { step: "left", count: 7 },
  ];
  assert.equal(stepsInWords([{ name: "UI", steps }]), "UI: 1,000 published, 7 left.");
  const pairs = [
    { ids: ["a", "b"] as [string, string], count: 2 },
    { ids: ["a", "c"] as [string, string], count: 5 },
  ];
  assert.equal(
    pairsInWords(pairs, "icons"),
    "2 pairs occur together. Most often: a and c (5 icons), a and b (2 icons).",
  );
  assert.match(
    rhoMatrixInWords([
      { label: "one", meanPoints: 3 },
      { label: "two", meanPoints: -3 },
    ]),
    /from two \(−3\.0\) to one \(\+3\.0\)/,
  );
  assert.equal(rhoMatrixInWords([]), "No treatments.");
  assert.equal(
    frequenciesInWords([{ name: "YFCC", counts: [1, 2000, 30] }]),
    "Images of the most frequent class and of the class in the middle: YFCC 2,000 and 30.",
  );
  assert.equal(
    wordInformationInWords([
      { word: "cat", classBits: 5, setBits: 1 },
      { word: "outline", classBits: 0, setBits: 4 },
    ]),
    "Of 2 words, “cat”, “outline” say most about the class, and “outline”, “cat” most about the set.",
  );
});
