import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { sweepSpecs } from "../../lib/causes/grids.js";
import { sweepSeeds } from "../../lib/causes/plan/seeds.js";
import {
  allFamilies,
  bounds,
  type Choices,
  choicesIn,
  labSeed,
  lessons,
  networks,
  queryOf,
  usualChoices,
} from "../../lib/lab/choices.js";
import { labQuestions } from "../../lib/lab/questions.js";
import { specOf } from "../../lib/lab/specOf.js";
import { parseSpec, specHash } from "../../lib/training/train/spec.js";
import { smallIcons } from "./smallIcons.js";

const between = ([min, max]: readonly [number, number]) => fc.integer({ min, max });
const anyChoices: fc.Arbitrary<Choices> = fc
  .record({
    icons: between(bounds.icons),
    web: between(bounds.web),
    families: fc.subarray([...allFamilies], { minLength: 1 }),
    lesson: fc.constantFrom(...(Object.keys(lessons) as (keyof typeof lessons)[])),
    network: fc.constantFrom(...(Object.keys(networks) as (keyof typeof networks)[])),
    steps: between(bounds.steps),
    seed: between(bounds.seed),
  })
  .map((choices) => ({ ...choices })); // records of fast-check may have no prototype

test("choices survive the address of the page", () => {
  fc.assert(fc.property(anyChoices, (choices) => assert.deepEqual(choicesIn(queryOf(choices)), choices)));
});

test("an address that makes no sense gives choices within their bounds", () => {
  assert.deepEqual(choicesIn("icons=1e9&web=-3&steps=NaN&lesson=toString&network=x&families=,&seed=0"), {
    ...usualChoices,
    icons: bounds.icons[1],
    seed: 1,
  });
});

test("every choice has a specification, which takes the icons that there are", () => {
  const { table } = smallIcons();
  fc.assert(
    fc.property(anyChoices, (choices) => {
      const able = { ...choices, families: allFamilies };
      const spec = specOf(able, table);
      assert.deepEqual(parseSpec(JSON.parse(JSON.stringify(spec))), spec);
      for (const { pool, images } of spec.data.train)
        assert.ok(images! <= table.pools[pool as "web"].shown.length, `${images} of ${pool}`);
    }),
    { numRuns: 40 },
  );
});

test("the lab's seed is the sweep's first; a run on icons of either pool is one of the sweep's", () => {
  assert.equal(labSeed, sweepSeeds[0]);
  const { table } = smallIcons();
  const enough = Array.from({ length: bounds.icons[1] }, () => 0);
  const full = { sets: ["one"], families: ["emoji"], set: enough, labels: enough, textMatch: enough };
  const pool = { ...full, shown: [...enough.keys()], captions: [] };
  const large = { ...table, pools: { reference: pool, web: pool } };
  const recorded = new Set(sweepSpecs().map(specHash));
  for (const web of [0, 100])
    for (const icons of [937, 1875, 3750, 7500]) {
      const choices: Choices = { ...usualChoices, network: "cnn 16", steps: 400, web, icons };
      assert.ok(recorded.has(specHash(specOf(choices, large))), JSON.stringify(choices));
    }
});

test("families without an icon are an error that says what is missing", () => {
  const { table } = smallIcons();
  assert.throws(
    () => specOf({ ...usualChoices, web: 100, families: ["thematic"] }, table),
    /have no icons with such labels/,
  );
});

test("the questions of the notebooks stay within the bounds", () => {
  for (const [number, { notebook, runs }] of Object.entries(labQuestions)) {
    assert.ok(notebook.startsWith(number));
    for (const choices of runs) assert.deepEqual(choicesIn(queryOf(choices)), choices);
  }
});
