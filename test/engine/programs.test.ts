import assert from "node:assert/strict";
import { test } from "node:test";
import "./compare.js";
import {
  networkAgrees,
  networkDistance,
  networkSensitivity,
  networkTolerance,
  programDistance,
  programTolerance,
} from "./programs.js";

// A few of each, always the same; test/longer/programs.ts runs as many as asked for.

test("random programs give the values and gradients of the cpu backend", async () => {
  for (let seed = 0; seed < 40; seed++) {
    const { apart, names } = await programDistance(seed);
    assert.ok(apart <= programTolerance, `program ${seed} (${names.join(", ")}) is off by ${apart}`);
  }
});

test("random networks train as on the cpu backend", async () => {
  for (let seed = 0; seed < 5; seed++) {
    const { apart, stepApart, name } = await networkDistance(seed, 3);
    assert.ok(apart <= networkTolerance, `network ${seed} (${name}) is off by ${apart}`);
    assert.ok(stepApart <= networkTolerance, `a step of network ${seed} (${name}) is off by ${stepApart}`);
  }
});

// CLIP on three pairs: some gradients are rounding alone, and AdamW turns them into whole steps. The cpu backend differs
// from itself by 2e-4 to 1e-3 if the initial parameters change in the last place.
test("networks that amplify rounding agree step by step, and as well as the cpu backend with itself", async () => {
  for (const seed of [1031, 1039]) {
    const found = await networkDistance(seed, 5);
    const sensitivity = networkSensitivity(seed, 5);
    assert.ok(found.stepApart <= networkTolerance, `${seed}: a step is off by ${found.stepApart}`);
    assert.ok(sensitivity > networkTolerance, `${seed}: ${sensitivity}`);
    assert.ok(
      networkAgrees(found, () => sensitivity),
      `${seed}: off by ${found.apart}, ${sensitivity}`,
    );
  }
});
