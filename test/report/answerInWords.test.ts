import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { expectGuess, expectNumber } from "../../lib/report/answerInWords.js";

const points = expectNumber({ value: 5.6, tolerance: 0.1, unit: "percentage points" });

test("a number is right within the tolerance, else too high or too low", () => {
  fc.assert(
    fc.property(
      fc.double({ min: -100, max: 100, noNaN: true }),
      fc.double({ min: 0, max: 5, noNaN: true }),
      fc.double({ min: -200, max: 200, noNaN: true }),
      (value, tolerance, answer) => {
        const off = answer - value;
        fc.pre(Math.abs(Math.abs(off) - tolerance) > 1e-6); // the edge itself is rounded
        const { status, text } = expectNumber({ value, tolerance, unit: "points" })(answer);
        assert.equal(status, Math.abs(off) < tolerance ? "right" : "wrong");
        if (status === "wrong") assert.ok(text.startsWith(off > 0 ? "Too high." : "Too low."), text);
      },
    ),
  );
});

test("the edge of the tolerance is right, whatever the last digit of a difference", () => {
  assert.equal(expectNumber({ value: 0.3, tolerance: 0.1, unit: "points" })(0.2).status, "right");
  assert.equal(expectNumber({ value: 122, tolerance: 0, unit: "languages" })(122).status, "right");
});

test("a wrong number is told how it is wrong, and never what is right", () => {
  const told = (answer: unknown) => points(answer).text;
  assert.equal(told(5.8), "Too high. You are near.");
  assert.equal(told(12), "Too high.");
  assert.equal(told(-5.6), "Too low. The sign is the other one, too.");
  assert.match(told(0.056), /^This looks like a fraction/);
  assert.match(told("5.6"), /^A number is expected \(percentage points\), and this is a string/);
  assert.match(told(Number.POSITIVE_INFINITY), /this is Infinity/);
  assert.match(told(null), /this is null/);
  for (const answer of [5.8, 12, -5.6, 0.056, undefined, null, [], {}])
    assert.doesNotMatch(told(answer), /5\.[5-7]/);
});

test("no answer yet is neither right nor wrong", () => {
  for (const answer of [undefined, Number.NaN]) assert.equal(points(answer).status, "open");
});

const byShift = (a: number, b: number) => [
  { shift: "one", rhoPoints: a },
  { shift: "two", rhoPoints: b },
];
const runs = [
  { treatment: "small", inDistribution: 0.4, meanPoints: 0, byShift: byShift(0, 0) },
  { treatment: "large", inDistribution: 0.5, meanPoints: 1, byShift: byShift(-1, 3) },
];

test("a guess about runs is judged by what they show", () => {
  const judge = expectGuess(runs);
  assert.deepEqual(judge({ moreAccurate: "large", higherRho: "same" }), {
    status: "right",
    text: "Accuracy in distribution: as you guessed. Mean ρ: as you guessed.",
  });
  assert.deepEqual(judge({ moreAccurate: "same", higherRho: "large" }), {
    status: "wrong",
    text: "Accuracy in distribution: the difference is larger than 2 points. Mean ρ: the difference is too small for a single run to say so.",
  });
  assert.match(judge({ moreAccurate: "small", higherRho: "same" }).text, /another run is ahead/);
  const shift = (largestDifferenceOn: string) =>
    judge({ moreAccurate: "large", higherRho: "same", largestDifferenceOn });
  assert.equal(shift("two").status, "right");
  assert.equal(shift("one").status, "wrong");
  assert.match(shift("three").text, /expected "one" or "two"/);
  assert.match(
    judge({ moreAccurate: "big", higherRho: "same" }).text,
    /expected "small" or "large" or "same"/,
  );
});

test("of three runs the best two decide whether one is ahead", () => {
  const middle = { treatment: "middle", inDistribution: 0.49, meanPoints: -9, byShift: byShift(0, 0) };
  const { text } = expectGuess([...runs, middle])({ moreAccurate: "same", higherRho: "same" });
  assert.equal(text, "Accuracy in distribution: as you guessed. Mean ρ: as you guessed.");
});

test("a guess comes before the training, and waits for it", () => {
  assert.equal(expectGuess(undefined)({ moreAccurate: undefined, higherRho: undefined }).status, "open");
  assert.equal(expectGuess(runs)({ moreAccurate: "large" }).status, "open");
  assert.match(expectGuess(undefined)({ moreAccurate: "a", higherRho: "b" }).text, /is noted/);
  assert.equal(expectGuess([runs[0]!])({ moreAccurate: "small", higherRho: "same" }).status, "open");
});
