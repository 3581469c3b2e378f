import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Task } from "../../../lib/training/sweep/plan.js";
import { type Attempt, runTasks, WorkerDied } from "../../../lib/training/sweep/schedule.js";
import type { RunSpec } from "../../../lib/training/train/spec.js";

const task = (hash: string, after?: string): Task => ({
  place: hash,
  hash,
  spec: {} as RunSpec, // the schedule does not look at it
  keep: false,
  ...(after !== undefined && { after }),
});
const finished: Attempt = { status: "finished", seconds: 1 };

/** Tries, in order, and the most there were at one time. */
function watched(attempt: (task: Task, tries: number) => Promise<Attempt>) {
  const tries: string[] = [];
  const most = { now: 0, ever: 0 };
  return {
    tries,
    most,
    attempt: async (task: Task) => {
      tries.push(task.hash);
      most.ever = Math.max(most.ever, ++most.now);
      try {
        return await attempt(task, tries.filter((hash) => hash === task.hash).length);
      } finally {
        most.now--;
      }
    },
  };
}

test("as many at one time as there are workers, in order, each once", async () => {
  const { attempt, tries, most } = watched(async ({ hash }) => {
    await sleep(hash === "a" ? 30 : 5);
    return finished;
  });
  const names = ["a", "b", "c", "d", "e"];
  const outcomes = await runTasks(
    names.map((name) => task(name)),
    { workers: 2, attempt },
  );
  assert.deepEqual(tries, names);
  assert.equal(most.ever, 2);
  assert.deepEqual(outcomes.map(({ task, status }) => `${task.hash} ${status}`).sort(), [
    "a finished",
    "b finished",
    "c finished",
    "d finished",
    "e finished",
  ]);
});

test("a run waits for the one it starts from; others go on meanwhile", async () => {
  const ended: string[] = [];
  const { attempt, tries } = watched(async ({ hash }) => {
    await sleep(hash === "start" ? 40 : 5);
    ended.push(hash);
    return finished;
  });
  await runTasks([task("start"), task("one", "start"), task("two", "start"), task("other")], {
    workers: 3,
    attempt,
  });
  assert.deepEqual(tries, ["start", "other", "one", "two"]);
  assert.deepEqual(ended.slice(0, 2), ["other", "start"]);
});

test("a worker's death is forgiven once; a run's own error is not tried again", async () => {
  const retries: string[] = [];
  const { attempt, tries } = watched(async ({ hash }, tries) => {
    if (hash === "unlucky" && tries === 1) throw new WorkerDied("SIGKILL");
    if (hash === "deadly") throw new WorkerDied(`SIGKILL ${tries}`);
    if (hash === "wrong") throw new RangeError("no such thing");
    return finished;
  });
  const names = ["unlucky", "deadly", "wrong", "fine"];
  const outcomes = await runTasks([...names.map((name) => task(name)), task("next", "wrong")], {
    workers: 1,
    attempt,
    onRetry: ({ hash }) => retries.push(hash),
  });
  const about = Object.fromEntries(
    outcomes.map((outcome) => [
      outcome.task.hash,
      outcome.status === "failed" ? outcome.reason : outcome.status,
    ]),
  );
  assert.deepEqual(about, {
    unlucky: "finished",
    deadly: "its worker died twice: SIGKILL 1, then SIGKILL 2",
    wrong: "no such thing",
    fine: "finished",
    next: "the run it starts from, wrong, failed: no such thing",
  });
  assert.deepEqual(tries, ["unlucky", "unlucky", "deadly", "deadly", "wrong", "fine"]);
  assert.deepEqual(retries, ["unlucky", "deadly"]);
  const stacks = outcomes.filter((outcome) => "stack" in outcome).map(({ task }) => task.hash);
  assert.deepEqual(stacks, ["wrong"]);
});

test("after the signal nothing begins, and what was under way is no outcome", async () => {
  const controller = new AbortController();
  const { attempt, tries } = watched(async ({ hash }) => {
    if (hash === "b") controller.abort();
    await sleep(10);
    return finished;
  });
  const outcomes = await runTasks(
    ["a", "b", "c"].map((name) => task(name)),
    {
      workers: 1,
      attempt,
      signal: controller.signal,
    },
  );
  await sleep(30);
  assert.deepEqual(
    outcomes.map(({ task }) => task.hash),
    ["a"],
  );
  assert.deepEqual(tries, ["a", "b"]);
});
