import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../lib/base/random.js";

test("equal seeds give equal numbers, other seeds and streams others", () => {
  const draw = (random: Random) => Array.from({ length: 5 }, () => random.uniform());
  assert.deepEqual(draw(new Random(7)), draw(new Random(7)));
  assert.notDeepEqual(draw(new Random(7)), draw(new Random(8)));
  assert.deepEqual(draw(new Random(7).stream("split")), draw(new Random(7).stream("split")));
  assert.notDeepEqual(draw(new Random(7).stream("split")), draw(new Random(7).stream("noise")));
});

test("a stream does not depend on what its parent has drawn", () => {
  const used = new Random(1);
  used.uniform();
  assert.equal(used.stream("a").uniform(), new Random(1).stream("a").uniform());
});

test("sampling without replacement includes every item equally often", () => {
  // arquero's sample() fails this: the first of four is drawn in 0.33 of draws instead of 0.5.
  const random = new Random(11);
  const draws = 20_000;
  const included = [0, 0, 0, 0];
  for (let draw = 0; draw < draws; draw++)
    for (const item of random.sample([0, 1, 2, 3], 2)) included[item]!++;
  // Standard error sqrt(0.25 / 20000) = 0.0035; five of them.
  for (const count of included)
    assert.ok(Math.abs(count / draws - 0.5) < 0.018, `inclusion ${count / draws}`);
});

test("a shuffle puts every item at every place equally often", () => {
  const random = new Random(12);
  const draws = 12_000;
  const places = [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ];
  for (let draw = 0; draw < draws; draw++)
    random.shuffled([0, 1, 2]).forEach((item, place) => {
      places[item]![place]!++;
    });
  for (const row of places) for (const count of row) assert.ok(Math.abs(count / draws - 1 / 3) < 0.022);
});

test("normal numbers have mean 0, variance 1 and the normal's tail", () => {
  const random = new Random(13);
  const draws = Array.from({ length: 40_000 }, () => random.normal());
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
  const variance = draws.reduce((sum, draw) => sum + draw * draw, 0) / draws.length;
  const tail = draws.filter((draw) => Math.abs(draw) > 1.96).length / draws.length;
  assert.ok(Math.abs(mean) < 0.025); // five standard errors of 1 / sqrt(40000)
  assert.ok(Math.abs(variance - 1) < 0.036); // five of sqrt(2 / 40000)
  assert.ok(Math.abs(tail - 0.05) < 0.0055);
});

test("drawing more than there is says so", () => {
  assert.throws(() => new Random(1).sample([1, 2], 3), /cannot draw 3 of 2/);
});
