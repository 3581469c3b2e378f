import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Random } from "../../lib/base/random.js";
import { estimateRobustness } from "../../lib/stats/bootstrap.js";
import { equivalenceOfDraws, equivalenceTest, fewestDraws } from "../../lib/stats/equivalence.js";
import { closeTo } from "../closeTo.js";
import { designs, simulate } from "../longer/population.js";

test("both one-sided p-values by hand", () => {
  // t = (0.3 + 1)/0.4 = 3.25 and (0.3 − 1)/0.4 = −1.75 with 10 degrees of freedom; scipy 1.17.1, t.sf and
  // t.cdf.
  const result = equivalenceTest({ value: 0.3, standardError: 0.4, df: 10 }, 1);
  closeTo(result.pLower, 0.004360246360705963, { rel: 1e-9 });
  closeTo(result.pUpper, 0.05534047213297354, { rel: 1e-9 });
  closeTo(result.pZero, 0.470531995381542, { rel: 1e-9 });
  assert.deepEqual(result.verdict, { kind: "inconclusive", marginPoints: 1 });
});

test("the four verdicts", () => {
  const verdict = (value: number, standardError: number) =>
    equivalenceTest({ value, standardError, df: 30 }, 1).verdict.kind;
  assert.equal(verdict(0.1, 0.2), "equivalent");
  assert.equal(verdict(-0.5, 0.1), "equivalent"); // differs from 0, but by less than matters
  assert.equal(verdict(5, 1), "higher");
  assert.equal(verdict(-5, 1), "lower");
  assert.equal(verdict(0.5, 1), "inconclusive");
  assert.equal(verdict(0, Number.NaN), "inconclusive");
});

test("draws: shares at or beyond the bounds", () => {
  const draws = Float64Array.from({ length: 99 }, (_, i) => (i - 49) / 50); // −0.98 … 0.98
  const narrow = equivalenceOfDraws({ draws }, 0.5);
  assert.deepEqual([narrow.pLower, narrow.pUpper, narrow.pZero], [0.26, 0.26, 1]);
  assert.equal(narrow.verdict.kind, "inconclusive");
  assert.equal(equivalenceOfDraws({ draws }, 1).verdict.kind, "equivalent");
  assert.equal(equivalenceOfDraws({ draws: draws.map((d) => d + 3) }, 1).verdict.kind, "higher");
  assert.equal(equivalenceOfDraws({ draws: draws.fill(Number.NaN) }, 1).verdict.kind, "inconclusive");
});

test("draws too few for any effect are refused: 39 give p = 2/40 at best, 40 less", () => {
  const draws = Float64Array.from({ length: 40 }, (_, at) => 5 + at);
  assert.equal(equivalenceOfDraws({ draws }, 1).verdict.kind, "higher");
  assert.equal(equivalenceOfDraws({ draws }, 1).pZeroFloor, 2 / 41);
  assert.throws(() => equivalenceOfDraws({ draws: draws.subarray(1) }, 1), {
    name: "InputError",
    message:
      "draws: 39 bootstrap draws are too few to tell an effect from 0 at level 0.05, expected at least 40",
  });
});

test("the fewest draws are the fewest", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 3 }), (comparisons, stray) => {
      for (const alpha of [0.01, 0.05, 0.1]) {
        const best = (draws: number) => (comparisons * 2 * (1 + stray)) / (draws + 1);
        const fewest = fewestDraws(comparisons, alpha, stray);
        // One part in 10¹² for the rounding of the quotients.
        assert.ok(best(fewest) < alpha * (1 + 1e-12) && best(fewest - 1) >= alpha * (1 - 1e-12));
      }
    }),
  );
});

test("a margin must be above 0", () => {
  for (const margin of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
    assert.throws(() => equivalenceOfDraws({ draws: new Float64Array(99) }, margin), { name: "InputError" });
});

test("t version: said wrongly at most 5% of the time on the margin, mostly said at 0", () => {
  const random = new Random("tost");
  const runs = 4000;
  const share = (truth: number) => {
    let said = 0;
    for (let run = 0; run < runs; run++) {
      const sample = Array.from({ length: 10 }, () => truth + random.normal());
      const value = sample.reduce((sum, v) => sum + v, 0) / 10;
      const variance = sample.reduce((sum, v) => sum + (v - value) ** 2, 0) / 9;
      const effect = { value, standardError: Math.sqrt(variance / 10), df: 9 };
      if (equivalenceTest(effect, 1.2).verdict.kind === "equivalent") said++;
    }
    return said / runs;
  };
  const size = share(1.2);
  assert.ok(size > 0.035 && size < 0.061, `size ${size}`); // 5% ± 3 standard errors of 0.35%
  assert.ok(share(0) > 0.9);
});

test("draws version on simulated models: size on the margin, power at no difference", () => {
  const design = designs.find(({ name }) => name.startsWith("miniature"))!;
  const margin = 9;
  const share = (delta: number) => {
    const runs = 300;
    let said = 0;
    for (let run = 0; run < runs; run++) {
      const random = new Random(`${delta} ${run}`);
      const targets = [
        { name: "treated", logitX: 0.9, rhoPoints: 8 + delta },
        { name: "control", logitX: 0.6, rhoPoints: 8 },
      ];
      const { baseline, targets: models } = simulate(design, targets, random.stream("population"));
      const fit = estimateRobustness(baseline, models, { random: random.stream("fit"), draws: 400 });
      const result = equivalenceOfDraws(fit.difference(models[0]!, models[1]!), margin);
      if (result.verdict.kind === "equivalent") said++;
    }
    return said / runs;
  };
  const size = share(margin);
  assert.ok(size < 0.05 + 3 * Math.sqrt((0.05 * 0.95) / 300), `size ${size}`);
  const power = share(0);
  assert.ok(power > 0.55, `power ${power}`);
});
