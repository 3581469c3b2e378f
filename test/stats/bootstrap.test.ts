import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Random } from "../../lib/base/random.js";
import { isBaseline } from "../../lib/published/families.js";
import { loadPublished } from "../../lib/published/load.js";
import { pointsOf } from "../../lib/published/model.js";
import { baselineMethods } from "../../lib/stats/baseline.js";
import { estimateRobustness } from "../../lib/stats/bootstrap.js";
import { leastSquaresResampler } from "../../lib/stats/familyBootstrap.js";
import { fitLine } from "../../lib/stats/fitLine.js";
import type { ModelPoint } from "../../lib/stats/point.js";
import { scaleNamed } from "../../lib/stats/scale.js";
import { scalePoints } from "../../lib/stats/scaledPoints.js";
import { theilSenResampler } from "../../lib/stats/theilSenBootstrap.js";
import { closeTo } from "../closeTo.js";
import { designs, simulate } from "../longer/population.js";

const twelve = designs.find(({ name }) => name === "12 families of 8")!;
const asked = [
  { name: "a", logitX: 0.8, rhoPoints: 20 },
  { name: "b", logitX: 0.7, rhoPoints: 5 },
  { name: "c", logitX: 0.9, rhoPoints: 5.5 },
  { name: "d", logitX: 0.8, rhoPoints: 4.5 },
];
const { baseline, targets } = simulate(twelve, asked, new Random("bootstrap.test"));
const fitWith = (options = {}, seed: string | number = 1) =>
  estimateRobustness(baseline, targets, { random: new Random(seed), ...options });
const ends = (fit: ReturnType<typeof fitWith>) =>
  fit.models.map((m) => [m.rhoPoints.value, m.rhoPoints.low, m.rhoPoints.high]);

test("a line of resampled families is the line of the table with their rows repeated", () => {
  // Slow and obvious: repeat the rows, fit anew. Uneven families, one of them not drawn.
  for (const method of baselineMethods) {
    const scaled = scalePoints(baseline.slice(0, 45), scaleNamed("logit"), method);
    const times = Int32Array.from({ length: scaled.families }, (_, f) => [1, 3, 0, 2, 1, 0][f % 6]!);
    const rows = [...scaled.x.keys()].flatMap((i) => Array<number>(times[scaled.family[i]!]!).fill(i));
    const pick = (values: Float64Array) => Float64Array.from(rows, (i) => values[i]!);
    const repeated = { ...scaled, x: pick(scaled.x), y: pick(scaled.y), w: pick(scaled.w) };
    const slow = fitLine(repeated, method)!;
    const fast = (method === "theil-sen" ? theilSenResampler : leastSquaresResampler)(scaled)(times)!;
    // The slow median may average two neighbouring slopes where the fast one takes the lower.
    const rel = method === "theil-sen" ? 1e-3 : 1e-10;
    closeTo(fast.slope, slow.slope, { rel, why: method });
    closeTo(fast.intercept, slow.intercept, { rel, abs: 1e-4, why: method });
  }
});

test("equal seeds give equal intervals, other seeds others, in any order of rows and models", () => {
  assert.deepEqual(ends(fitWith()), ends(fitWith()));
  assert.notDeepEqual(ends(fitWith()), ends(fitWith({}, 2)));
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const mixed = estimateRobustness(new Random(seed).shuffled(baseline), [...targets].reverse(), {
        random: new Random(1),
      });
      assert.deepEqual(ends(mixed).reverse(), ends(fitWith()));
    }),
    { numRuns: 5 },
  );
});

test("the interval lies about ρ, grows with the level and with image noise", () => {
  const usual = fitWith();
  const wider = fitWith({ level: 0.99 });
  const noNoise = fitWith({ imageNoise: false });
  const noTotals = estimateRobustness(
    baseline,
    targets.map(({ model, x, y }) => ({ model, x, y })),
    { random: new Random(1) },
  );
  usual.models.forEach((estimate, at) => {
    assert.ok(
      estimate.rhoPoints.low < estimate.rhoPoints.value && estimate.rhoPoints.value < estimate.rhoPoints.high,
    );
    assert.ok(wider.models[at]!.rhoPoints.low < estimate.rhoPoints.low);
    const length = (fit: typeof usual) => fit.models[at]!.rhoPoints.high - fit.models[at]!.rhoPoints.low;
    assert.ok(length(noNoise) < length(usual));
    closeTo(length(noTotals), length(noNoise), { why: "without totals there is no image noise to draw" });
  });
});

test("fewer than three families give no interval, and no made-up one", () => {
  const two = baseline.filter(({ family }) => family === "family 1" || family === "family 2");
  const fit = estimateRobustness(two, targets, { random: new Random(1) });
  for (const { rhoPoints } of fit.models) {
    assert.ok(Number.isFinite(rhoPoints.value));
    assert.ok(Number.isNaN(rhoPoints.low) && Number.isNaN(rhoPoints.high));
  }
});

test("a model with 0 right under shift keeps an interval on every scale", () => {
  const none: ModelPoint = { model: "none right", x: 0.6, y: 0, xTotal: 1000, yTotal: 1000 };
  for (const scale of ["logit", "probit", "linear"] as const) {
    const { models } = estimateRobustness(baseline, [none], { random: new Random(1), scale });
    assert.ok(
      models[0]!.rhoPoints.low < models[0]!.rhoPoints.high && Number.isFinite(models[0]!.rhoPoints.low),
    );
  }
});

test("a difference of two ρ is paired: the baseline they share cancels", () => {
  const fit = fitWith({ imageNoise: false });
  const [, b, c] = targets as [ModelPoint, ModelPoint, ModelPoint];
  const delta = fit.difference(c, b);
  closeTo(delta.value, fit.models[2]!.rhoPoints.value - fit.models[1]!.rhoPoints.value, { abs: 1e-9 });
  const length = (at: number) => fit.models[at]!.rhoPoints.high - fit.models[at]!.rhoPoints.low;
  assert.ok(
    delta.high - delta.low < 0.5 * Math.hypot(length(1), length(2)),
    "unpaired lengths would add in squares",
  );
  const self = fit.difference(b, b);
  assert.deepEqual([self.low, self.value, self.high], [0, 0, 0]);
});

test("averages of fixed members and of sampled members", () => {
  const fit = fitWith();
  const group = targets.slice(1);
  const rhos = fit.models.slice(1).map(({ rhoPoints }) => rhoPoints.value);
  const mean = rhos.reduce((sum, rho) => sum + rho, 0) / 3;
  const fixed = fit.rho(group);
  closeTo(fixed.value, mean, { rel: 1e-12 });
  const quiet = fitWith({ imageNoise: false, draws: 20_000 });
  // Sampled members: the mean scatters as t with 2 degrees of freedom, standard error s/√3, beside the
  // baseline.
  const se = Math.sqrt(rhos.reduce((sum, rho) => sum + (rho - mean) ** 2, 0) / 2 / 3);
  const sampled = quiet.rho(group, { members: "sampled" });
  const half = (estimate: { low: number; high: number }) => (estimate.high - estimate.low) / 2;
  const tHalf = 4.302652729749462 * se; // t quantile 0.975 with 2 degrees of freedom, scipy 1.17.1
  assert.ok(half(sampled) > tHalf && half(sampled) < 1.1 * Math.hypot(tHalf, half(quiet.rho(group))));
  assert.throws(() => quiet.rho(targets[0]!, { members: "sampled" }), /at least 2/);
  assert.throws(() => quiet.rho([]), RangeError);
  assert.throws(() => quiet.rho({ ...targets[0]! }), /not one of the models/);
});

test("all 1,387 models on one shift with 1,000 draws take at most a second of one core", async (t) => {
  const models = pointsOf(await loadPublished("accuracies"), "imagenet", "imagenet_v2");
  const standard = models.filter(({ published }) => isBaseline(published));
  assert.deepEqual([models.length, standard.length], [1387, 847]);
  const runs = Array.from({ length: 3 }, () => {
    const [wall, cpu] = [performance.now(), process.cpuUsage()];
    estimateRobustness(standard, models, { random: new Random(1) });
    const { user, system } = process.cpuUsage(cpu);
    return { wall: performance.now() - wall, cpu: (user + system) / 1000 };
  });
  for (const { wall, cpu } of runs)
    t.diagnostic(`${wall.toFixed(0)} ms, of the processor ${cpu.toFixed(0)} ms`);
  // Processor time, because tests run side by side: on a quiet machine the two are equal.
  assert.ok(Math.min(...runs.map(({ cpu }) => cpu)) < 1000);
});
