import assert from "node:assert/strict";
import { test } from "node:test";
import { RunTimes, secondsLeft } from "../../../lib/training/sweep/timeLeft.js";
import { parseSpec, type RunSpec } from "../../../lib/training/train/spec.js";

const spec = (images: number, widths: number[] = [8]): RunSpec =>
  parseSpec({
    model: { kind: "cnn", widths },
    objective: { kind: "crossEntropy" },
    data: { train: [{ pool: "shapes", images }], size: 16 },
    budget: { epochs: 2, batchSize: 8 },
  });

test("a run is expected to take as long a sample as those like it, else as long as all on average", () => {
  const times = new RunTimes();
  assert.equal(times.expected(spec(100)), undefined);
  times.add(spec(100), 10);
  times.add(spec(300), 30);
  assert.equal(times.expected(spec(1000)), 100); // 40 s for 400 images
  assert.equal(times.expected(spec(1000, [16])), 20); // another model: the mean of 10 and 30
});

test("a run that was trained before is expected to take as long again, at this machine's speed", () => {
  const before = new Map<string, number>([
    [JSON.stringify(spec(100)), 20],
    [JSON.stringify(spec(1000, [16])), 50],
  ]);
  const times = new RunTimes((spec) => before.get(JSON.stringify(spec)));
  assert.equal(times.expected(spec(1000, [16])), 50);
  assert.equal(times.expected(spec(200)), undefined);
  times.add(spec(100), 10); // twice as fast as before
  assert.equal(times.expected(spec(1000, [16])), 25);
  assert.equal(times.expected(spec(200)), 20); // not trained before: by its samples
  times.add(spec(200), 1000); // says nothing of the speed
  assert.equal(times.expected(spec(1000, [16])), 25);
});

test("time left is shared by the workers, but no run is shared", () => {
  const times = new RunTimes();
  const nothing = { waiting: [spec(100)], running: [], workers: 2 };
  assert.equal(secondsLeft(times, nothing), undefined);
  // Before any run has ended, one under way tells: 5 s gone, 15 left, so the two that wait take 20 each.
  const one = { spec: spec(100), elapsed: 5, left: 15 };
  const three = { waiting: [spec(100), spec(200)], running: [one], workers: 2 };
  assert.equal(secondsLeft(times, three), (20 + 20 + 15) / 2);
  times.add(spec(100), 10);
  assert.equal(secondsLeft(times, three), (10 + 20 + 15) / 2);
  assert.equal(secondsLeft(times, { waiting: [], running: [one], workers: 2 }), 15);
  assert.equal(
    secondsLeft(times, { waiting: [], running: [{ spec: spec(100), elapsed: 4 }], workers: 2 }),
    6,
  );
});
