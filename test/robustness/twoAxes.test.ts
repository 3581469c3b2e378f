// Baselines over two in-distribution test sets, on models made from a known plane.
import assert from "node:assert/strict";
import { test } from "node:test";
import { InputError } from "../../lib/base/errors.js";
import type { MiniatureModel, TestCount } from "../../lib/robustness/miniature.js";
import { evaluateTwoAxes } from "../../lib/robustness/twoAxes.js";
import { closeTo } from "../closeTo.js";

const images = 1e9; // so many that a count is a fraction
const inverse = (v: number) => 1 / (1 + Math.exp(-v));

function countOf(scaled: number): TestCount {
  const correct = Math.round(images * inverse(scaled));
  return { correct, total: images, correctByClass: [correct], totalByClass: [images] };
}

function modelOf(name: string, treatment: string, scaled: readonly [number, number, number]): MiniatureModel {
  const [x, web, y] = scaled.map(countOf) as [TestCount, TestCount, TestCount];
  return {
    model: name,
    hash: name,
    treatment,
    architecture: name,
    seed: 1,
    readout: "head",
    trained: 1,
    trainImages: 100,
    counts: new Map([
      ["test", x],
      ["test:renditions", x],
      ["webTest:renditions", web],
      ["renditions", y],
    ]),
  };
}

const [intercept, reference, web] = [-0.4, 0.3, 0.6];
const onPlane = (x: number, w: number, above = 0): [number, number, number] => [
  x,
  w,
  intercept + reference * x + web * w + above,
];

test("the plane is found, and a model above it is measured in points; from the first axis alone it lies elsewhere", () => {
  // Models of the reference are better on its own axis, those of the pool on the other.
  const ordinary = [-1, -0.5, 0, 0.5].flatMap((ability, at) => [
    modelOf(`r${at}`, "baseline", onPlane(ability, ability - 1)),
    modelOf(`w${at}`, "baseline", onPlane(ability, ability + 0.5)),
  ]);
  const above = modelOf("above", "clip", onPlane(0.2, 0.7, 0.5));
  const { plane, models } = evaluateTwoAxes([...ordinary, above], { shift: "renditions" });
  const tolerance = { abs: 1e-6, why: "counts are rounded to one of 10⁹" };
  closeTo(plane.reference, reference, tolerance);
  closeTo(plane.web, web, tolerance);
  closeTo(plane.intercept, intercept, tolerance);
  closeTo(plane.r2, 1, tolerance);
  assert.equal(plane.models, 8);
  assert.ok(plane.r2OfLine < 0.7);
  const found = models.find(({ of }) => of.model === "above")!;
  const [, , y] = onPlane(0.2, 0.7, 0.5);
  closeTo(found.rhoPoints, 100 * (inverse(y) - inverse(y - 0.5)), tolerance);
  for (const { of, rhoPoints } of models) if (of.treatment === "baseline") closeTo(rhoPoints, 0, tolerance);
  // A model of the web-like pool that lies on the plane looks robust if only the first axis counts.
  assert.ok(models.find(({ of }) => of.model === "w0")!.rhoFromLinePoints > 5);
});

test("lines through the reference's models alone: a model of the pool is above one of them, below the other", () => {
  const abilities = [-1, -0.5, 0, 0.5];
  const ofReference = abilities.map((ability, at) =>
    modelOf(`r${at}`, "baseline", onPlane(ability, ability - 1)),
  );
  const ofPool = abilities.map((ability, at) => modelOf(`w${at}`, "web", onPlane(ability, ability + 0.5)));
  const { plane, models } = evaluateTwoAxes([...ofReference, ...ofPool], {
    shift: "renditions",
    isBaseline: () => true,
    isOnLines: ({ treatment }) => treatment === "baseline",
  });
  const tolerance = { abs: 1e-6, why: "counts are rounded to one of 10⁹" };
  const { rhoFromLinePoints, rhoFromWebLinePoints, rhoPoints, expected, shifted, isFitted } = models.find(
    ({ of }) => of.model === "w2",
  )!;
  // At x = 0 and w = 0.5. Models of the reference have w = x − 1, so their lines say y = c − web + (reference + web)·x over
  // the first axis, and y = c + reference + (reference + web)·w over the second.
  const y = inverse(intercept + 0.5 * web);
  closeTo(expected.reference, inverse(intercept - web), tolerance);
  closeTo(expected.web, inverse(intercept + reference + 0.5 * (reference + web)), tolerance);
  closeTo(rhoFromLinePoints, 100 * (y - inverse(intercept - web)), tolerance);
  closeTo(
    rhoFromWebLinePoints,
    100 * (y - inverse(intercept + reference + 0.5 * (reference + web))),
    tolerance,
  );
  assert.ok(rhoFromLinePoints > 5 && rhoFromWebLinePoints < -5);
  closeTo(rhoPoints, 0, tolerance);
  closeTo(shifted, y, tolerance);
  assert.ok(isFitted);
  assert.ok(plane.r2OfWebLine < plane.r2 && plane.r2OfLine < plane.r2);
});

test("a baseline of one pool, whose two accuracies say the same, is refused", () => {
  const oneSource = [-1, 0, 1, 2].map((ability, at) =>
    modelOf(`r${at}`, "baseline", onPlane(ability, ability - 1)),
  );
  assert.throws(
    () => evaluateTwoAxes(oneSource, { shift: "renditions" }),
    (error: unknown) => error instanceof InputError && /lie on one line/.test(error.message),
  );
  assert.throws(
    () => evaluateTwoAxes(oneSource.slice(1), { shift: "renditions" }),
    /3 baseline models measured/,
  );
});
