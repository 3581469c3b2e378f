// Several sweeps on one folder of records: each run is trained once, whoever is killed.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { readRecords } from "../../../lib/record/store.js";
import { hashOfSeed, SweepFolder, seededSpec, until } from "./sweepProcess.js";

const root = await mkdtemp(join(tmpdir(), "shared-"));
after(() => rm(root, { recursive: true }));

async function sweepFolder(name: string, seeds: readonly number[], steps?: number): Promise<SweepFolder> {
  await mkdir(join(root, name));
  const folder = new SweepFolder(join(root, name));
  await folder.writeGrid(seeds.map((seed) => seededSpec(seed, steps)));
  return folder;
}

const seeds = Array.from({ length: 14 }, (_, seed) => seed);
const hashes = seeds.map((seed) => hashOfSeed(seed)).sort();

test("two sweeps of fourteen runs begin each run once, and both end with all records", async () => {
  const folder = await sweepFolder("two", seeds);
  const ends = await Promise.all([folder.start(2).ended, folder.start(2).ended]);
  for (const { code, stderr, summary } of ends) {
    assert.equal(code, 0, stderr);
    assert.equal(summary.finished + summary.skipped, 14);
  }
  assert.deepEqual(
    folder
      .loads()
      .map(({ seed }) => seed)
      .sort((a, b) => a - b),
    seeds,
  );
  const elsewhere = ends.reduce((sum, { summary }) => sum + summary.elsewhere + summary.skipped, 0);
  assert.equal(elsewhere, 14, "what one has trained the other has not");
  assert.ok(ends.some(({ stderr }) => /process \d+ is also training runs of this grid/.test(stderr)));
  assert.deepEqual(
    (await readdir(folder.records)).sort(),
    hashes.map((hash) => `${hash}.json`),
  );
});

test("a sweep takes over what another had begun when it was killed, and clears what that has left", async () => {
  const folder = await sweepFolder("killed", seeds);
  const killed = folder.start(2);
  await until("two runs begin", () => folder.loads().length >= 2);
  const other = folder.start(1);
  await writeFile(join(folder.records, `${hashes[0]}.json.${await goneTag()}.01234567.tmp`), "{");
  killed.kill("SIGKILL");
  await killed.ended;
  const { code, stderr, summary } = await other.ended;
  assert.equal(code, 0, stderr);
  assert.equal(summary.finished + summary.skipped, 14);
  assert.deepEqual(
    (await readRecords(folder.records)).map(({ hash }) => hash),
    hashes,
  );
  assert.deepEqual(
    (await readdir(folder.records)).filter((name) => !name.endsWith(".json")),
    [],
  );
  // The killed one had two workers: what they had begun, and nothing else, was begun again.
  const begun = folder.loads().length;
  assert.ok(begun >= 14 && begun <= 16, `${begun} starts`);
});

/** A tag of this machine whose process is gone: a number that no process has any more. */
async function goneTag(): Promise<string> {
  const { spawnSync } = await import("node:child_process");
  const { processTag } = await import("../../../lib/base/processes.mjs");
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  return processTag(pid);
}
