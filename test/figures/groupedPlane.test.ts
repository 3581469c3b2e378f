// Planes of the miniature with groups and their own lines.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../lib/base/random.js";
import { drawTreatments } from "../../lib/figures/groupedPlane.js";
import { markAt, referenceColor } from "../../lib/figures/theme.js";
import { evaluateMiniature } from "../../lib/robustness/miniature.js";
import { isSelected } from "../../lib/robustness/selection.js";
import { simulateMiniature } from "../robustness/simulatedMiniature.js";

test("a line that is named like a group has its colour, and any other is grey", () => {
  const treatments = [-0.5, 0, 0.5].map((ability) => ({
    treatment: "a",
    level: 10 * ability,
    seeds: 2,
    ability,
    effect: 0.3,
  }));
  const population = { classes: 20, imagesPerClass: 5, seedScatter: 0.02, treatments };
  const models = simulateMiniature(population, new Random("grouped plane"));
  const evaluate = (isBaseline?: Parameters<typeof evaluateMiniature>[1]["isBaseline"]) =>
    evaluateMiniature(models, { shift: "matched", draws: 2, ...(isBaseline && { isBaseline }) });
  const own = evaluate((model) => isSelected(model, { treatments: ["a"] }));
  const { data } = drawTreatments(evaluate(), {
    title: "t",
    groups: { "group a": { treatments: ["a"] } },
    lines: { "group a": own, other: own },
  });
  const traces = data as { name: string; mode?: string; line?: { color: string; dash?: string } }[];
  const named = (name: string) => traces.find((trace) => trace.name === name && trace.mode === "lines")?.line;
  assert.deepEqual([named("group a")?.color, named("group a")?.dash], [markAt(1).color, "dash"]);
  assert.equal(named("other")?.color, referenceColor);
});
