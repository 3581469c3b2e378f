// Each encoder and each objective has to be among the cases that engines and gradients are tested on.
import assert from "node:assert/strict";
import { test } from "node:test";
import { imageModelSchema } from "../../../lib/training/models/image.js";
import { objectiveKinds } from "../../../lib/training/objectives/kinds.js";
import { caseOfObjective, models, objectives } from "./cases.js";

test("every image encoder has a case", () => {
  const covered = new Set<string>(models.map(({ kind }) => kind));
  for (const { shape } of imageModelSchema.options)
    assert.ok(covered.has(shape.kind.value), `no case for encoder ${shape.kind.value} in cases.ts`);
});

test("every objective has a case, which needs labels if its kind says so", () => {
  for (const { schema, needsLabels } of objectiveKinds) {
    const kind = schema.shape.kind.value;
    const found = objectives[caseOfObjective[kind]];
    assert.ok(found, `no case for objective ${kind} in cases.ts`);
    assert.equal(found.needs.includes("labels"), needsLabels);
  }
});

test("no kind is listed twice", () => {
  for (const names of [
    imageModelSchema.options.map(({ shape }) => shape.kind.value),
    objectiveKinds.map(({ schema }) => schema.shape.kind.value),
  ])
    assert.equal(new Set<string>(names).size, names.length);
});
