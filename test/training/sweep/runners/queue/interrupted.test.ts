// Sweeps on a queue whose runs are long, and sweeps and workers that are interrupted.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { readRecords } from "../../../../../lib/record/store.js";
import { until } from "../../sweepProcess.js";
import { tinySpec } from "./queueProcesses.js";
import { withoutRedis as skip } from "./redisServer.js";
import { end, TestQueue } from "./testQueue.js";

const queue = await TestQueue.start(skip);

test("a run longer than the lock is trained once", { skip }, async () => {
  const folder = await queue.emptied("long");
  await folder.writeGrid([tinySpec(0, 4000)]);
  const workers = [1, 2].map(() => queue.kept(folder.worker(queue.address, ["--patience", "1"])));
  const before = performance.now();
  const sweep = folder.sweep("records", ["--queue", queue.address]);
  assert.equal(await sweep.ended, 0, sweep.stderr);
  assert.ok(performance.now() - before > 3000, "not several times as long as the lock of one second");
  assert.equal(folder.begun().length, 1);
  await Promise.all(workers.map(end));
});

test("Ctrl-C leaves the queue as it is and says how to go on; --cancel empties what is left", {
  skip,
}, async () => {
  const folder = await queue.emptied("interrupted");
  await folder.writeGrid([0, 1, 2, 3].map((seed) => tinySpec(seed, seed === 0 ? 20 : 100_000)));
  const worker = queue.kept(folder.worker(queue.address));
  const first = folder.sweep("records", ["--queue", queue.address]);
  await until(
    "one is done and the next begins",
    () => folder.begun().length >= 2 && existsSync(folder.records()),
  );
  await until("its record is there", () =>
    readdirSync(folder.records()).some((file) => file.endsWith(".json")),
  );
  assert.equal(await end(first), 130, first.stderr);
  assert.match(
    first.stderr,
    /interrupted: 3 runs are still in the queue, and its workers go on with them; rerun the command to collect their results, or add --cancel to discard them\n$/,
  );
  assert.equal((await readRecords(folder.records())).length, 1);
  const cancel = folder.sweep("records", ["--queue", queue.address, "--cancel"]);
  assert.equal(await cancel.ended, 0, cancel.stderr);
  assert.match(cancel.stderr, /^cancelled: 2 runs were waiting, 1 were being trained, \d had ended/);
  await until(
    "the worker stops the run",
    () => /cancelled/.test(worker.stderr) || worker.child.exitCode !== null,
    1,
  ).catch(() => {});
  assert.deepEqual(await queue.keys(), []);
  // The queue and the worker still work.
  await folder.writeGrid([tinySpec(9)]);
  const next = folder.sweep("next", ["--queue", queue.address]);
  assert.equal(await next.ended, 0, next.stderr);
  await end(worker);
});

test("Ctrl-C on a worker gives its run back at once, and another trains it", { skip }, async () => {
  const folder = await queue.emptied("returned");
  await folder.writeGrid([tinySpec(0, 3000)]);
  const first = queue.kept(folder.worker(queue.address));
  const sweep = queue.kept(folder.sweep("records", ["--queue", queue.address]));
  await until("it begins", () => folder.begun().length === 1);
  await sleep(500);
  assert.equal(await end(first), 130);
  assert.match(first.stderr, /worker ended: 0 runs trained, 0 failed, 1 given back to the queue\n$/);
  const second = queue.kept(folder.worker(queue.address));
  assert.equal(await sweep.ended, 0, sweep.stderr);
  assert.equal(folder.begun().length, 2);
  await end(second);
});
