// Records and checkpoints that are damaged or another run's: refused by name, and never written over.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileExists } from "../../lib/base/files.js";
import type { RunSpecInput } from "../../lib/training/train/spec.js";
import { folderWith, hashOf, shapesSpec, start } from "./trainProcess.js";

const root = await mkdtemp(join(tmpdir(), "damaged-"));
after(() => rm(root, { recursive: true }));

test("a damaged record, another run's record, another run's checkpoint", async () => {
  const first: RunSpecInput = { ...shapesSpec, budget: { steps: 4, batchSize: 32 } };
  const second: RunSpecInput = { ...first, seed: 1, start: { from: first } };
  const { folder, file } = await folderWith(root, "runs", second);
  const made = await start(folder, "train", file, "--keep").ended;
  assert.equal(made.code, 0, made.stderr);
  const recordOf = (spec: RunSpecInput) => join(folder, "records", `${hashOf(spec)}.json`);
  const record = recordOf(second);
  const text = await readFile(record, "utf8");
  const grid = join(folder, "grid.json");
  await writeFile(grid, JSON.stringify([second]));
  const damages: [string, string[], RegExp][] = [
    [text.slice(0, 300), ["train", file], /\.json: not JSON/],
    [
      text.replace('"finished"', '"done"'),
      ["sweep", grid, "--workers", "1"],
      /\.json: status: "done", expected one of "finished"\|"diverged"/,
    ],
    [
      await readFile(recordOf(first), "utf8"),
      ["train", file],
      /\.json: hash: "[0-9a-f]{16}", expected [0-9a-f]{16} as in the file name/,
    ],
  ];
  for (const [damaged, command, message] of damages) {
    await writeFile(record, damaged);
    const { code, stderr } = await start(folder, ...command).ended;
    assert.equal(code, 2, stderr);
    assert.match(stderr, /^error: .*\n$/);
    assert.match(stderr, message);
    assert.equal(await readFile(record, "utf8"), damaged);
  }

  const checkpointOf = (spec: RunSpecInput) => join(folder, "checkpoints", `${hashOf(spec)}.safetensors`);
  await rm(record);
  await writeFile(checkpointOf(first), await readFile(checkpointOf(second)));
  const { code, stderr } = await start(folder, "train", file).ended;
  const expected = `error: ${checkpointOf(first)}: a checkpoint of run ${hashOf(second)}, expected that of run ${hashOf(first)}\n`;
  assert.deepEqual([code, stderr], [2, expected]);
  assert.equal(await fileExists(record), false);
});
