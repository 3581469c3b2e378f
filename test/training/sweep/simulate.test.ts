import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { longestFirst, type SimulatedRun, simulateSchedule } from "../../../lib/training/sweep/simulate.js";

/** Runs that start from earlier runs of the list. */
const runs = fc
  .array(
    fc.record({
      seconds: fc.integer({ min: 1, max: 100 }),
      after: fc.option(fc.nat(1000), { nil: undefined }),
    }),
    {
      minLength: 1,
      maxLength: 30,
    },
  )
  .map((list): SimulatedRun[] =>
    list.map(({ seconds, after }, at) => ({
      hash: String(at),
      seconds,
      ...(after !== undefined && at > 0 && { after: String(after % at) }),
    })),
  );
const total = (list: readonly SimulatedRun[]) => list.reduce((sum, { seconds }) => sum + seconds, 0);

test("by hand: 3, 3, 2, 2, 2 on two workers; a run that waits", () => {
  const plain = [3, 3, 2, 2, 2].map((seconds, at): SimulatedRun => ({ hash: String(at), seconds }));
  const { seconds, efficiency, longestChain } = simulateSchedule(plain, 2);
  // 0–3 and 0–3, then 3–5, 3–5, 5–7: seven seconds, of which the second worker is idle for two.
  assert.deepEqual([seconds, efficiency, longestChain], [7, 12 / 14, 3]);
  const chain: SimulatedRun[] = [
    { hash: "start", seconds: 4 },
    { hash: "other", seconds: 1 },
    { hash: "later", seconds: 5, after: "start" },
  ];
  assert.equal(simulateSchedule(chain, 10).seconds, 9);
  assert.equal(simulateSchedule(chain, 10, 0.5).seconds, 10); // the overhead twice
  assert.equal(simulateSchedule(chain, 1).seconds, 10);
});

test("one worker takes the sum, many take the longest chain, all others stay within Graham's bounds", () => {
  fc.assert(
    fc.property(runs, fc.integer({ min: 1, max: 12 }), (list, workers) => {
      const ordered = longestFirst(list);
      const { seconds, longestChain, efficiency } = simulateSchedule(ordered, workers);
      assert.equal(simulateSchedule(ordered, 1).seconds, total(list));
      assert.equal(simulateSchedule(ordered, 1000).seconds, longestChain);
      // Graham (1969): no list schedule is worse than this, and no schedule at all is better than the larger of two.
      assert.ok(seconds >= Math.max(total(list) / workers, longestChain) - 1e-9);
      assert.ok(seconds <= total(list) / workers + (1 - 1 / workers) * longestChain + 1e-9);
      assert.ok(Math.abs(efficiency - total(list) / (workers * seconds)) < 1e-12);
    }),
  );
});

test("runs that others start from come before those, and the longest chain comes first", () => {
  fc.assert(
    fc.property(runs, (list) => {
      const order = new Map(longestFirst(list).map(({ hash }, at) => [hash, at]));
      assert.equal(order.size, list.length);
      for (const { hash, after } of list)
        if (after !== undefined) assert.ok(order.get(after)! < order.get(hash)!);
    }),
  );
});
