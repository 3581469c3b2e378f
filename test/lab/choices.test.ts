import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { linearProbe, pretrained, reference } from "../../lib/causes/plan/recipes.js";
import {
  allFamilies,
  bounds,
  type Choices,
  choicesIn,
  lessons,
  networks,
  queryOf,
  usualChoices,
} from "../../lib/lab/choices.js";
import { labQuestions } from "../../lib/lab/questions.js";
import { specOf, twinHashes } from "../../lib/lab/specOf.js";
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
      assert.equal(specHash(spec), twinHashes(spec, table)[0]);
    }),
    { numRuns: 40 },
  );
});

test("a run on the whole reference may be recorded without a number of icons, and so may the run it starts from", () => {
  const { table } = smallIcons();
  const twins = twinHashes(specOf({ ...usualChoices, lesson: "simclrProbe" }, table), table);
  const common = { architecture: usualChoices.network, data: reference, seed: 1, steps: 300 } as const;
  assert.equal(twins[1], specHash(linearProbe(pretrained({ kind: "simclr" }, common), common)));
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
