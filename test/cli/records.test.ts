// `robustness records`: no command drops records without being told to, and none confuses two records.
import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileExists, inPackage } from "../../lib/base/files.js";
import { recordLines } from "../../lib/record/recordLines.js";
import type { RunRecord } from "../../lib/record/schema.js";
import { readRecord, recordHashes, removeRecord, writeRecord } from "../../lib/record/store.js";
import { parseSpec, specHash } from "../../lib/training/train/spec.js";
import { sampleRecord } from "../record/sampleRecord.js";
import { command } from "./commandProcess.js";
import { shapesSpec } from "./trainProcess.js";

const root = await mkdtemp(join(tmpdir(), "records-"));
after(() => rm(root, { recursive: true }));
const specs = [0, 1, 2].map((seed) => parseSpec({ ...shapesSpec, seed }));
const recordsOf = specs.map(
  (spec): RunRecord => ({
    ...sampleRecord(0),
    hash: specHash(spec),
    spec: JSON.parse(JSON.stringify(spec)) as RunRecord["spec"],
    seed: spec.seed,
  }),
);
const grid = join(root, "grid.json");
await writeFile(grid, JSON.stringify(specs));

async function storeOf(name: string, records: readonly RunRecord[]): Promise<string> {
  const folder = join(root, name);
  for (const record of records) await writeRecord(folder, record);
  return folder;
}

test("pack: fewer records than the file holds are refused and named; --replace writes them", async () => {
  const store = await storeOf("packed", recordsOf);
  const file = join(root, "packed.jsonl");
  const pack = (...more: string[]) =>
    command("records", "pack", file, "--records", store, "--grid", grid, ...more);
  assert.equal(pack().code, 0);
  const whole = await readFile(file, "utf8");
  assert.equal(whole, recordLines(recordsOf));

  const { hash } = recordsOf[1]!;
  await removeRecord(store, hash);
  const message = `error: ${file}: 1 of its 3 records would be lost (${hash}); the file is left as it is, --replace writes over it\n`;
  assert.deepEqual(pack(), { code: 2, stdout: "", stderr: message });
  assert.equal(await readFile(file, "utf8"), whole);
  assert.equal(pack("--replace").code, 0);
  assert.equal(await readFile(file, "utf8"), recordLines([recordsOf[0]!, recordsOf[2]!]));

  await writeFile(file, "# Notes\n"); // some other file
  const other = pack();
  assert.equal(other.code, 2);
  assert.match(other.stderr, /^error: .*packed\.jsonl:1: not JSON .*the file is left as it is.*\n$/);
  assert.equal(await readFile(file, "utf8"), "# Notes\n");
});

test("pack: a folder without records writes nothing", async () => {
  const file = join(root, "none.jsonl");
  const { code, stderr } = command("records", "pack", file, "--records", join(root, "none"), "--grid", grid);
  assert.equal(code, 2);
  assert.equal(
    stderr,
    `error: ${join(root, "none")}: no record of the 3 runs of the grid; nothing was written\n`,
  );
  assert.equal(await fileExists(file), false);
});

test("unpack: a changed spec, a hash of zeros and a changed count write nothing", async () => {
  const text = recordLines(recordsOf);
  const file = join(root, "changed.jsonl");
  const store = join(root, "unpacked");
  const { hash } = recordsOf[0]!;
  const changes: [string, RegExp][] = [
    [
      text.replace('"widths":[8,16]', '"widths":[8,17]'),
      /:2: hash: "[0-9a-f]{16}", expected [0-9a-f]{16}, the hash of its spec\n$/,
    ],
    [text.replace(hash, "0".repeat(16)), /hash: "0{16}", expected [0-9a-f]{16}, the hash of its spec\n$/],
    [
      text.replace('"correct":3,"correctByClass":[2,1,0]', '"correct":2,"correctByClass":[1,1,0]'),
      /was changed after it was written/,
    ],
    [text.split("\n").slice(0, -2).join("\n"), /no last line with the digest/],
  ];
  for (const [changed, message] of changes) {
    assert.notEqual(changed, text);
    await writeFile(file, changed);
    const { code, stderr } = command("records", "unpack", file, "--records", store);
    assert.equal(code, 2, stderr);
    assert.match(stderr, message);
    assert.deepEqual(await recordHashes(store), []);
  }
  await writeFile(file, text);
  assert.equal(command("records", "unpack", file, "--records", store).code, 0);
  assert.deepEqual(await recordHashes(store), recordsOf.map((record) => record.hash).sort());
  // What is there stays, and it is said.
  await writeRecord(store, { ...recordsOf[0]!, results: [] });
  const again = command("records", "unpack", file, "--records", store);
  assert.equal(
    again.stderr,
    "0 records written, 3 already existed, 1 of them with different results, which were kept\n",
  );
  assert.deepEqual((await readRecord(store, hash))!.results, []);
});

test("add-digests: files and folders of earlier versions, whole or not at all", async () => {
  const store = await storeOf("old", recordsOf);
  const paths = recordsOf.map(({ hash }) => join(store, `${hash}.json`));
  const whole = await Promise.all(paths.map((path) => readFile(path, "utf8")));
  const old = whole.map((text) => text.replace(/"digest":"[0-9a-f]{64}",/, ""));
  for (const [at, path] of paths.entries()) await writeFile(path, old[at]!);
  await writeFile(paths[1]!, old[1]!.replace('"correct":3,', '"correct":4,'));
  assert.match(command("records", "add-digests", store).stderr, /counts by class that add up/);
  assert.equal(await readFile(paths[0]!, "utf8"), old[0]);
  await writeFile(paths[1]!, old[1]!);
  const file = join(root, "old.jsonl");
  await writeFile(
    file,
    recordLines(recordsOf)
      .replaceAll(/"digest":"[0-9a-f]{64}",/g, "")
      .replace(/\{"lines".*\n$/, ""),
  );
  const { code, stderr } = command("records", "add-digests", store, file);
  assert.equal(code, 0, stderr);
  assert.deepEqual(await Promise.all(paths.map((path) => readFile(path, "utf8"))), whole);
  assert.equal(await readFile(file, "utf8"), recordLines(recordsOf));
});

test("train and sweep: a record whose spec was changed is not taken for the run's own", async () => {
  const store = await storeOf("edited", recordsOf);
  const spec = join(root, "spec.json");
  await writeFile(spec, JSON.stringify(specs[0]));
  const path = join(store, `${recordsOf[0]!.hash}.json`);
  const text = await readFile(path, "utf8");
  const edited = text.replace('"widths":[8,16]', '"widths":[8,17]');
  assert.notEqual(edited, text);
  await writeFile(path, edited);
  for (const args of [
    ["train", spec],
    ["sweep", grid],
  ]) {
    const { code, stderr } = command(...args, "--records", store, "--checkpoints", join(root, "checkpoints"));
    assert.equal(code, 2, stderr);
    assert.match(
      stderr,
      /^error: .*\.json: hash: "[0-9a-f]{16}", expected [0-9a-f]{16}, the hash of its spec\n$/,
    );
    assert.equal(await readFile(path, "utf8"), edited);
  }
});

test("bad input ends on one line with exit code 2", async () => {
  const nested = join(root, "nested.json");
  await writeFile(nested, `${'{"start":{"from":'.repeat(3000)}{}${"}}".repeat(3000)}`);
  const locked = join(root, "locked.json");
  const start = { ...shapesSpec, budget: { steps: 100_000 } };
  await writeFile(locked, JSON.stringify({ ...shapesSpec, start: { from: start }, locked: ["imgae"] }));
  const twice = join(root, "twice.json");
  await writeFile(twice, JSON.stringify(shapesSpec).replace("{", '{"seed":1,"seed":2,'));
  const store = await storeOf("folder", []);
  const names = ["constructor", "__proto__"];
  const faults: [string[], RegExp][] = [
    ...names.map((name): [string[], RegExp] => [
      ["sweep", name],
      new RegExp(`: ${name}: no such file and no grid of`),
    ]),
    [["train", nested], /nested\.json: nested deeper than 200 levels/],
    [["train", locked], /locked\.json: locked: "imgae" is not a group of parameters, expected image, head/],
    [["train", twice], /twice\.json: seed: named twice in one object/],
    [["train", root], / is a folder, expected a file/],
    [["records", "pack", root, "--records", store], /no record of the/],
    [["records", "pack", "--grid", "valueOf"], /valueOf: no such file and no grid/],
  ];
  for (const [args, message] of faults) {
    const { code, stdout, stderr } = command(...args);
    assert.deepEqual([code, stdout], [2, ""], stderr);
    assert.match(stderr, /^error: [^\n]*\n$/);
    assert.match(stderr, message);
  }
});

test("export: onto a folder, a missing folder's file, the notebook itself", async () => {
  const notebook = join(root, "own.ipynb");
  const content = { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 };
  await writeFile(notebook, JSON.stringify(content));
  const before = await readFile(notebook, "utf8");
  await cp(notebook, join(root, "file"));
  const faults: [string, RegExp][] = [
    [root, / is a folder, expected a file/],
    [notebook, /is the notebook itself, expected another file/],
    [join(root, "file", "report.html"), /file/],
  ];
  for (const [out, message] of faults) {
    const { code, stderr } = command("export", notebook, "--out", out);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /^error: [^\n]*\n$/);
    assert.match(stderr, message);
  }
  assert.equal(await readFile(notebook, "utf8"), before);
});

test("pack adds to a folder of packed files what it lacks, and a sweep resumes from it", async () => {
  const packed = join(root, "under-way");
  const first = await storeOf("session one", recordsOf.slice(0, 2));
  const second = await storeOf("session two", recordsOf.slice(1));
  const pack = (store: string, ...more: string[]) =>
    command("records", "pack", packed, "--records", store, "--grid", grid, ...more);
  assert.match(pack(first).stderr, /^2 records added to .*under-way, which holds 2; the grid has 3 runs\n$/);
  assert.match(pack(second).stderr, /^1 records added to .*under-way, which holds 3; the grid has 3 runs\n$/);
  const third = join(root, "session three");
  const { code, stdout, stderr } = command(
    ...["sweep", grid, "--resume", packed, "--records", third, "--checkpoints", join(root, "none"), "--json"],
    ...["--data", inPackage("dist", "test", "training", "train", "shapes.js")],
  );
  assert.equal(code, 0, stderr);
  assert.match(stderr, /3 records written, 0 already existed/);
  const { runs, skipped, tasks } = JSON.parse(stdout) as Record<string, number>;
  assert.deepEqual([runs, skipped, tasks], [3, 3, 0]);
  assert.deepEqual(await recordHashes(third), recordsOf.map(({ hash }) => hash).sort());

  // Other data under the same specification is no addition.
  const other = await storeOf("other data", [{ ...recordsOf[0]!, dataDigest: "another corpus" }]);
  await writeRecord(first, { ...recordsOf[0]!, dataDigest: "one corpus" });
  assert.equal(pack(first, "--replace").code, 0);
  const refused = pack(other);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /another corpus/);
});
