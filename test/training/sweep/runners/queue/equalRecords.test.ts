// The same sweep by shards, on a queue and locally.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readRecords } from "../../../../../lib/record/store.js";
import { twentySpecs } from "./queueProcesses.js";
import { withoutRedis as skip } from "./redisServer.js";
import { end, TestQueue } from "./testQueue.js";

const queue = await TestQueue.start(skip);

test("twenty runs by shards, on a queue and locally: equal records, and nothing is left in Redis", {
  skip,
}, async () => {
  const folder = await queue.emptied("equal");
  await folder.writeGrid(twentySpecs());
  const local = await folder.sweep("local", ["--workers", "2"]);
  assert.equal(await local.ended, 0, local.stderr);
  const workers = [1, 2].map(() => queue.kept(folder.worker(queue.address)));
  const queued = folder.sweep("queued", ["--queue", queue.address]);
  assert.equal(await queued.ended, 0, queued.stderr);
  for (const worker of workers) assert.equal(await end(worker), 130, worker.stderr);
  assert.deepEqual(await queue.keys(), []);
  // Three shards on three machines, one after the other here.
  for (const shard of [1, 2, 3]) {
    const part = folder.sweep(`shard${shard}`, ["--shard", `${shard}/3`, "--workers", "2"]);
    assert.equal(await part.ended, 0, part.stderr);
  }
  // Twenty runs, and one that three of them start from.
  const expected = await readRecords(folder.records("local"));
  assert.equal(expected.length, 21);
  const content = (records: typeof expected) =>
    records.map(({ hash, results, curve, checkpoint }) => ({ hash, results, curve, checkpoint }));
  assert.deepEqual(content(await readRecords(folder.records("queued"))), content(expected));
  const shards = [1, 2, 3].map((shard) => folder.records(`shard${shard}`));
  const merge = folder.merge(...shards, "--into", folder.records("merged"));
  assert.equal(await merge.ended, 0, merge.stderr);
  const { written, repeated, missing } = JSON.parse(merge.stdout);
  assert.deepEqual([written, repeated, missing], [21, 0, []]);
  assert.deepEqual(content(await readRecords(folder.records("merged"))), content(expected));
});
