import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { InputError } from "../../../lib/base/errors.js";
import { readGrid } from "../../../lib/training/sweep/grid.js";
import { parseSpec, type RunSpecInput, specHash } from "../../../lib/training/train/spec.js";

const folder = await mkdtemp(join(tmpdir(), "grid-"));
after(() => rm(folder, { recursive: true }));

const base: RunSpecInput = {
  model: { kind: "pixels" },
  objective: { kind: "crossEntropy" },
  data: { train: [{ pool: "shapes", images: 40 }], size: 16 },
  budget: { steps: 4, batchSize: 8 },
};

async function file(content: string, name = "grid.json"): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

test("a grid is a list or {runs: list}; equal specs are one run", async () => {
  const specs = [base, { ...base, seed: 1 }, { ...base, seed: 0 }]; // 0 is the default
  const hashes = [base, { ...base, seed: 1 }].map((input) => specHash(parseSpec(input)));
  const list = await file(JSON.stringify(specs));
  const places = (await readGrid(list)).map(({ place }) => place);
  assert.deepEqual(places, [`${list}.0`, `${list}.1`]);
  for (const content of [specs, { runs: specs }]) {
    const runs = await readGrid(await file(JSON.stringify(content)));
    assert.deepEqual(
      runs.map(({ hash }) => hash),
      hashes,
    );
  }
});

test("a grid may be one of those that have a name", async () => {
  const runs = await readGrid("two", { two: async () => [base, parseSpec({ ...base, seed: 1 })] });
  assert.deepEqual(
    runs.map(({ place, spec }) => [place, spec.seed]),
    [
      ["two.0", 0],
      ["two.1", 1],
    ],
  );
});

test("what is wrong is named with its place", async () => {
  const faulty = await file(JSON.stringify({ runs: [base, { ...base, seeds: 3 }] }));
  const empty = await file('{"runs": 3}', "empty.json");
  const cases = [
    [faulty, /grid\.json runs\.1: seeds: unknown field/],
    [empty, /empty\.json: .*expected a list of run specs, or \{runs/],
    ["none", /^none: no such file and no grid of this name, .*one of one$/],
  ] as const;
  for (const [grid, message] of cases)
    await assert.rejects(readGrid(grid, { one: () => [] }), (error: Error) => {
      assert.ok(error instanceof InputError);
      assert.match(error.message, message);
      return true;
    });
});
