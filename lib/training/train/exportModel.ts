import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { InputError } from "../../base/errors.js";
import { writeAtomically } from "../../base/files.js";
import { capture, chooseEngine } from "../../engine/index.js";
import { tokenizerFiles } from "../../examples/tokenizerFile.js";
import { buildObjective } from "../objectives/kinds.js";
import { type Checkpoint, checkpointDigest, checkpointParams } from "./checkpoint.js";
import { specHash } from "./spec.js";

/**
 * Writes a trained model as transformers.js lays its models out, so that `robustness evaluate` and other programs can
 * run it:
 * - CLIP: `onnx/vision_model.onnx` (`pixel_values` → `image_embeds`), `onnx/text_model.onnx` (`input_ids` →
 *   `text_embeds`), `tokenizer.json`, `tokenizer_config.json`
 * - a classifier: `onnx/model.onnx` (`pixel_values` → `logits`)
 * - both: `config.json`, `preprocessor_config.json`
 *
 * The graphs take any batch size. Images are [batch, 3, height, width], from −1 to 1.
 * @param folder is created if it does not exist
 * @throws InputError if the objective has neither a text encoder nor a head, or the tokenizer cannot be written
 */
export async function exportModel(checkpoint: Checkpoint, folder: string): Promise<void> {
  const { spec, learned } = checkpoint;
  const { kind } = spec.objective;
  if (kind !== "clip" && kind !== "crossEntropy")
    throw new InputError(`run ${specHash(spec)}: objective ${kind}, expected clip or crossEntropy to export`);
  await chooseEngine("captured", 1);
  const objective = buildObjective(spec, learned);
  const params = checkpointParams(checkpoint);
  const { height, width, channels } = learned.shape;
  const pixels = tf.zeros([1, channels, height, width]) as tf.Tensor4D;
  const placesLast = (images: tf.Tensor4D) => tf.transpose(images, [0, 2, 3, 1]);
  const write = (name: string, content: object) =>
    writeAtomically(join(folder, name), `${JSON.stringify(content, null, 2)}\n`);
  const source = { robustness_run: specHash(spec), robustness_checkpoint: checkpointDigest(checkpoint) };
  try {
    if (kind === "clip") {
      const tokenizer = learned.tokenizer!;
      const files = tokenizerFiles(tokenizer);
      await save(
        (images: tf.Tensor4D) => objective.embedImages!(params, placesLast(images)),
        join(folder, "onnx", "vision_model.onnx"),
        { input: { name: "pixel_values" }, output: "image_embeds" },
        pixels,
      );
      const tokens = tf.zeros([1, tokenizer.length], "int32") as tf.Tensor2D;
      await save(
        (texts: tf.Tensor2D) => objective.embedTexts!(params, texts),
        join(folder, "onnx", "text_model.onnx"),
        { input: { name: "input_ids", type: "int64" }, output: "text_embeds" },
        tokens,
      );
      tokens.dispose();
      await write("tokenizer.json", files.tokenizer);
      await write("tokenizer_config.json", files.config);
      await write("config.json", {
        model_type: "clip",
        projection_dim: spec.objective.embeddingDim,
        text_config: {
          model_type: "clip_text_model",
          max_position_embeddings: tokenizer.length,
          vocab_size: tokenizer.vocabulary,
        },
        vision_config: { model_type: "clip_vision_model", image_size: height, num_channels: channels },
        ...source,
      });
    } else {
      await save(
        (images: tf.Tensor4D) => objective.classify!(params, placesLast(images)),
        join(folder, "onnx", "model.onnx"),
        { input: { name: "pixel_values" }, output: "logits" },
        pixels,
      );
      await write("config.json", {
        model_type: spec.model.kind,
        num_labels: learned.classNames.length,
        id2label: Object.fromEntries(learned.classNames.entries()),
        ...source,
      });
    }
    await write("preprocessor_config.json", {
      do_resize: true,
      size: { height, width },
      resample: 3,
      do_center_crop: false,
      do_rescale: true,
      rescale_factor: 1 / 255,
      do_normalize: true,
      image_mean: [0.5, 0.5, 0.5],
      image_std: [0.5, 0.5, 0.5],
    });
  } finally {
    tf.dispose([pixels, params] as unknown as tf.TensorContainer);
  }
}

async function save<Input extends tf.Tensor>(
  step: (input: Input) => tf.Tensor,
  path: string,
  { input, output }: { input: { name: string; type?: "int64" }; output: string },
  example: Input,
): Promise<void> {
  const captured = capture(step);
  try {
    const ports = { "inputs[0]": input, outputs: { name: output } };
    await captured.saveForAnyBatch({ path, ports }, [0], example);
  } finally {
    await captured.dispose();
  }
}
