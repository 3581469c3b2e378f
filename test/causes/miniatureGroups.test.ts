// Groups of the miniature's runs that notebooks show, and comparisons beside the planned ones, on the committed records.
import assert from "node:assert/strict";
import { test } from "node:test";
import { promptsOf, readoutsOf, stagesOfFineTuning } from "../../lib/causes/languageAtTest/miniature.js";
import { loadStudy } from "../../lib/causes/load.js";
import { architectures } from "../../lib/causes/plan/architectures.js";
import {
  architecturesCompared,
  baselineByKind,
  fewShotAccuracies,
  kindsOfArchitecture,
} from "../../lib/causes/ruledOut/miniature.js";
import { linesOf } from "../../lib/chapter/miniature.js";
import { compareTreatments } from "../../lib/chapter/selections.js";
import { isMiniatureBaseline } from "../../lib/robustness/miniature.js";
import { isSelected, type Selection } from "../../lib/robustness/selection.js";
import { fitPoints } from "../../lib/stats/index.js";
import { closeTo } from "../closeTo.js";
import { records, skip } from "./sweptRecords.js";

const options = { draws: 100, seed: 1 };
const atTest = skip ? undefined! : loadStudy("languageAtTest", records, options);

function selectedBy(selection: Selection): string[] {
  return atTest.models.filter((model) => isSelected(model, selection)).map(({ model }) => model);
}

test("prompts, read-outs and stages of fine-tuning each choose three seeds of one CLIP model", {
  skip,
}, () => {
  const groups = {
    prompts: [promptsOf, ["name", "pictograms", "name:terms", "icon", "imagenet", "wrong", "unhelpful"]],
    readouts: [
      readoutsOf,
      ["zero-shot", "probe, web-like pool", "probe, reference", "fine-tuned, reference"],
    ],
    stages: [stagesOfFineTuning, ["start", "3%", "10%", "30%", "end"]],
  } as const;
  for (const [groupsOf, names] of Object.values(groups))
    for (const clip of ["CLIP on the web-like pool", "CLIP on the reference"]) {
      const chosen = Object.entries(groupsOf(clip)).map(
        ([name, selection]) => [name, selectedBy(selection)] as const,
      );
      assert.deepEqual(
        chosen.map(([name]) => name),
        names,
      );
      // Zero-shot models of the web-like pool are those of the primary comparison, with four seeds.
      const isPrimary = (name: string) =>
        clip.includes("web") && (groupsOf === promptsOf || name === "zero-shot");
      for (const [name, models] of chosen)
        assert.equal(models.length, isPrimary(name) ? 4 : 3, `${clip}, ${name}`);
      const all = chosen.flatMap(([, models]) => models);
      assert.equal(new Set(all).size, all.length, "no model twice");
    }
});

test("treatments compared by name: mean ρ of the first less that of the second", { skip }, () => {
  const [first, second] = ["long linear probe on the web-like pool", "linear probe on the reference"].map(
    (readout) => `CLIP on the web-like pool: ${readout}`,
  ) as [string, string];
  const rows = compareTreatments(atTest, { "pool − reference": [first, second] });
  const meanRho = (treatment: string) => {
    const rhos = atTest.evaluations[0]!.models.filter(({ point }) => point.of.treatment === treatment);
    assert.equal(rhos.length, 3);
    return rhos.reduce((sum, { rhoPoints }) => sum + rhoPoints.value / 3, 0);
  };
  const { shift } = atTest.evaluations[0]!;
  const found = rows.find((row) => row.shift === shift)!;
  assert.equal(found.comparison, "pool − reference");
  closeTo(found.deltaPoints.value, meanRho(first) - meanRho(second), { abs: 1e-9, why: "rounding" });
  assert.throws(() => compareTreatments(atTest, { none: [first, "no such treatment"] }));
});

test("every architecture belongs to one kind, and the baseline is drawn in kinds only", () => {
  const all = Object.values(kindsOfArchitecture).flatMap((kind) => kind.architectures);
  assert.deepEqual(all.toSorted(), Object.keys(architectures).toSorted());
  assert.deepEqual(kindsOfArchitecture["narrow CNNs (4, 8)"]!.architectures, [
    "cnn 4",
    "cnn 8",
    "cnn 8 deep",
    "cnn 8 long",
  ]);
  assert.deepEqual(baselineByKind.baseline, { architectures: [] });
});

test("kinds of architecture against the others, and wide against narrow, on each shift and on the mean", {
  skip,
}, () => {
  const { models } = loadStudy("baseline", records, options);
  const rows = architecturesCompared(models, options);
  assert.deepEqual(
    rows.filter(({ of }) => of === "mean").map(({ comparison }) => comparison),
    [
      "pixels and perceptrons − the others",
      "narrow CNNs (4, 8) − the others",
      "wider CNNs (12 to 32) − the others",
      "width 16 and 32 − width 4",
    ],
  );
  const count = (names: readonly string[]) =>
    models.filter((model) => isMiniatureBaseline(model) && names.includes(model.architecture)).length;
  const last = rows.at(-1)!;
  assert.deepEqual([last.modelsA, last.modelsB], [count(["cnn 16", "cnn 32"]), count(["cnn 4"])]);
});

test("few-shot accuracies are means over three runs and over the test sets", { skip }, () => {
  const { models } = loadStudy("related", records, options);
  const rows = fewShotAccuracies(models, options);
  assert.deepEqual(
    rows.map(({ comparison, where }) => `${comparison}, ${where}`),
    ["in distribution", "mean of the shifts"].flatMap((where) =>
      [1, 4, 16].map((level) => `${level} a class: CLIP − SimCLR, ${where}`),
    ),
  );
  const meanOf = (treatment: string, testsets: readonly string[]) => {
    const runs = models.filter((model) => model.treatment === treatment && model.level === 16);
    assert.equal(runs.length, 3);
    const all = runs.flatMap(({ counts }) => testsets.map((name) => counts.get(name)!));
    const balanced = ({ correctByClass, totalByClass }: (typeof all)[number]) => {
      const shares = correctByClass.flatMap((right, c) => (totalByClass[c] ? right / totalByClass[c] : []));
      return shares.reduce((sum, share) => sum + share, 0) / shares.length;
    };
    return all.reduce((sum, count) => sum + balanced(count) / all.length, 0);
  };
  const rounding = { abs: 1e-12, why: "rounding" };
  closeTo(rows[2]!.accuracyA, meanOf("few-shot, CLIP", ["test"]), rounding);
  const shifts = ["matched", "hand-drawn", "renditions", "contexts"];
  closeTo(rows[5]!.accuracyB, meanOf("few-shot, SimCLR", shifts), rounding);
});

test("the line of a group goes through its own runs and no others, on every shift", { skip }, () => {
  const probes = { treatments: ["CLIP on the web-like pool: linear probe on the web-like pool"] };
  const lines = linesOf(atTest, { probes });
  assert.equal(lines.probes!.length, atTest.evaluations.length);
  for (const [at, { baseline }] of lines.probes!.entries()) {
    const { models, baseline: ordinary } = atTest.evaluations[at]!;
    const points = models.map(({ point }) => point).filter(({ of }) => isSelected(of, probes));
    const { slope, intercept } = fitPoints(points, ordinary.scale)!;
    const rounding = { abs: 1e-9, why: "rounding" };
    closeTo(baseline.slope, slope, rounding);
    closeTo(baseline.intercept, intercept, rounding);
    assert.notEqual(baseline.slope, ordinary.slope);
  }
});
