import assert from "node:assert/strict";
import { test } from "node:test";
import { examples } from "./examples.js";

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

for (const { name, train } of examples)
  test(`${name} trains with captured steps`, async () => {
    const losses = await train("captured", 150);
    const [first, last] = [mean(losses.slice(0, 5)), mean(losses.slice(-10))];
    assert.ok(last < 0.7 * first, `loss from ${first} to ${last}`);
  });

for (const { name, train } of examples.filter((one) => !one.name.includes("transfer")))
  test(`two steps of ${name} follow the cpu backend, random numbers included`, async () => {
    const [fast, slow] = [await train("captured", 2), await train("reference", 2)];
    // 32-bit rounding, scaled up by the first step of Adam or RMSProp.
    fast.forEach((loss, at) => {
      assert.ok(Math.abs(loss - slow[at]!) <= 2e-3 * slow[at]!, `step ${at}: ${loss}, expected ${slow[at]}`);
    });
  });
