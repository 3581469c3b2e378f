// Agreement of pairs of models, from the predictions that records keep, and the line it lies on.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../lib/base/random.js";
import { packCorrect } from "../../lib/record/correctIcons.js";
import { packWrong } from "../../lib/record/wrongClasses.js";
import { agreementOnTheLine } from "../../lib/robustness/agreementOnTheLine.js";
import type { MiniatureModel, TestCount } from "../../lib/robustness/miniature.js";
import { closeTo } from "../closeTo.js";

const classes = 6;

function countOf(predicted: readonly number[], labels: readonly number[]): TestCount {
  const of = (wanted: (at: number) => boolean) =>
    Array.from({ length: classes }, (_, c) => labels.filter((label, at) => label === c && wanted(at)).length);
  const correctByClass = of((at) => predicted[at] === labels[at]);
  return {
    correctByClass,
    totalByClass: of(() => true),
    correct: correctByClass.reduce((sum, one) => sum + one, 0),
    total: labels.length,
    correctIcons: packCorrect(predicted, labels, classes),
    wrongClasses: packWrong(predicted, labels, classes),
  };
}

function modelOf(name: string, counts: ReadonlyMap<string, TestCount>): MiniatureModel {
  const fixed = { treatment: "baseline", architecture: name, seed: 1, readout: "head", trained: 1 };
  return { model: name, hash: name, trainImages: 100, ...fixed, counts };
}

test("agreements are those of the predictions, counted one by one, over icons and over classes", () => {
  const random = new Random("agreement");
  const labels = Array.from({ length: 40 }, () => random.integer(classes)); // classes of unequal size, in any order
  const draw = () =>
    labels.map((label) => (random.uniform() < 0.5 ? label : random.integer(classes + 1) - 1));
  const all = Array.from({ length: 4 }, () => ({ x: draw(), y: draw() }));
  const models = all.map(({ x, y }, at) =>
    modelOf(
      `m${at}`,
      new Map([
        ["test:matched", countOf(x, labels)],
        ["matched", countOf(y, labels)],
      ]),
    ),
  );
  const agree = (a: readonly number[], b: readonly number[], average: string) => {
    const same = (rows: readonly number[]) => rows.filter((row) => a[row] === b[row]).length / rows.length;
    const rows = [...labels.keys()];
    if (average === "plain") return same(rows);
    const held = [...new Set(labels)];
    return held.reduce((sum, c) => sum + same(rows.filter((row) => labels[row] === c)) / held.length, 0);
  };
  for (const average of ["plain", "balanced"] as const) {
    const { pairs, models: count } = agreementOnTheLine(models, { shift: "matched", average });
    assert.deepEqual([pairs.length, count.length], [6, 4]);
    for (const { models: names, x, y } of pairs) {
      const [a, b] = names.map((name) => all[Number(name.slice(1))]!) as [(typeof all)[0], (typeof all)[0]];
      closeTo(x, agree(a.x, b.x, average), { abs: 1e-12, why: "rounding" });
      closeTo(y, agree(a.y, b.y, average), { abs: 1e-12, why: "rounding" });
    }
  }
});

test("models whose errors fall anywhere: agreement lies on the line of accuracy", () => {
  // Each icon has a difficulty; a model of some ability is right if a draw of its own is, else it guesses. Under shift all
  // icons are harder by the same amount, so accuracy and agreement fall together.
  const random = new Random("on the line");
  const icons = 6000;
  const labels = Array.from({ length: icons }, (_, at) => at % classes);
  const difficulty = labels.map(() => random.normal());
  const answers = (ability: number, harder: number) =>
    labels.map((label, at) => {
      const p = 1 / (1 + Math.exp(-(2 * (ability - harder - difficulty[at]!))));
      return random.uniform() < p ? label : random.integer(classes);
    });
  const models = [-0.5, 0, 0.5, 1, 1.5, 2].map((ability) =>
    modelOf(
      `ability ${ability}`,
      new Map([
        ["test:matched", countOf(answers(ability, 0), labels)],
        ["matched", countOf(answers(ability, 0.7), labels)],
      ]),
    ),
  );
  const found = agreementOnTheLine(models, { shift: "matched" });
  assert.ok(found.accuracy.r2 > 0.98 && found.agreement.r2 > 0.95, JSON.stringify(found.agreement));
  assert.ok(Math.abs(found.accuracy.slope - found.agreement.slope) < 0.2);
  assert.ok(found.errorPoints < 5, `${found.errorPoints}`);
});

test("models without predictions are left out, and too few are refused", () => {
  const labels = [0, 1, 2, 3];
  const { wrongClasses: _wrong, ...bare } = countOf([0, 1, 2, 0], labels);
  const models = ["a", "b", "c"].map((name) =>
    modelOf(
      name,
      new Map([
        ["test:matched", bare],
        ["matched", bare],
      ]),
    ),
  );
  assert.throws(() => agreementOnTheLine(models, { shift: "matched" }), /matched: 0 models keep predictions/);
});
