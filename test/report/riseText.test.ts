// Sentences on comparisons that stand beside the verdicts, for each outcome that they can have.
import assert from "node:assert/strict";
import { test } from "node:test";
import { effectLeftInWords, moreInWords, riseInWords, riseList, riseOf } from "../../lib/report/riseText.js";
import type { Contrast } from "../../lib/robustness/overShifts.js";
import { equivalenceTest } from "../../lib/stats/equivalence.js";

function contrastOf(value: number, standardError: number, comparison = "a − b"): Contrast {
  return {
    comparison,
    of: "mean",
    shift: "mean of 4 shifts",
    deltaPoints: { value, low: value - 2 * standardError, high: value + 2 * standardError, level: 0.95 },
    modelsA: 3,
    modelsB: 3,
    inDistributionA: 0.5,
    inDistributionB: 0.6,
    test: equivalenceTest({ value, standardError, df: 20 }, 2),
  };
}

const up = contrastOf(5, 0.5, "up");
const flat = contrastOf(0.1, 0.4, "flat");
const down = contrastOf(-5, 0.5, "down");
const unclear = contrastOf(1.5, 1.5, "unclear");
const apart = {
  ...contrastOf(5, 0.5, "apart"),
  overlap: { low: 0.5, high: 0.6, points: 10, recipes: 4, comparable: false },
};

test("a comparison alone raises, excludes a rise, lowers, stays open, or is not judged", () => {
  assert.deepEqual([up, flat, down, unclear, apart].map(riseOf), [
    "raises",
    "no rise",
    "lowers",
    "open",
    "not judged",
  ]);
  assert.match(riseInWords(up), /^\+5\.0 \[.*\] points: raises ρ$/);
  assert.match(riseInWords(flat), /: no rise of 2 points or more$/);
  assert.match(riseInWords(down), /: lowers ρ$/);
  assert.match(riseInWords(unclear), /: open$/);
  assert.match(riseInWords(apart), /: not comparable: accuracies overlap by 10 points, 15 needed$/);
  assert.deepEqual(
    riseList([up, flat])
      .split("\n")
      .map((line) => line.slice(0, 7)),
    ["- up: +", "- flat:"],
  );
});

test("what is left of an effect, whatever the rest shows", () => {
  assert.match(
    effectLeftInWords(up, contrastOf(4, 0.5)),
    /^\*\*\+4\.0 of \+5\.0 points are left, 80%\. .*by half of the effect or more/,
  );
  assert.match(effectLeftInWords(contrastOf(12, 0.5), contrastOf(5, 0.5)), /42%\. .*by less than half/);
  for (const none of [flat, down])
    assert.match(
      effectLeftInWords(up, none),
      /A rise of 2 points or more is excluded: what was taken away made/,
    );
  assert.match(effectLeftInWords(up, unclear), /Whether the rest raises ρ is open/);
  assert.match(effectLeftInWords(up, apart), /cannot be judged/);
  for (const nothing of [flat, down, unclear, apart])
    assert.match(effectLeftInWords(nothing, up), /no rise of which a part could be left/);
});

test("more of something raises ρ somewhere, nowhere, or nobody knows", () => {
  assert.equal(moreInWords("pre-training", [flat, up]), "**More pre-training raises ρ: up.**");
  assert.equal(moreInWords("pre-training", [up, up]), "**More pre-training raises ρ in every case.**");
  assert.equal(
    moreInWords("pre-training", [flat, down]),
    "**More pre-training raises ρ by less than 2 points in every case.**",
  );
  assert.equal(moreInWords("of it", [flat, unclear]), "**Whether more of it raises ρ is open.**");
  assert.equal(moreInWords("of it", [flat, apart]), "**Whether more of it raises ρ is open.**");
});
