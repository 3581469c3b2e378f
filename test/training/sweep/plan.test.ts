import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { provenance } from "../../../lib/base/provenance.js";
import type { RunRecord } from "../../../lib/record/schema.js";
import { writeRecord } from "../../../lib/record/store.js";
import { gridRuns } from "../../../lib/training/sweep/grid.js";
import { planSweep } from "../../../lib/training/sweep/plan.js";
import { parseSpec, type RunSpecInput, specHash } from "../../../lib/training/train/spec.js";
import { checkpointPath } from "../../../lib/training/train/stored.js";

const root = await mkdtemp(join(tmpdir(), "plan-"));
after(() => rm(root, { recursive: true }));

const base: RunSpecInput = {
  model: { kind: "cnn", widths: [8] },
  objective: { kind: "crossEntropy" },
  data: { train: [{ pool: "shapes", images: 40 }], size: 16 },
  budget: { steps: 4, batchSize: 8 },
};
const first: RunSpecInput = { ...base, objective: { kind: "simclr" } };
const second: RunSpecInput = { ...base, start: { from: first } };
const third: RunSpecInput = { ...base, seed: 1, start: { from: second } };
const hashOf = (input: RunSpecInput) => specHash(parseSpec(input));

function folders(name: string) {
  return { records: join(root, name, "records"), checkpoints: join(root, name, "checkpoints") };
}

async function addRecord(folder: string, input: RunSpecInput, status: RunRecord["status"] = "finished") {
  await writeRecord(folder, {
    format: 1,
    hash: hashOf(input),
    spec: JSON.parse(JSON.stringify(parseSpec(input))) as RunRecord["spec"],
    seed: 0,
    status,
    results: [],
    curve: { step: [], values: {} },
    parameters: 1,
    trainImages: 40,
    steps: 4,
    samples: 32,
    seconds: { training: 1, total: 1 },
    engine: { name: "reference", threads: 1 },
    provenance: provenance(),
  });
}

async function addCheckpoint(folder: string, input: RunSpecInput) {
  const path = checkpointPath(folder, parseSpec(input));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, "");
}

async function plan(inputs: readonly RunSpecInput[], options: Parameters<typeof planSweep>[1]) {
  const { tasks, skipped } = await planSweep(gridRuns(inputs, "grid"), options);
  return {
    tasks: tasks.map(({ hash, keep, after }) => ({ hash, keep, after })),
    skipped: skipped.map(({ hash }) => hash),
  };
}

test("runs with a record are skipped", async () => {
  const where = folders("skipped");
  await addRecord(where.records, base);
  assert.deepEqual(await plan([base, { ...base, seed: 1 }], where), {
    tasks: [{ hash: hashOf({ ...base, seed: 1 }), keep: false, after: undefined }],
    skipped: [hashOf(base)],
  });
  // If all models are wanted, a record alone is not enough.
  assert.equal((await plan([base], { ...where, keep: true })).tasks.length, 1);
  await addCheckpoint(where.checkpoints, base);
  assert.deepEqual(await plan([base], { ...where, keep: true }), { tasks: [], skipped: [hashOf(base)] });
});

test("what others start from is trained once, first, and kept, in the grid or not", async () => {
  const [a, b, c] = [hashOf(first), hashOf(second), hashOf(third)];
  const chain = [
    { hash: b, keep: true, after: a },
    { hash: a, keep: true, after: undefined },
    { hash: c, keep: false, after: b },
  ];
  const sorted = (plan: { tasks: readonly { hash: string }[] }) =>
    plan.tasks.toSorted((x, y) => (x.hash < y.hash ? -1 : 1));
  for (const grid of [[third], [third, second, first], [first, second, third]]) {
    const found = await plan(grid, folders("chain"));
    assert.deepEqual(sorted(found), sorted({ tasks: chain }));
    assert.equal(found.tasks.at(-1)!.hash, c);
  }
});

test("a start with a record but no checkpoint is trained again; with one it is not", async () => {
  const where = folders("again");
  await addRecord(where.records, first);
  const before = await plan([first, second], where);
  assert.deepEqual(before.skipped, []);
  assert.deepEqual(before.tasks, [
    { hash: hashOf(first), keep: true, after: undefined },
    { hash: hashOf(second), keep: false, after: hashOf(first) },
  ]);
  await addCheckpoint(where.checkpoints, first);
  assert.deepEqual(await plan([first, second], where), {
    tasks: [{ hash: hashOf(second), keep: false, after: undefined }],
    skipped: [hashOf(first)],
  });
});

test("a start that diverged is not trained again: its followers will say so", async () => {
  const where = folders("diverged");
  await addRecord(where.records, first, "diverged");
  const { tasks, skipped } = await plan([first, second], where);
  assert.deepEqual(
    tasks.map(({ hash }) => hash),
    [hashOf(second)],
  );
  assert.deepEqual(skipped, [hashOf(first)]);
});
