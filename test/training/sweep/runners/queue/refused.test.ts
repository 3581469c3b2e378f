// What a queue refuses: workers that do not fit, hostile jobs, folders and servers that cannot be used.
import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Queue } from "bullmq";
import { inPackage } from "../../../../../lib/base/files.js";
import { runJobId } from "../../../../../lib/training/sweep/runners/queue/jobs.js";
import { keyPrefix } from "../../../../../lib/training/sweep/runners/queue/redis.js";
import { ownTerms, queueName } from "../../../../../lib/training/sweep/runners/queue/terms.js";
import { parseSpec, specHash } from "../../../../../lib/training/train/spec.js";
import { until } from "../../sweepProcess.js";
import { type CommandLine, tinySpec } from "./queueProcesses.js";
import { withoutRedis as skip } from "./redisServer.js";
import { end, TestQueue } from "./testQueue.js";

const queue = await TestQueue.start(skip);

test("a worker with other data refuses; so does one that was there before the sweep", { skip }, async () => {
  const source = (digest: string) =>
    `import { Shapes } from ${JSON.stringify(inPackage("dist", "test", "training", "train", "shapes.js"))};
     export default () => Object.assign(new Shapes(), { digest: "${digest}" });`;
  const [mine, other] = [join(queue.root, "mine.mjs"), join(queue.root, "other.mjs")];
  await writeFile(mine, source("aaaa"));
  await writeFile(other, source("bbbb"));
  const folder = await queue.emptied("data", mine);
  await folder.writeGrid([tinySpec(0)]);
  const early = queue.kept(folder.worker(queue.address, ["--data", other]));
  await until("it waits", () => early.stderr.includes("Ctrl-C"));
  const sweep = queue.kept(folder.sweep("records", ["--queue", queue.address]));
  const line =
    /^error: redis:\/\/127\.0\.0\.1:\d+: its runs cannot be trained here: data digest bbbb, expected aaaa\n$/;
  await until("the sweep is announced", () => sweep.stderr.includes("no worker is there"));
  const late = folder.worker(queue.address, ["--data", other]);
  assert.equal(await late.ended, 2);
  assert.match(late.stderr.split("\n").slice(-2).join("\n"), line);
  assert.equal(await early.ended, 2);
  assert.match(early.stderr.split("\n").slice(-2).join("\n"), line);
  assert.equal(await end(sweep), 130);
  const cancel = folder.sweep("records", ["--queue", queue.address, "--cancel"]);
  assert.equal(await cancel.ended, 0, cancel.stderr);
});

test("a worker of another version or lockfile refuses", { skip }, async () => {
  const folder = await queue.emptied("version");
  const own = ownTerms("captured");
  const client = queue.client();
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
    const worker = queue.kept(folder.worker(queue.address, ["--engine", "captured"]));
    assert.equal(await worker.ended, 2, worker.stderr);
    assert.ok(worker.stderr.endsWith(`: its runs cannot be trained here: ${difference}\n`), worker.stderr);
  }
  client.disconnect();
});

test("malformed and hostile jobs fail alone", { skip }, async () => {
  const folder = await queue.emptied("hostile");
  await folder.writeGrid([tinySpec(0), tinySpec(1)]);
  const client = queue.client();
  await client.connect();
  const jobs = new Queue(queueName(ownTerms("captured")), { connection: queue.client(), prefix: keyPrefix });
  const spec = parseSpec(tinySpec(7));
  const hash = specHash(spec);
  const target = join(queue.root, "hostile-file");
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
  for (const [kind, jobId, data] of bad) await jobs.add(kind, data, { jobId });
  await jobs.add("run", { spec, keep: false }, { jobId: "text" });
  await client.hset(`${keyPrefix}:${jobs.name}:text`, "data", "{not json");
  const worker = queue.kept(folder.worker(queue.address));
  const sweep = folder.sweep("records", ["--queue", queue.address]);
  assert.equal(await sweep.ended, 0, `${sweep.stderr}\n${worker.stderr}`);
  await sleep(500);
  for (const [, jobId] of bad) {
    const job = await jobs.getJob(jobId);
    assert.equal(await job?.getState(), "failed", jobId);
    assert.match(job!.failedReason!, /^job /, jobId);
  }
  assert.deepEqual(await readdir(queue.root).then((all) => all.includes("hostile-file")), false);
  assert.equal(worker.child.exitCode, null, worker.stderr);
  await end(worker);
  await client.flushall();
  client.disconnect();
  await jobs.close();
});

test("a record that cannot be written: one line, and nothing is lost", { skip }, async () => {
  const folder = await queue.emptied("full");
  await folder.writeGrid([tinySpec(0), tinySpec(1)]);
  const worker = queue.kept(folder.worker(queue.address));
  // Files of this process end at 1 KiB, and a record is larger. A full disk takes the same way; see test/longer.
  const sweep = queue.kept(folder.sweep("records", ["--queue", queue.address], "ulimit -f 1"));
  assert.equal(await sweep.ended, 2, sweep.stderr);
  assert.match(
    sweep.stderr.split("\n").slice(-2).join("\n"),
    /^error: [^\n]*[0-9a-f]{16}\.json: the file would be too large \(EFBIG\)\n$/,
  );
  assert.deepEqual(await readdir(folder.records()), []);
  const again = queue.kept(folder.sweep("records", ["--queue", queue.address]));
  assert.equal(await again.ended, 0, again.stderr);
  assert.equal(folder.begun().length, 2);
  await end(worker);
});

test("folders and servers that cannot be used: one line, exit code 2, and the process ends", {
  skip,
}, async () => {
  const folder = await queue.emptied("unusable");
  await folder.writeGrid([tinySpec(0)]);
  await writeFile(folder.records("file"), "a file where a folder should be");
  const cases: [CommandLine, RegExp][] = [
    [folder.sweep("file", ["--queue", queue.address]), /file.*\(ENOTDIR\)/],
    [folder.sweep("records", ["--queue", "redis://127.0.0.1:1"]), /nothing listens there/],
    [folder.sweep("records", ["--queue", "http://127.0.0.1"]), /expected redis:\/\/host:port/],
    [folder.sweep("records", ["--queue", queue.address, "--shard", "1/2"]), /--shard: given with --queue/],
    [folder.sweep("records", ["--cancel"]), /--cancel: expected --queue too/],
    [folder.worker(`redis://user:secret@127.0.0.1:${queue.port}`), /wrong password/],
  ];
  for (const [command, message] of cases) {
    assert.equal(await queue.kept(command).ended, 2, command.stderr);
    assert.match(command.stderr, /^error: [^\n]*\n$/);
    assert.match(command.stderr, message);
    assert.ok(!command.stderr.includes("secret"));
  }
});
