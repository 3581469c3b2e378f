import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { InputError } from "../../../lib/base/errors.js";
import { gridRuns } from "../../../lib/training/sweep/grid.js";
import { parseShard, shardRuns } from "../../../lib/training/sweep/shards.js";
import type { RunSpecInput } from "../../../lib/training/train/spec.js";
import { tinySpec } from "./runners/queue/queueProcesses.js";

/** A grid of `plain` runs and of families: a chain of starts, then some runs that start from its end. */
function gridOf(plain: number, families: readonly { chain: number; size: number }[]) {
  const specs: RunSpecInput[] = Array.from({ length: plain }, (_, seed) => tinySpec(seed));
  for (const [at, { chain, size }] of families.entries()) {
    let from = tinySpec(1000 + at);
    for (let link = 1; link < chain; link++) from = { ...tinySpec(1000 + at + 100 * link), start: { from } };
    for (let member = 0; member < size; member++)
      specs.push({ ...tinySpec(10_000 + 100 * at + member), start: { from } });
  }
  return gridRuns(specs, "grid");
}
const familySizes = fc.array(
  fc.record({ chain: fc.integer({ min: 1, max: 3 }), size: fc.integer({ min: 1, max: 5 }) }),
  { maxLength: 5 },
);

test("shards together are the grid, each run once, and a family stays together", () => {
  fc.assert(
    fc.property(fc.nat(12), familySizes, fc.integer({ min: 1, max: 7 }), (plain, families, of) => {
      const runs = gridOf(plain, families);
      const shards = Array.from({ length: of }, (_, at) => shardRuns(runs, { number: at + 1, of }));
      assert.deepEqual(
        shards.flatMap((shard) => shard.map(({ hash }) => hash)).sort(),
        runs.map(({ hash }) => hash).sort(),
      );
      // The seed of a family's members says which family it is.
      const family = (seed: number) => (seed < 10_000 ? `plain ${seed}` : Math.floor(seed / 100));
      const homes = new Map<unknown, number>();
      for (const [at, shard] of shards.entries())
        for (const { spec } of shard) {
          const known = homes.get(family(spec.seed));
          assert.ok(known === undefined || known === at);
          homes.set(family(spec.seed), at);
        }
    }),
    { numRuns: 30 },
  );
});

test("the longest families are dealt out first: no shard is longer than the mean and one family", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 1, max: 6 }),
      (seconds, of) => {
        const runs = gridOf(seconds.length, []);
        const earlier = ({ seed }: { seed: number }) => seconds[seed];
        const loads = Array.from({ length: of }, (_, at) =>
          shardRuns(runs, { number: at + 1, of }, earlier).reduce(
            (sum, { spec }) => sum + seconds[spec.seed]!,
            0,
          ),
        );
        // Graham's bound of list scheduling.
        const mean = seconds.reduce((sum, one) => sum + one, 0) / of;
        assert.ok(Math.max(...loads) <= mean + Math.max(...seconds) + 1e-9);
      },
    ),
    { numRuns: 40 },
  );
});

test("the division does not depend on the order of the grid", () => {
  const runs = gridOf(10, [{ chain: 2, size: 3 }]);
  const hashes = (shard: ReturnType<typeof shardRuns>) => shard.map(({ hash }) => hash).sort();
  const shard = { number: 2, of: 3 };
  assert.deepEqual(hashes(shardRuns(runs.toReversed(), shard)), hashes(shardRuns(runs, shard)));
});

test("more shards than families: the others are empty", () => {
  const runs = gridOf(2, []);
  const sizes = [1, 2, 3, 4].map((number) => shardRuns(runs, { number, of: 4 }).length);
  assert.deepEqual(sizes.toSorted(), [0, 0, 1, 1]);
});

test("3/16 and what is not a shard", () => {
  assert.deepEqual(parseShard("3/16"), { number: 3, of: 16 });
  for (const text of [
    "0/4",
    "5/4",
    "3",
    "3/",
    "/4",
    "a/b",
    "1/0",
    "-1/4",
    "1/4/2",
    "1.5/4",
    "1/200000",
    " 1/4",
  ])
    assert.throws(() => parseShard(text), InputError, text);
});
