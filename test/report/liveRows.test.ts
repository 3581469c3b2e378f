import assert from "node:assert/strict";
import { test } from "node:test";
import { experimentNamed } from "../../lib/causes/grids.js";
import { liveRows, requireAgreement } from "../../lib/report/liveRows.js";
import type { LiveCheck } from "../../lib/training/sweep/live.js";
import { specHash } from "../../lib/training/train/spec.js";

const { runs } = experimentNamed("contrastiveLoss");
const check: LiveCheck = {
  hash: specHash(runs[0]!.spec),
  readout: "head",
  recorded: 0.6,
  live: 0.61,
  differencePoints: 1,
  seconds: 20,
  agrees: true,
};
const { recorded: _recorded, differencePoints: _difference, agrees: _agrees, ...bare } = check;
const unknown: LiveCheck = {
  ...bare,
  hash: "0123456789abcdef",
  recorded: undefined,
  differencePoints: undefined,
  agrees: undefined,
};

test("a row is named by its treatment; a run without a record says so", () => {
  const [first, second] = liveRows([check, unknown], runs) as Record<string, unknown>[];
  assert.equal(first!.treatment, runs[0]!.treatment);
  assert.deepEqual([first!.agrees, second!.agrees], ["yes", "no record"]);
  assert.deepEqual([second!.treatment, second!["recorded accuracy"]], ["0123456789abcdef", null]);
});

test("the amount of the treatment has a column if one asks for it", () => {
  const leveled = runs.map((run) => ({ ...run, level: 907 }));
  const [first, second] = liveRows([check, unknown], leveled, { level: "icons" }) as Record<
    string,
    unknown
  >[];
  assert.deepEqual([first!.icons, second!.icons], [907, null]);
  assert.ok(!("icons" in (liveRows([check], leveled)[0] as object)));
});

test("a run off its record ends the notebook and is named; one without a record does not", () => {
  requireAgreement([check, unknown]);
  assert.throws(
    () => requireAgreement([check, { ...check, differencePoints: -3.5, agrees: false }]),
    new RegExp(`${check.hash} head by -3\\.5`),
  );
});
