// Sweeps on a queue: real redis-server, sweeps and workers as processes of their own.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Queue } from "bullmq";
import { inPackage } from "../../../../../lib/base/files.js";
import { readRecords } from "../../../../../lib/record/store.js";
import { runJobId } from "../../../../../lib/training/sweep/runners/queue/jobs.js";
import { keyPrefix } from "../../../../../lib/training/sweep/runners/queue/redis.js";
import { ownTerms, queueName } from "../../../../../lib/training/sweep/runners/queue/terms.js";
import { parseSpec, specHash } from "../../../../../lib/training/train/spec.js";
import { until } from "../../sweepProcess.js";
import { type CommandLine, QueueFolder, tinySpec, twentySpecs } from "./queueProcesses.js";
import { RedisServer, withoutRedis } from "./redisServer.js";

const skip = withoutRedis;
const root = await mkdtemp(join(tmpdir(), "queue-"));
let redis: RedisServer;
const started: CommandLine[] = [];
before(async () => {
  if (!skip) redis = await RedisServer.start(root);
});
after(async () => {
  for (const each of started) each.killGroup("SIGKILL");
  await redis?.stop();
  await rm(root, { recursive: true });
});

/** A folder of its own, an empty Redis and no worker of an earlier test. */
async function queueFolder(name: string, data?: string): Promise<QueueFolder> {
  for (const each of started.splice(0)) each.killGroup("SIGKILL");
  const client = redis.client();
  await client.connect();
  await client.flushall();
  client.disconnect();
  await mkdir(join(root, name));
  return new QueueFolder(join(root, name), data);
}
function kept(command: CommandLine): CommandLine {
  started.push(command);
  return command;
}
async function end(command: CommandLine): Promise<number | null> {
  command.killGroup("SIGINT");
  return command.ended;
}
const name = queueName(ownTerms("captured"));
async function keysOfQueue(): Promise<string[]> {
  const client = redis.client();
  await client.connect();
  const keys = await client.keys(`${keyPrefix}:*`);
  client.disconnect();
  return keys.filter((key) => /:(run|release)-|:record:|:model:/.test(key));
}

test("twenty runs by shards, on a queue and locally: equal records, and nothing is left in Redis", {
  skip,
}, async () => {
  const folder = await queueFolder("equal");
  await folder.writeGrid(twentySpecs());
  const local = await folder.sweep("local", ["--workers", "2"]);
  assert.equal(await local.ended, 0, local.stderr);
  const workers = [1, 2].map(() => kept(folder.worker(redis.address)));
  const queued = folder.sweep("queued", ["--queue", redis.address]);
  assert.equal(await queued.ended, 0, queued.stderr);
  for (const worker of workers) assert.equal(await end(worker), 130, worker.stderr);
  assert.deepEqual(await keysOfQueue(), []);
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

test("a run longer than the lock is trained once", { skip }, async () => {
  const folder = await queueFolder("long");
  await folder.writeGrid([tinySpec(0, 4000)]);
  const workers = [1, 2].map(() => kept(folder.worker(redis.address, ["--patience", "1"])));
  const before = performance.now();
  const sweep = folder.sweep("records", ["--queue", redis.address]);
  assert.equal(await sweep.ended, 0, sweep.stderr);
  assert.ok(performance.now() - before > 3000, "not several times as long as the lock of one second");
  assert.equal(folder.begun().length, 1);
  await Promise.all(workers.map(end));
});

test("Ctrl-C leaves the queue as it is and says how to go on; --cancel empties what is left", {
  skip,
}, async () => {
  const folder = await queueFolder("interrupted");
  await folder.writeGrid([0, 1, 2, 3].map((seed) => tinySpec(seed, seed === 0 ? 20 : 100_000)));
  const worker = kept(folder.worker(redis.address));
  const first = folder.sweep("records", ["--queue", redis.address]);
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
  const cancel = folder.sweep("records", ["--queue", redis.address, "--cancel"]);
  assert.equal(await cancel.ended, 0, cancel.stderr);
  assert.match(cancel.stderr, /^cancelled: 2 runs were waiting, 1 were being trained, \d had ended/);
  await until(
    "the worker stops the run",
    () => /cancelled/.test(worker.stderr) || worker.child.exitCode !== null,
    1,
  ).catch(() => {});
  assert.deepEqual(await keysOfQueue(), []);
  // The queue and the worker still work.
  await folder.writeGrid([tinySpec(9)]);
  const next = folder.sweep("next", ["--queue", redis.address]);
  assert.equal(await next.ended, 0, next.stderr);
  await end(worker);
});

test("Ctrl-C on a worker gives its run back at once, and another trains it", { skip }, async () => {
  const folder = await queueFolder("returned");
  await folder.writeGrid([tinySpec(0, 3000)]);
  const first = kept(folder.worker(redis.address));
  const sweep = kept(folder.sweep("records", ["--queue", redis.address]));
  await until("it begins", () => folder.begun().length === 1);
  await sleep(500);
  assert.equal(await end(first), 130);
  assert.match(first.stderr, /worker ended: 0 runs trained, 0 failed, 1 given back to the queue\n$/);
  const second = kept(folder.worker(redis.address));
  assert.equal(await sweep.ended, 0, sweep.stderr);
  assert.equal(folder.begun().length, 2);
  await end(second);
});

test("a worker with other data refuses; so does one that was there before the sweep", { skip }, async () => {
  const source = (digest: string) =>
    `import { Shapes } from ${JSON.stringify(inPackage("dist", "test", "training", "train", "shapes.js"))};
     export default () => Object.assign(new Shapes(), { digest: "${digest}" });`;
  const [mine, other] = [join(root, "mine.mjs"), join(root, "other.mjs")];
  await writeFile(mine, source("aaaa"));
  await writeFile(other, source("bbbb"));
  const folder = await queueFolder("data", mine);
  await folder.writeGrid([tinySpec(0)]);
  const early = kept(folder.worker(redis.address, ["--data", other]));
  await until("it waits", () => early.stderr.includes("Ctrl-C"));
  const sweep = kept(folder.sweep("records", ["--queue", redis.address]));
  const line =
    /^error: redis:\/\/127\.0\.0\.1:\d+: its runs cannot be trained here: data digest bbbb, expected aaaa\n$/;
  await until("the sweep is announced", () => sweep.stderr.includes("no worker is there"));
  const late = folder.worker(redis.address, ["--data", other]);
  assert.equal(await late.ended, 2);
  assert.match(late.stderr.split("\n").slice(-2).join("\n"), line);
  assert.equal(await early.ended, 2);
  assert.match(early.stderr.split("\n").slice(-2).join("\n"), line);
  assert.equal(await end(sweep), 130);
  const cancel = folder.sweep("records", ["--queue", redis.address, "--cancel"]);
  assert.equal(await cancel.ended, 0, cancel.stderr);
});

test("a worker of another version or lockfile refuses", { skip }, async () => {
  const folder = await queueFolder("version");
  const own = ownTerms("captured");
  const client = redis.client();
  await client.connect();
  const changes: [object, string][] = [
    [{ version: "9.9.9" }, `package version ${own.version}, expected 9.9.9`],
    [{ lockfile: "0123456789ab" }, `lockfile ${own.lockfile}, expected 0123456789ab`],
    [{ engine: "native" }, "engine captured, expected native"],
  ];
  for (const [change, difference] of changes) {
    const terms = { ...own, ...change };
    await client.del(`${keyPrefix}:terms`);
    await client.hset(`${keyPrefix}:terms`, queueName(terms), JSON.stringify(terms));
    const worker = kept(folder.worker(redis.address, ["--engine", "captured"]));
    assert.equal(await worker.ended, 2, worker.stderr);
    assert.ok(worker.stderr.endsWith(`: its runs cannot be trained here: ${difference}\n`), worker.stderr);
  }
  client.disconnect();
});

test("malformed and hostile jobs fail alone", { skip }, async () => {
  const folder = await queueFolder("hostile");
  await folder.writeGrid([tinySpec(0), tinySpec(1)]);
  const client = redis.client();
  await client.connect();
  const queue = new Queue(name, { connection: redis.client(), prefix: keyPrefix });
  const spec = parseSpec(tinySpec(7));
  const hash = specHash(spec);
  const target = join(root, "hostile-file");
  const bad: [string, string, unknown][] = [
    ["run", runJobId("0123456789abcdef"), { spec, keep: false }], // the id of another run
    ["run", runJobId(hash), { spec, keep: false, records: target, checkpoints: target }],
    ["run", "run-../../../../tmp", { spec: { start: "/etc/passwd" }, keep: true }],
    ["run", "code", { spec: { constructor: { prototype: {} } }, keep: "yes" }],
    [
      "release",
      "release-0123456789abcdef",
      { followers: [{ spec, keep: false, priority: 1, followers: [] }] },
    ],
    ["anything", "other", null],
  ];
  for (const [kind, jobId, data] of bad) await queue.add(kind, data, { jobId });
  await queue.add("run", { spec, keep: false }, { jobId: "text" });
  await client.hset(`${keyPrefix}:${name}:text`, "data", "{not json");
  const worker = kept(folder.worker(redis.address));
  const sweep = folder.sweep("records", ["--queue", redis.address]);
  assert.equal(await sweep.ended, 0, `${sweep.stderr}\n${worker.stderr}`);
  await sleep(500);
  for (const [, jobId] of bad) {
    const job = await queue.getJob(jobId);
    assert.equal(await job?.getState(), "failed", jobId);
    assert.match(job!.failedReason!, /^job /, jobId);
  }
  assert.deepEqual(await readdir(root).then((all) => all.includes("hostile-file")), false);
  assert.equal(worker.child.exitCode, null, worker.stderr);
  await end(worker);
  await client.flushall();
  client.disconnect();
  await queue.close();
});

test("a record that cannot be written: one line, and nothing is lost", { skip }, async () => {
  const folder = await queueFolder("full");
  await folder.writeGrid([tinySpec(0), tinySpec(1)]);
  const worker = kept(folder.worker(redis.address));
  // Files of this process end at 1 KiB, and a record is larger. A full disk takes the same way; see test/longer.
  const sweep = kept(folder.sweep("records", ["--queue", redis.address], "ulimit -f 1"));
  assert.equal(await sweep.ended, 2, sweep.stderr);
  assert.match(
    sweep.stderr.split("\n").slice(-2).join("\n"),
    /^error: [^\n]*[0-9a-f]{16}\.json: the file would be too large \(EFBIG\)\n$/,
  );
  assert.deepEqual(await readdir(folder.records()), []);
  const again = kept(folder.sweep("records", ["--queue", redis.address]));
  assert.equal(await again.ended, 0, again.stderr);
  assert.equal(folder.begun().length, 2);
  await end(worker);
});

test("folders and servers that cannot be used: one line, exit code 2, and the process ends", {
  skip,
}, async () => {
  const folder = await queueFolder("unusable");
  await folder.writeGrid([tinySpec(0)]);
  await writeFile(folder.records("file"), "a file where a folder should be");
  const cases: [CommandLine, RegExp][] = [
    [folder.sweep("file", ["--queue", redis.address]), /file.*\(ENOTDIR\)/],
    [folder.sweep("records", ["--queue", "redis://127.0.0.1:1"]), /nothing listens there/],
    [folder.sweep("records", ["--queue", "http://127.0.0.1"]), /expected redis:\/\/host:port/],
    [folder.sweep("records", ["--queue", redis.address, "--shard", "1/2"]), /--shard: given with --queue/],
    [folder.sweep("records", ["--cancel"]), /--cancel: expected --queue too/],
    [folder.worker(`redis://user:secret@127.0.0.1:${redis.port}`), /wrong password/],
  ];
  for (const [command, message] of cases) {
    assert.equal(await kept(command).ended, 2, command.stderr);
    assert.match(command.stderr, /^error: [^\n]*\n$/);
    assert.match(command.stderr, message);
    assert.ok(!command.stderr.includes("secret"));
  }
});
