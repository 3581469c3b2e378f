// What `bench --evaluate` measures, on a small model; the times are not tested.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { measureEvaluation } from "../../lib/bench/evaluation.js";
import { overheadText } from "../../lib/cli/benchReport.js";
import { writeColourModel } from "../evaluation/colours.js";

const folder = await mkdtemp(join(tmpdir(), "bench-evaluation-"));
after(() => rm(folder, { recursive: true }));

test("the graph alone and the whole evaluation, on images made for it", async () => {
  const model = await writeColourModel(folder);
  const rounds: string[] = [];
  const measured = await measureEvaluation(model, {
    images: 12,
    batch: 4,
    rounds: 2,
    progress: (line) => rounds.push(line),
  });
  assert.deepEqual([measured.images, measured.batch, rounds.length], [12, 4, 2]);
  // Decoding takes longer than the mean of 64 pixels, so the whole takes longer than the graph.
  assert.ok(measured.modelMs > 0 && measured.wholeMs > measured.modelMs && measured.decodeMs > 0);
  // The graph's own time is part of the whole.
  assert.ok(measured.withinMs > 0 && measured.withinMs < measured.wholeMs && measured.added > 0);
  assert.match(overheadText(measured), /^evaluate, 12 JPEG images of 500 × 375 pixels in batches of 4/);
});
