// A sweep with real processes that are killed while they train: what is lost, what is kept, what is done twice.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Random } from "../../../lib/base/random.js";
import { readRecords } from "../../../lib/record/store.js";
import { run } from "../../../lib/training/train/run.js";
import { parseSpec } from "../../../lib/training/train/spec.js";
import { Shapes } from "../train/shapes.js";
import { hashOfSeed, isAlive, SweepFolder, seededSpec, until } from "./sweepProcess.js";

const root = await mkdtemp(join(tmpdir(), "killed-"));
after(() => rm(root, { recursive: true }));

async function sweepFolder(name: string, seeds: readonly number[], steps?: number): Promise<SweepFolder> {
  await mkdir(join(root, name));
  const folder = new SweepFolder(join(root, name));
  await folder.writeGrid(seeds.map((seed) => seededSpec(seed, steps)));
  return folder;
}

const files = async (folder: string) =>
  (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();

test("ten workers killed: no record lost, none doubled, counts as if nothing had happened", async () => {
  const seeds = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  const folder = await sweepFolder("ten", seeds);
  const random = new Random("moments");
  // Eight runs lose their worker once, one both times, one never.
  const [unlucky, spared] = [4, 9];
  const killsWanted = (seed: number) => (seed === spared ? 0 : seed === unlucky ? 2 : 1);
  const kills = new Map<number, number>();
  const sweep = folder.start(2);
  let over = false;
  let seen = 0;
  const killing = (async () => {
    while (!over) {
      for (const { seed, pid } of folder.loads().slice(seen)) {
        seen++;
        const before = kills.get(seed) ?? 0;
        if (before >= killsWanted(seed)) continue;
        kills.set(seed, before + 1);
        // Some die as they begin, some while they train.
        setTimeout(() => process.kill(pid, "SIGKILL"), 150 * random.uniform());
      }
      await sleep(5);
    }
  })();
  const { code, stderr, summary } = await sweep.ended;
  over = true;
  await killing;

  assert.equal(
    [...kills.values()].reduce((sum, count) => sum + count, 0),
    10,
    stderr,
  );
  assert.equal(code, 1); // one run failed
  assert.deepEqual(
    summary.failed.map(({ hash }) => hash),
    [hashOfSeed(unlucky)],
  );
  const ended = "the process was ended by SIGKILL";
  assert.equal(summary.failed[0]!.reason, `its worker died twice: ${ended}, then ${ended}`);
  assert.equal(summary.finished, 9);
  assert.equal(stderr.match(/retrying once/g)?.length, 9, stderr);
  const expected = (some: readonly number[]) => some.map((seed) => `${hashOfSeed(seed)}.json`).sort();
  assert.deepEqual(await files(folder.records), expected(seeds.filter((seed) => seed !== unlucky)));
  // Nothing was trained oftener than it had to be.
  const begun = (seed: number) => folder.loads().filter((load) => load.seed === seed).length;
  for (const seed of seeds) assert.equal(begun(seed), 1 + Math.min(1, killsWanted(seed)), `run ${seed}`);

  // The same command again: what is there stays as it is, the one that failed is trained.
  const before = await Promise.all(
    (await files(folder.records)).map((name) => readFile(join(folder.records, name))),
  );
  const again = await folder.start(2).ended;
  assert.deepEqual([again.code, again.summary.skipped, again.summary.finished], [0, 9, 1], again.stderr);
  assert.deepEqual(await files(folder.records), expected(seeds));
  const kept = await Promise.all(
    expected(seeds.filter((seed) => seed !== unlucky)).map((name) => readFile(join(folder.records, name))),
  );
  assert.deepEqual(kept, before);

  // A run that was killed on the way is the run that was not.
  const records = await readRecords(folder.records);
  for (const seed of [0, unlucky, spared]) {
    const spec = parseSpec(seededSpec(seed));
    const { record } = await run(spec, { data: new Shapes(), engine: { name: "captured", threads: 1 } });
    const found = records.find(({ hash }) => hash === record.hash)!;
    assert.deepEqual(found.results, JSON.parse(JSON.stringify(record.results)));
    assert.deepEqual(found.curve, JSON.parse(JSON.stringify(record.curve)));
  }
});

test("Ctrl-C discards only the runs in progress and says so, and rerunning the command resumes the sweep", async () => {
  const seeds = [0, 1, 2, 3, 4];
  const folder = await sweepFolder("interrupted", seeds);
  const sweep = folder.start(2);
  await until("a third run begins", () => folder.loads().length >= 3);
  const before = performance.now();
  sweep.killGroup("SIGINT");
  const { code, stderr } = await sweep.ended;
  assert.equal(code, 130, stderr); // 128 + 2, as shells count
  assert.match(
    stderr,
    /interrupted: discarded the 2 runs in progress, [34] are left; rerun the command to resume\n$/,
  );
  assert.ok(performance.now() - before < 10_000, "took more than 10 s to end");
  for (const { pid } of folder.loads()) assert.ok(!isAlive(pid), `worker ${pid} is still there`);
  const done = await readRecords(folder.records); // throws if one is half written
  assert.ok(done.length >= 1 && done.length <= 2, `${done.length} records`);
  const rest = await folder.start(2).ended;
  assert.deepEqual(
    [rest.code, rest.summary.skipped, rest.summary.finished],
    [0, done.length, seeds.length - done.length],
  );
  assert.deepEqual(
    (await readRecords(folder.records)).map(({ hash }) => hash),
    seeds.map((seed) => hashOfSeed(seed)).sort(),
  );
});

test("workers do not outlive a sweep that is killed", async () => {
  const folder = await sweepFolder("orphans", [0, 1, 2], 4000);
  const sweep = folder.start(2);
  await until("two runs begin", () => folder.loads().length >= 2);
  sweep.kill("SIGKILL");
  await sweep.ended;
  await until("its workers end", () => folder.loads().every(({ pid }) => !isAlive(pid)), 10);
  assert.deepEqual(await readRecords(folder.records), []);
});
