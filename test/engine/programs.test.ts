import assert from "node:assert/strict";
import { test } from "node:test";
import "./compare.js";
import { networkDistance, networkTolerance, programDistance, programTolerance } from "./programs.js";

// A few of each, always the same; test/longer/programs.ts runs as many as asked for.

test("random programs give the values and gradients of the cpu backend", async () => {
  for (let seed = 0; seed < 40; seed++) {
    const { apart, names } = await programDistance(seed);
    assert.ok(apart <= programTolerance, `program ${seed} (${names.join(", ")}) is off by ${apart}`);
  }
});

test("random networks train as on the cpu backend", async () => {
  for (let seed = 0; seed < 5; seed++) {
    const { apart, name } = await networkDistance(seed, 3);
    assert.ok(apart <= networkTolerance, `network ${seed} (${name}) is off by ${apart}`);
  }
});
