import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { l2Normalise } from "../../zeroshot/normalise.js";
import type { ImageEncoder, TextEncoder } from "../models/encoder.js";
import { forLinear } from "../models/initial.js";
import { size } from "../models/kinds.js";
import { group, groupIfAny, type Params, tensor } from "../models/params.js";
import { textEncoder, textModelSchema } from "../models/text.js";
import { batchAccuracy } from "./crossEntropy.js";
import { logSumExp } from "./logSumExp.js";
import { field, learnTokenizer, type Objective, objectiveKind, textFields, textShape } from "./objective.js";

/**
 * Symmetric contrastive loss: the mean of two cross-entropies over the batch's similarity matrix. One compares each
 * image with all texts, the other each text with all images; image i and text i belong together (Radford et al. 2021,
 * fig. 3; Zhang et al. 2020, ConVIRT, eq. 2–4 with λ = ½).
 * @param images unit vectors [batch, dim]
 * @param texts  unit vectors [batch, dim]; row i is the text of image i
 * @param scale  factor on the cosines, the inverse of the temperature
 */
export function contrastiveLoss(images: tf.Tensor2D, texts: tf.Tensor2D, scale: tf.Scalar): tf.Scalar {
  const logits = tf.mul(tf.matMul(images, texts, false, true), scale) as tf.Tensor2D; // [batch, batch]
  const pairs = tf.mul(tf.sum(tf.mul(images, texts), 1), scale); // the diagonal: [batch]
  const bySums = tf.add(tf.mean(logSumExp(logits, 1)), tf.mean(logSumExp(logits, 0)));
  return tf.sub(tf.mul(bySums, 0.5), tf.mean(pairs));
}

/** The scale starts at 1 / 0.07 and never exceeds 100; the parameter is its logarithm (Radford et al., §2.5). */
const logitScale = { first: Math.log(1 / 0.07), limit: Math.log(100) } as const;

interface ClipConfig {
  /** Length of the vectors that both encoders are projected to. */
  readonly embeddingDim: number;
}

/**
 * CLIP: an image and a text encoder, each with a linear projection without bias, and a learned scale. With the group
 * `image` locked at the values of a trained encoder this is LiT (Zhai et al. 2022, §3: locked image tower, trained text
 * tower); the image projection is still trained.
 */
export function clip(image: ImageEncoder, text: TextEncoder, { embeddingDim }: ClipConfig): Objective {
  const embedImages = (params: Params, images: tf.Tensor4D): tf.Tensor2D =>
    l2Normalise(
      tf.matMul(
        image.forward(groupIfAny(params, "image"), images).pooled,
        tensor<tf.Tensor2D>(params, "imageProjection"),
      ),
    );
  const embedTexts = (params: Params, tokens: tf.Tensor2D): tf.Tensor2D =>
    l2Normalise(
      tf.matMul(text.forward(group(params, "text"), tokens), tensor<tf.Tensor2D>(params, "textProjection")),
    );
  return {
    needs: ["images", "tokens"],
    limits: { logitScale: [Number.NEGATIVE_INFINITY, logitScale.limit] },
    init: (random) => ({
      image: image.init(random.stream("image")),
      imageProjection: forLinear(random.stream("imageProjection"), [image.featureDim, embeddingDim]),
      text: text.init(random.stream("text")),
      textProjection: forLinear(random.stream("textProjection"), [text.featureDim, embeddingDim]),
      logitScale: tf.scalar(logitScale.first),
    }),
    loss(params, batch) {
      const images = embedImages(params, field(batch, "images"));
      const texts = embedTexts(params, field(batch, "tokens"));
      const scale = tf.exp(tensor<tf.Scalar>(params, "logitScale"));
      const places = tf.range(0, images.shape[0], 1, "int32");
      return {
        loss: contrastiveLoss(images, texts, scale),
        metrics: {
          accuracy: batchAccuracy(tf.matMul(images, texts, false, true), places),
          scale,
        },
      };
    },
    embedImages,
    embedTexts,
  };
}

export const clipKind = objectiveKind({
  schema: z.strictObject({
    kind: z.literal("clip"),
    text: textModelSchema.prefault({ kind: "transformer" }),
    embeddingDim: size.default(64),
    ...textFields,
  }),
  readouts: { possible: ["zeroShot"], default: [{ kind: "zeroShot", templates: "pictograms" }] },
  parameterGroups: ["image", "imageProjection", "text", "textProjection", "logitScale"],
  needsLabels: false,
  augment: "light",
  learn: learnTokenizer,
  checkSizes: ({ text, tokenizer }) => void textEncoder(text, tokenizer),
  build: (encoder, objective, learned) =>
    clip(encoder, textEncoder(objective.text, textShape(learned)), objective),
});
