import assert from "node:assert/strict";
import { test } from "node:test";
import { InputError } from "../../lib/base/errors.js";
import { againstTreatment } from "../../lib/causes/againstTreatment.js";
import { experimentNamed } from "../../lib/causes/grids.js";
import { rolesOf } from "../../lib/causes/load.js";
import { miniatureModels } from "../../lib/robustness/miniature.js";
import { closeTo } from "../closeTo.js";
import { records, skip } from "./sweptRecords.js";

test("the line goes through the treatment's own models, so their mean distance on the logit axis is 0", {
  skip,
}, () => {
  const evaluations = againstTreatment([], records, { experiment: "size", treatment: "web" });
  assert.deepEqual(
    evaluations.map(({ shift }) => shift),
    ["Matched UI sets", "Hand-drawn", "Renditions", "Contexts"],
  );
  for (const { models, baseline } of evaluations) {
    assert.ok(models.length > 2 && models.every(({ point }) => point.of.treatment === "web"));
    const { forward } = baseline.scale;
    const residuals = models.map(({ point }) => forward(point.y) - forward(baseline.predict(point.x)));
    // Least squares with an intercept: residuals add up to 0.
    closeTo(residuals.reduce((sum, one) => sum + one, 0) / residuals.length, 0, { abs: 1e-9 });
  }
});

test("other models are measured against that line; a treatment without models is an error", { skip }, () => {
  const { runs } = experimentNamed("size");
  const reference = runs.filter(({ treatment }) => treatment === "reference");
  const models = miniatureModels(records, rolesOf({ runs: reference }));
  const [matched] = againstTreatment(models, records, { experiment: "size", treatment: "web" });
  const measured = matched!.models.filter(({ point }) => point.of.treatment === "reference");
  assert.equal(measured.length, models.length);
  assert.throws(
    () => againstTreatment(models, records, { experiment: "size", treatment: "no such" }),
    InputError,
  );
});
