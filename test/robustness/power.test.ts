import assert from "node:assert/strict";
import { test } from "node:test";
import { InputError } from "../../lib/base/errors.js";
import { headlinePower } from "../../lib/robustness/headlinePower.js";
import { closeTo } from "../closeTo.js";
import { estimands, simulatedPower, sweepDesigns } from "../longer/power.js";

// Φ by hand: 1.645 and 1.96 are the 95% and 97.5% quantiles of the normal distribution.

test("without scatter over seeds the shares are those of the normal distribution", () => {
  const parts = { seedStandardError: 0, seedDf: 10, testStandardError: 0.6, baselineStandardError: 0.8 };
  const [none, two, five] = headlinePower(parts, {
    marginPoints: 2,
    effects: [0, 2, 5],
    simulations: 40_000,
  });
  // Standard error 1: no rise if the estimate is below 2 − 1.645 = 0.355, raises if above 1.96.
  const normal = { "0.355": 0.6387, "-1.96": 0.025, "3.04": 0.9988 }; // Φ from a table
  closeTo(none!.noRise, normal["0.355"], { abs: 0.01 }); // four standard errors of 40,000
  closeTo(none!.raises, normal["-1.96"], { abs: 0.004 });
  closeTo(two!.noRise, 0.05, { abs: 0.0045 });
  closeTo(five!.raises, normal["3.04"], { abs: 0.001 });
  for (const { covered } of [none!, two!, five!]) closeTo(covered, 0.95, { abs: 0.0045 });
});

test("few seeds: intervals keep their coverage, and tests their level", () => {
  const parts = { seedStandardError: 1, seedDf: 4, testStandardError: 0.3, baselineStandardError: 0 };
  for (const { effectPoints, covered, noRise } of headlinePower(parts, {
    marginPoints: 2,
    effects: [0, 2],
  })) {
    assert.ok(covered > 0.94 && covered < 0.975, `${covered}`);
    if (effectPoints === 2) assert.ok(noRise < 0.06, `${noRise}`);
  }
  const [alone] = headlinePower(parts, { marginPoints: 2, effects: [3] });
  const [oneOfTwelve] = headlinePower(parts, { marginPoints: 2, effects: [3], comparisons: 12 });
  assert.ok(oneOfTwelve!.raises < alone!.raises);
  assert.throws(() => headlinePower(parts, { marginPoints: 0 }), InputError);
});

test("simulated sweeps at equal accuracy: coverage, and false alarms, of both estimands", () => {
  const simulations = 30;
  const design = { ...sweepDesigns[0]!, classes: 80, seeds: 4 };
  const none = simulatedPower(design, 0, { simulations, draws: 200 });
  const three = simulatedPower(design, 3, { simulations, draws: 200 });
  for (const estimand of estimands)
    for (const { covered, width } of [none[estimand], three[estimand]]) {
      // Standard error at 95% of 30: 4.0 points, three of them below; an endless interval would cover too.
      assert.ok(covered >= 0.95 - 0.12, `${estimand}: ${covered}`);
      assert.ok(width < 7, `${estimand}: ${width}`);
    }
  for (const estimand of estimands) {
    assert.ok(none[estimand].raises <= 0.025 + 0.086, `${none[estimand].raises}`);
    assert.ok(three[estimand].noRise <= 0.05 + 0.12, `${three[estimand].noRise}`);
  }
  assert.ok(none["these classes"].width < none["other classes"].width);
});
