// `robustness train` as a user calls it: stdout, stderr, exit code and the files it leaves.
import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileExists } from "../../lib/base/files.js";
import { readRecord } from "../../lib/record/store.js";
import { folderWith, hashOf, shapesSpec, start } from "./trainProcess.js";

const root = await mkdtemp(join(tmpdir(), "train-"));
after(() => rm(root, { recursive: true }));

test("train: progress on stderr, the record on stdout and in its file; not run again unless asked", async () => {
  const { folder, file } = await folderWith(root, "once", shapesSpec);
  const first = await start(folder, "train", file, "--json").ended;
  assert.equal(first.code, 0, first.stderr);
  assert.match(first.stderr, /^step 1\/60 {2}loss 1\.\d+ {2}\S+ samples\/s {2}\S+ .*left$/m);
  assert.match(first.stderr, /^trained in \S+ s; record in .*records$/m);
  const record = JSON.parse(first.stdout);
  assert.deepEqual(await readRecord(join(folder, "records"), hashOf(shapesSpec)), record);
  assert.equal(record.status, "finished");
  assert.deepEqual(await readdir(folder), ["records", "spec.json"]); // no model was asked for

  const known = await start(folder, "train", file).ended;
  assert.equal(known.code, 0);
  assert.equal(known.stderr, `run ${record.hash} has a record; --again retrains it\n`);
  assert.match(known.stdout, /^run [0-9a-f]{16} finished\n/);
  assert.match(known.stdout, /^head on id +step 60 +\d+\.\d% {2}\d+ of 90$/m);

  const again = await start(folder, "train", file, "--again", "--json").ended;
  const second = JSON.parse(again.stdout);
  assert.notEqual(second.provenance.date, record.provenance.date);
  assert.deepEqual([second.results, second.curve], [record.results, record.curve]);
});

test("train: a diverged run has a record that says so, and exit code 1", async () => {
  const diverging = { ...shapesSpec, optimizer: { learningRate: 1e30, clipNorm: 0, warmUp: 0 } };
  const { folder, file } = await folderWith(root, "diverged", diverging);
  const { code, stdout } = await start(folder, "train", file).ended;
  assert.equal(code, 1);
  assert.match(stdout, /^run [0-9a-f]{16} diverged: (loss|gradientNorm) is (NaN|Infinity) at step \d+$/m);
  assert.equal((await readRecord(join(folder, "records"), hashOf(diverging)))!.status, "diverged");
});

test("train: Ctrl-C keeps nothing and says so", async () => {
  const { folder, file } = await folderWith(root, "interrupted", {
    ...shapesSpec,
    budget: { steps: 100_000, batchSize: 32 },
  });
  const { child, ended } = start(folder, "train", file, "--keep");
  child.stderr!.on("data", (text: Buffer) => {
    if (text.toString().includes("step")) child.kill("SIGINT");
  });
  const { code, stdout, stderr } = await ended;
  assert.equal(code, 130); // 128 + 2, as shells count
  assert.equal(stdout, "");
  assert.match(stderr, /interrupted: nothing of this run was kept\n$/);
  assert.deepEqual(await readdir(folder), ["spec.json"]);
});

test("train: what cannot be is one line on stderr and exit code 2", async () => {
  const faults: [unknown, string[], RegExp][] = [
    [{ ...shapesSpec, model: { kind: "cnn", width: 3 } }, [], /spec\.json: model\.width: unknown field/],
    [shapesSpec, ["--engine", "cuda"], /--engine: "cuda" is not an engine, expected one of captured/],
  ];
  for (const [at, [content, more, message]] of faults.entries()) {
    const { folder, file } = await folderWith(root, `fault ${at}`, content);
    const { code, stdout, stderr } = await start(folder, "train", file, ...more).ended;
    assert.deepEqual([code, stdout], [2, ""], stderr);
    assert.match(stderr, /^error: .*\n$/);
    assert.match(stderr, message);
    assert.equal(await fileExists(join(folder, "records")), false);
  }
  const { code, stderr } = await start(root, "train", join(root, "none.json")).ended;
  assert.deepEqual([code, stderr], [2, `error: ${join(root, "none.json")}: no such file\n`]);
});
