// What contrastive training at the batch sizes it needs takes in memory. A file of its own: the tests of a file share
// one process, and the most that a process ever held cannot be set back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "../../../lib/training/train/run.js";
import { parseSpec, type RunSpecInput } from "../../../lib/training/train/spec.js";
import { Shapes } from "./shapes.js";

const gigabytes = () => process.resourceUsage().maxRSS / 2 ** 20; // maxRSS is in units of 1,024 bytes

const objectives: RunSpecInput["objective"][] = [
  { kind: "clip", text: { kind: "transformer" } },
  { kind: "simclr" },
  { kind: "supervisedContrastive" },
];
for (const objective of objectives)
  test(`${objective!.kind} with batches of 512 images of 32×32 stays below 2 GiB`, async (context) => {
    const spec = parseSpec({
      model: { kind: "cnn", widths: [16, 32, 64] },
      objective,
      data: { train: [{ pool: "shapes", images: 1024 }], size: 32 },
      budget: { steps: 3, batchSize: 512 },
      readouts: [],
    });
    const { record } = await run(spec, { data: new Shapes(), engine: { name: "captured", threads: 1 } });
    assert.deepEqual([record.status, record.samples], ["finished", 3 * 512]);
    context.diagnostic(`${gigabytes().toFixed(2)} GiB`);
    assert.ok(gigabytes() < 2, `${gigabytes().toFixed(2)} GiB`);
  });
