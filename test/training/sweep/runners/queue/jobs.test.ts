import assert from "node:assert/strict";
import { test } from "node:test";
import { InputError } from "../../../../../lib/base/errors.js";
import { gridRuns } from "../../../../../lib/training/sweep/grid.js";
import { planSweep } from "../../../../../lib/training/sweep/plan.js";
import {
  parseReleaseJob,
  parseRunJob,
  queuedRuns,
  releaseData,
  releaseJobId,
  runData,
  runJobId,
} from "../../../../../lib/training/sweep/runners/queue/jobs.js";
import { shownAddress, unsafeSettings } from "../../../../../lib/training/sweep/runners/queue/redis.js";
import { modelTravels } from "../../../../../lib/training/sweep/runners/queue/stored.js";
import {
  ownTerms,
  queueName,
  termsDifference,
} from "../../../../../lib/training/sweep/runners/queue/terms.js";
import { twentySpecs } from "./queueProcesses.js";

const nowhere = { records: "no-such-folder", checkpoints: "no-such-folder" };
const { tasks } = await planSweep(gridRuns(twentySpecs(), "grid"), nowhere);
const json = (value: unknown) => JSON.parse(JSON.stringify(value));

test("every task is queued once, below the run it starts from, in the order of the plan", () => {
  const roots = queuedRuns(tasks);
  const all = roots.flatMap((run) => [run, ...run.followers]);
  assert.equal(all.length, 21);
  assert.deepEqual(all.map(({ hash }) => hash).sort(), tasks.map(({ hash }) => hash).sort());
  for (const { hash, followers } of roots)
    for (const { spec } of followers)
      assert.equal(spec.start && gridRuns([spec.start.from], "")[0]!.hash, hash);
  assert.equal(roots.filter(({ followers }) => followers.length === 3).length, 2);
  for (const [at, { hash }] of tasks.entries())
    assert.equal(all.find((run) => run.hash === hash)!.priority, at + 1);
});

test("jobs come back from JSON as they were", () => {
  for (const run of queuedRuns(tasks)) {
    const { hash, spec, keep } = run;
    assert.deepEqual(parseRunJob(runJobId(hash), json(runData(run))), { hash, spec, keep });
    if (run.followers.length > 0)
      assert.deepEqual(parseReleaseJob(releaseJobId(hash), json(releaseData(run))), run.followers);
  }
});

test("what no sweep has queued is refused", () => {
  const [run, other] = queuedRuns(tasks.filter(({ after }) => after === undefined)) as [
    ReturnType<typeof queuedRuns>[number],
    ReturnType<typeof queuedRuns>[number],
  ];
  const data = json(runData(run));
  const deep = JSON.parse(`${'{"start":{"from":'.repeat(500)}{}${"}}".repeat(500)}`);
  const bad: [string, unknown][] = [
    [runJobId(other.hash), data],
    ["anything", data],
    [runJobId(run.hash), null],
    [runJobId(run.hash), []],
    [runJobId(run.hash), { ...data, records: "/etc" }],
    [runJobId(run.hash), { ...data, keep: "yes" }],
    [runJobId(run.hash), { ...data, spec: { ...data.spec, module: "./evil.js" } }],
    [runJobId(run.hash), { keep: false, spec: deep }],
    [runJobId(run.hash), JSON.parse('{"keep":false,"spec":{"__proto__":{"model":1}}}')],
  ];
  for (const [id, value] of bad)
    assert.throws(() => parseRunJob(id, value), InputError, JSON.stringify(value)?.slice(0, 80));
  const stranger = { spec: data.spec, keep: false, priority: 1, followers: [] };
  for (const value of [{ followers: [stranger] }, { followers: {} }, null, { followers: [], path: "/" }])
    assert.throws(() => parseReleaseJob(releaseJobId(run.hash), value), InputError);
  assert.throws(() => parseReleaseJob("release-../x", { followers: [] }), InputError);
});

test("terms: a queue for each, and what differs in words", () => {
  const terms = ownTerms("captured", "aaaa");
  assert.equal(queueName(terms), queueName({ ...terms }));
  for (const change of [{ version: "9" }, { lockfile: "9" }, { data: "9" }, { engine: "9" }])
    assert.notEqual(queueName({ ...terms, ...change }), queueName(terms));
  assert.equal(
    termsDifference({ ...terms, data: "bbbb", engine: "native" }, terms),
    "data digest bbbb, expected aaaa; engine native, expected captured",
  );
  assert.match(queueName(terms), /^sweep-[0-9a-f]{12}$/); // no colon: BullMQ forbids it
});

test("settings of Redis that are not safe are named, others are not", () => {
  const good = { version: "7.0.15", evictionPolicy: "noeviction", appendOnly: true, open: false };
  assert.deepEqual(unsafeSettings(good, "rediss://redis.example:6379"), []);
  assert.deepEqual(unsafeSettings(good, "redis://127.0.0.1:6379"), []);
  assert.deepEqual(unsafeSettings({}, "redis://localhost"), []); // it does not tell
  const words = (settings: Partial<typeof good>, address = "redis://localhost:6379") =>
    unsafeSettings({ ...good, ...settings }, address).map((line) => line.split(":")[0]!.split(",")[0]);
  assert.deepEqual(words({ evictionPolicy: "allkeys-lru" }), ["maxmemory-policy is allkeys-lru"]);
  assert.deepEqual(words({ appendOnly: false }), ["appendonly is no"]);
  assert.deepEqual(words({ open: true }), ["it has no password"]);
  assert.deepEqual(words({}, "redis://redis.example:6379"), ["the connection is not encrypted"]);
});

test("messages never show a password", () => {
  assert.equal(shownAddress("redis://user:secret@redis.example:6379/2"), "redis://redis.example:6379/2");
  assert.ok(!shownAddress("not an address:secret").includes("secret"));
});

test("a model travels if that is cheaper than training it again", () => {
  assert.ok(modelTravels(400_000, 30)); // the CNN of the miniature
  assert.ok(!modelTravels(50_000_000, 10)); // 50 s at 1 MB/s
  assert.ok(!modelTravels(100_000_000, 1e6)); // too large for Redis, however long it took
});
