// The committed records of the sweep are complete, belong to the grids and one corpus, and suffice for every verdict.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileExists, inPackage } from "../../lib/base/files.js";
import { nativePath } from "../../lib/causes/engineComparison.js";
import { experiments, sweepSpecs } from "../../lib/causes/grids.js";
import {
  judgeBySeeds,
  judgeMiniature,
  loadStudy,
  loadSweep,
  primaryContrasts,
} from "../../lib/causes/load.js";
import { nativeSpecs } from "../../lib/causes/nativeSubset.js";
import { causes } from "../../lib/causes/plan/causes.js";
import { isMiniatureBaseline } from "../../lib/robustness/miniature.js";
import { parseSpec, specHash } from "../../lib/training/train/spec.js";
import { allHashes, records, skip } from "./sweptRecords.js";

const native = (await fileExists(inPackage(nativePath))) ? await loadSweep(nativePath) : [];
const files = {
  sweep: { records, specs: sweepSpecs(), engine: "captured", skip },
  "native engine": {
    records: native,
    specs: nativeSpecs(),
    engine: "native",
    skip: native.length === 0 && "not trained on the native engine yet",
  },
} as const;

for (const [name, { records: held, specs, engine, skip: why }] of Object.entries(files))
  test(`${name}: every run of the grid has one record, by one engine, under its spec's hash`, {
    skip: why,
  }, () => {
    for (const record of held) {
      assert.equal(specHash(parseSpec(record.spec)), record.hash);
      assert.equal(record.engine.name, engine);
    }
    assert.deepEqual(held.map(({ hash }) => hash).sort(), [...allHashes(specs)].sort());
  });

test("all records that name their data were made from the same", () => {
  const all = Object.values(files).flatMap(({ records: held }) => held);
  const data = new Set(all.flatMap(({ dataDigest }) => dataDigest ?? []));
  assert.ok(data.size <= 1, [...data].join(", ")); // none before the first runs are in
});

test("every experiment states a prediction, and every cause has a primary comparison", () => {
  const byName = new Map(experiments.map((experiment) => [experiment.name, experiment]));
  for (const { question, prediction } of experiments)
    assert.ok(question.length > 20 && prediction.length > 10);
  for (const { experiments: names } of causes)
    for (const name of names) assert.ok(byName.get(name)!.comparisons.some(({ primary }) => primary));
});

test("the committed records judge all five causes, seed by seed too", { skip }, () => {
  const verdict = judgeMiniature(records, { draws: 960 }); // more than enough for 11 comparisons
  assert.deepEqual(
    verdict.judged.map(({ cause }) => cause),
    causes.map(({ cause }) => cause),
  );
  for (const { cause, rows } of verdict.judged) {
    assert.ok(rows.length > 0, cause);
    for (const { deltaPoints } of rows)
      assert.ok(deltaPoints.low < deltaPoints.value && deltaPoints.value < deltaPoints.high);
  }
  for (const { rows } of judgeBySeeds(verdict, [21, 22])) for (const { runs } of rows) assert.ok(runs >= 1);
  const primary = primaryContrasts(verdict);
  assert.ok(primary.every((contrast) => contrast.primary));
  assert.deepEqual(
    [...new Set(primary.map(({ comparison }) => comparison))],
    verdict.judged.flatMap(({ rows }) => rows.map(({ comparison }) => comparison)),
  );
});

test("the baseline: at least 40 models from below 30% to above 55%, on a line on every shift", {
  skip,
}, () => {
  // Averaged over classes alike, the best model has less: its many icons are of easy classes.
  for (const [average, best] of [
    ["plain", 0.6],
    ["balanced", 0.55],
  ] as const) {
    const study = loadStudy("size", records, { draws: 40, average });
    for (const { baseline, models, shift } of study.evaluations) {
      assert.ok(baseline.n >= 40, `${shift}: ${baseline.n} models`);
      assert.ok(baseline.r2 > 0.9, `${shift}: R² ${baseline.r2}`);
      const x = models.filter(({ point }) => isMiniatureBaseline(point.of)).map(({ point }) => point.x);
      assert.equal(x.length, baseline.n);
      assert.ok(
        Math.min(...x) < 0.3 && Math.max(...x) > best,
        `${shift}: ${Math.min(...x)} to ${Math.max(...x)}`,
      );
    }
  }
});
