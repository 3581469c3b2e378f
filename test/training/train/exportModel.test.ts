// Every image encoder, both text encoders and both heads: the saved graphs give what TensorFlow.js computes.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { Random } from "../../../lib/base/random.js";
import { loadRuntime } from "../../../lib/engine/runtime.js";
import { Tokenizer } from "../../../lib/examples/tokenizer.js";
import { buildObjective } from "../../../lib/training/objectives/kinds.js";
import { checkpointParams, storedTensors } from "../../../lib/training/train/checkpoint.js";
import { exportModel } from "../../../lib/training/train/exportModel.js";
import { parseSpec, type RunSpecInput } from "../../../lib/training/train/spec.js";

await tf.setBackend("cpu");
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "export-"));
});
after(() => rm(folder, { recursive: true }));

const texts = ["red disc", "blue square", "green triangle icon", ""];
const learned = {
  classNames: ["disc", "square", "triangle"],
  shape: { height: 16, width: 16, channels: 3 },
  tokenizer: Tokenizer.train(texts, { vocabulary: 48, length: 7 }),
};
const common = { data: { train: [{ pool: "shapes" }], size: 16 }, budget: { steps: 1, batchSize: 4 } };
const clip = { kind: "clip", embeddingDim: 6, tokenizer: { vocabulary: 48, length: 7 } } as const;
const transformer = { kind: "transformer", width: 8, depth: 1, heads: 2 } as const;
const cnn = { kind: "cnn", widths: [4, 6] } as const;

const specs: Record<string, RunSpecInput> = {
  "CLIP, pixels, bag of words": { ...common, model: { kind: "pixels" }, objective: { ...clip, text: { kind: "bagOfWords", width: 8 } } },
  "CLIP, MLP, transformer": { ...common, model: { kind: "mlp", widths: [8] }, objective: { ...clip, text: transformer } },
  "CLIP, CNN": { ...common, model: cnn, objective: { ...clip, text: transformer } },
  "CLIP, ResNet": { ...common, model: { kind: "resnet", widths: [8, 8] }, objective: { ...clip, text: transformer } },
  "CLIP, ViT": { ...common, model: { kind: "vit", width: 8, depth: 1, heads: 2 }, objective: { ...clip, text: transformer } },
  "CLIP, Mixer": { ...common, model: { kind: "mixer", width: 8, depth: 1 }, objective: { ...clip, text: transformer } },
  "linear head": { ...common, model: cnn, objective: { kind: "crossEntropy" } },
  "normalised head": { ...common, model: cnn, objective: { kind: "crossEntropy", head: { kind: "cosine" } } },
}; // biome-ignore format: a table

for (const [name, input] of Object.entries(specs))
  test(`${name}: saved graphs give what TensorFlow.js computes, for several batch sizes`, async () => {
    const spec = parseSpec(input);
    const objective = buildObjective(spec, learned);
    const params = objective.init(new Random(3));
    const out = join(folder, name.replaceAll(/\W+/g, "-"));
    const tensors = tf.memory().numTensors;
    const checkpoint = { spec, learned, values: await storedTensors(params) };
    await exportModel(checkpoint, out);
    assert.equal(tf.memory().numTensors, tensors, "tensors are disposed of");
    const own = checkpointParams(checkpoint);
    const isClip = spec.objective.kind === "clip";
    for (const count of [1, 5]) {
      const pixels = tf.randomUniform([count, 3, 16, 16], -1, 1, "float32", count) as tf.Tensor4D;
      const places = tf.transpose(pixels, [0, 2, 3, 1]) as tf.Tensor4D;
      const wanted = isClip ? objective.embedImages!(own, places) : objective.classify!(own, places);
      const graph = join(out, "onnx", isClip ? "vision_model.onnx" : "model.onnx");
      const { Tensor } = await loadRuntime();
      const fed = new Tensor("float32", Float32Array.from(pixels.dataSync()), pixels.shape);
      await near(graph, { pixel_values: fed }, isClip ? "image_embeds" : "logits", wanted);
      if (!isClip) continue;
      const rows = Array.from({ length: count }, (_, at) => texts[at % texts.length]!);
      const tokens = learned.tokenizer.encodeAll(rows);
      const vectors = objective.embedTexts!(own, tf.tensor2d(tokens, [count, 7], "int32"));
      const ids = new Tensor("int64", BigInt64Array.from(tokens, BigInt), [count, 7]);
      await near(join(out, "onnx", "text_model.onnx"), { input_ids: ids }, "text_embeds", vectors);
    }
  });

async function near(path: string, feeds: Record<string, unknown>, output: string, wanted: tf.Tensor) {
  const { InferenceSession } = await loadRuntime();
  const session = await InferenceSession.create(path);
  const { [output]: made } = await session.run(feeds as never);
  assert.deepEqual([...made!.dims], wanted.shape);
  const values = wanted.dataSync();
  // 32-bit floats through a few layers.
  for (const [at, value] of (made!.data as Float32Array).entries())
    assert.ok(
      Math.abs(value - values[at]!) < 1e-4 * (1 + Math.abs(values[at]!)),
      `${at}: ${value}, ${values[at]}`,
    );
  await session.release();
}
