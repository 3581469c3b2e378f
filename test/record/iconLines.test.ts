import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { packBits } from "../../lib/record/correctIcons.js";
import { compactIcons, wholeIcons } from "../../lib/record/iconLines.js";

const common = { readout: "head", step: 10 };

/** A result with the icons that are right, class by class. */
function resultOn(testset: string, byClass: readonly (readonly number[])[]) {
  const sums = byClass.map((bits) => bits.reduce((sum, bit) => sum + bit, 0));
  const totalByClass = byClass.map(({ length }) => length);
  const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
  return {
    ...common,
    testset,
    correct: sum(sums),
    total: sum(totalByClass),
    correctByClass: sums,
    totalByClass,
    correctIcons: packBits(byClass.flat()),
  };
}

test("a set that is restricted to some classes comes back whole, whatever it got right otherwise", () => {
  const classOf = fc.array(fc.tuple(fc.nat(1), fc.nat(1)), { maxLength: 12 });
  fc.assert(
    fc.property(fc.array(fc.tuple(classOf, fc.boolean()), { minLength: 1, maxLength: 8 }), (classes) => {
      const whole = resultOn(
        "test",
        classes.map(([icons]) => icons.map(([right]) => right)),
      );
      fc.pre(whole.total > 0);
      const part = resultOn(
        "test:shift",
        classes.map(([icons, kept]) => (kept ? icons.map(([, right]) => right) : [])),
      );
      const compact = compactIcons([whole, part]);
      assert.ok(compact[1]!.differsBy);
      const restored = wholeIcons(compact) as (typeof whole)[];
      for (const [at, result] of [whole, part].entries()) {
        assert.equal(restored[at]!.correctIcons, result.correctIcons);
        assert.deepEqual(restored[at]!.correctByClass, result.correctByClass);
      }
    }),
  );
});

test("what is no compact result is left for the schema, whatever its numbers of icons are", () => {
  for (const [whole, part] of [
    [
      [3, -1],
      [0, -1],
    ],
    [
      [4, -2, 3],
      [4, -2, 0],
    ],
    [
      [5, 0],
      [4, 0],
    ],
  ]) {
    const base = { ...common, testset: "test", totalByClass: whole, correctIcons: packBits([1, 0, 1, 1, 0]) };
    const result = { ...common, testset: "test:shift", totalByClass: part, differsBy: [1] };
    assert.equal(wholeIcons([base, result])[1], result, JSON.stringify(whole));
  }
});
