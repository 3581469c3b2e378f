import assert from "node:assert/strict";
import { test } from "node:test";
import { sameNetworkGroups } from "../../lib/causes/distribution/published.js";
import {
  laionGroups,
  poolGroups,
  smallImageTextGroups,
  subsampleGroups,
} from "../../lib/causes/size/published.js";
import { drawForest } from "../../lib/figures/forest.js";
import { marksOf, regimeMarks } from "../../lib/figures/groupMarks.js";
import { drawLevels } from "../../lib/figures/levels.js";
import { marks } from "../../lib/figures/theme.js";
import { regimeTitles } from "../../lib/published/regimeTitles.js";
import type { Regime } from "../../lib/published/schema.js";

const markIn = (groups: readonly string[], name: string) => marksOf(groups)[groups.indexOf(name)]!;

test("a group has its mark wherever it stands in a figure", () => {
  for (const name of ["baseline", "reference", "web-like pool", "CLIP, zero-shot"])
    for (const groups of [[name], ["a", name], ["a", "b", "c", name, "d"]])
      assert.deepEqual(markIn(groups, name), markIn([name], name), `${name} of ${groups}`);
  const groups = ["baseline", "reference", "web-like pool", "CLIP, zero-shot"];
  assert.equal(new Set(marksOf(groups).map(({ color }) => color)).size, 4);
});

test("one group under its names has one mark: the pool, the reference, ordinary models, CLIP", () => {
  for (const names of [
    ["web", "web-like pool", "all web-like", "N of the pool"],
    ["reference", "all reference", "N of the reference"],
    ["baseline", "ImageNet, labels", "ImageNet-1k (baseline)", "other models of ImageNet"],
    ["CLIP", "zero-shot CLIP", "CLIP, zero-shot"],
  ])
    assert.equal(new Set(names.map((name) => marksOf(["x", name])[1]!.color)).size, 1, names.join());
  for (const [regime, title] of Object.entries(regimeTitles))
    assert.deepEqual(marksOf(["x", title])[1], regimeMarks[regime as Regime], title);
});

test("groups of one figure differ, up to the length of the palette; then they repeat", () => {
  const groups = ["web, cnn 8", "a", "baseline", "b", "CLIP", "c", "reference", "d"];
  assert.equal(new Set(marksOf(groups).map(({ color }) => color)).size, marks.length);
  // Two names of one group: the first has the mark, the other one that is left.
  const [web, pool] = marksOf(["web", "web-like pool"]);
  assert.notEqual(web!.color, pool!.color);
  assert.equal(marksOf(Array.from({ length: 20 }, (_, at) => `group ${at}`)).length, 20);
});

test("in the planes of published models, a group that stands in several has one mark", () => {
  const planes = [subsampleGroups, laionGroups, smallImageTextGroups, poolGroups, sameNetworkGroups];
  const seen = new Map<string, Set<string>>();
  for (const names of planes.map(Object.keys))
    for (const [at, { color }] of marksOf(names).entries())
      seen.set(names[at]!, (seen.get(names[at]!) ?? new Set()).add(color));
  const several = planes.flatMap(Object.keys).filter((name, at, all) => all.indexOf(name) !== at);
  assert.ok(several.includes("ImageNet, labels"));
  for (const name of several) assert.equal(seen.get(name)!.size, 1, name);
});

test("a forest and a figure of levels give the pool one colour", () => {
  const estimate = { value: 1, low: 0, high: 2, level: 0.95 };
  const colorOf = (trace: object) => (trace as { marker: { color: string } }).marker.color;
  const forest = drawForest({
    title: "t",
    xTitle: "x",
    rows: [
      { label: "a", group: "another", estimate },
      { label: "b", group: "web", estimate },
    ],
  });
  const row = {
    treatment: "web",
    architecture: "cnn 8",
    level: 10,
    inDistribution: 0.4,
    rhoPoints: 1,
    runs: [1],
  };
  const levels = drawLevels([row] as unknown as Parameters<typeof drawLevels>[0], {
    title: "t",
    xTitle: "x",
  });
  assert.equal(colorOf(forest.data[1]!), colorOf(levels.data[0]!));
  assert.notEqual(colorOf(forest.data[0]!), colorOf(forest.data[1]!));
});
