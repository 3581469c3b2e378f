// Whether agreement lies on the line of accuracy: on every shift, on some, on none.
import assert from "node:assert/strict";
import { test } from "node:test";
import { agreementInWords, agreementOnShiftInWords, agreementRows } from "../../lib/report/agreementText.js";
import type { AgreementOnTheLine } from "../../lib/robustness/agreementOnTheLine.js";

function foundOf(shift: string, r2: number, errorPoints: number): AgreementOnTheLine {
  const line = { slope: 0.9, intercept: 0, r2 };
  const models = ["a", "b", "c"].map((model) => ({ model, x: 0.5, y: 0.4 }));
  const pairs = [{ models: ["a", "b"], x: 0.5, y: 0.4 }] as const;
  return {
    shift,
    scale: "probit",
    models,
    pairs,
    accuracy: { ...line, r2: 0.97 },
    agreement: line,
    errorPoints,
  };
}

test("agreement tells the accuracies where it is straight and near", () => {
  const [good, loose, far] = [foundOf("A", 0.95, 1), foundOf("B", 0.8, 1), foundOf("C", 0.95, 5)];
  assert.match(agreementInWords([good!], 2), /on every shift: without a label/);
  assert.match(agreementInWords([loose!, far!], 2), /does not tell the line of accuracy on any shift/);
  const some = agreementInWords([good!, loose!, far!], 2);
  assert.match(some, /on some shifts only: A\.\*\*/);
  assert.match(some, /0\.9 or more on 2 of 3 shifts\. .* within 2\.3 points on average, 5\.0 on the worst/);
});

test("rows and the sentence of a figure have both lines", () => {
  const [row] = agreementRows([foundOf("A", 0.95, 1)]);
  assert.deepEqual(
    [row!.models, row!.pairs, row!["R², accuracy"], row!["R², agreement"]],
    [3, 1, 0.97, 0.95],
  );
  assert.match(
    agreementOnShiftInWords(foundOf("A", 0.95, 1)),
    /Agreements: slope 0\.90, R² 0\.95\. Mean error 1\.0/,
  );
});
