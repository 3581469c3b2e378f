import assert from "node:assert/strict";
import { test } from "node:test";
import type { EngineName } from "../../lib/engine/choose.js";
import { run } from "../../lib/training/train/run.js";
import { parseSpec, type RunSpecInput } from "../../lib/training/train/spec.js";
import { Shapes } from "../training/train/shapes.js";
import { skipNative } from "./availability.js";

// Whole runs on the small drawn data: the engine changes what a model gets right no more than another seed does.

const small = { width: 16, depth: 1, heads: 2, expansion: 2 };
const tokenizer = { vocabulary: 64, length: 8 };
const titles = { kind: "text", fields: ["title"], styleWords: false } as const;
const base: RunSpecInput = {
  model: { kind: "cnn", widths: [8, 16], depth: 1, pool: "flatten" },
  objective: { kind: "crossEntropy" },
  data: { train: [{ pool: "shapes", images: 480 }], size: 16 },
  budget: { steps: 60, batchSize: 32 },
  optimizer: { learningRate: 5e-3 },
};
const specs: Readonly<Record<string, RunSpecInput>> = {
  "a CNN with class labels": base,
  "a ResNet with class labels": { ...base, model: { kind: "resnet", widths: [4, 8], blocks: 1, groups: 2 } },
  "a ViT with class labels": { ...base, model: { kind: "vit", patch: 4, ...small } },
  "CLIP, bag of words": {
    ...base,
    objective: {
      kind: "clip",
      text: { kind: "bagOfWords", width: 16 },
      embeddingDim: 16,
      tokenizer,
      captions: titles,
    },
    readouts: [{ kind: "zeroShot", templates: { name: "colours", list: ["red {}", "blue {}", "green {}"] } }],
  },
};

/** Images right on the test set in distribution. */
async function correct(spec: RunSpecInput, seed: number, engine: EngineName): Promise<number> {
  const { record } = await run(parseSpec({ ...spec, seed }), {
    data: new Shapes(),
    engine: { name: engine, threads: 1 },
  });
  return record.results.find(({ testset }) => testset === "id")!.correct;
}

for (const [name, spec] of Object.entries(specs))
  test(`final accuracy of ${name} on captured and native`, { skip: skipNative }, async (t) => {
    const [captured, native]: [number[], number[]] = [[], []];
    for (const seed of [1, 2, 3]) {
      captured.push(await correct(spec, seed, "captured"));
      native.push(await correct(spec, seed, "native"));
    }
    t.diagnostic(`of 90 right: captured ${captured.join(", ")}; native ${native.join(", ")}`);
    // Seeds differ by their range; one image more, because the range of three easy runs may be none.
    const noise = Math.max(...captured) - Math.min(...captured) + 1;
    for (const [at, count] of captured.entries())
      assert.ok(Math.abs(count - native[at]!) <= noise, `seed ${at + 1}: ${count} and ${native[at]} of 90`);
    assert.ok(Math.max(...captured) > 40, "it learns: chance is 30");
  });
