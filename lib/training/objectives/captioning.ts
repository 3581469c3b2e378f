import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import {
  type CaptionDecoder,
  captionDecoder,
  type DecoderConfig,
  decoderSchema,
} from "../models/captionDecoder.js";
import { type ImageEncoder, specialTokens } from "../models/encoder.js";
import { group, groupIfAny, type Params } from "../models/params.js";
import { isToken, type TextShape } from "../models/text.js";
import { logSumExp } from "./logSumExp.js";
import { field, learnTokenizer, type Objective, objectiveKind, textFields, textShape } from "./objective.js";

/** log p of each next token: [batch, length − 1]. 0 where the next token is padding. */
function tokenScores(decoder: CaptionDecoder, params: Params, grid: tf.Tensor3D, tokens: tf.Tensor2D) {
  const [batch, length] = tokens.shape;
  const before = tf.slice(tokens, [0, 0], [batch, length - 1]);
  const next = tf.slice(tokens, [0, 1], [batch, length - 1]);
  const { logits, chosen } = decoder.forward(params, { grid, tokens: before, next });
  const scores = tf.sub(chosen, tf.reshape(logSumExp(logits, 1), [batch, length - 1]));
  const real = tf.sub(1, isToken(next, specialTokens.padding)) as tf.Tensor2D;
  return { scores: tf.mul(scores, real) as tf.Tensor2D, real };
}

/**
 * Captioning: predicts each token from the image and the earlier tokens. The loss is −log p, averaged over all tokens
 * of the batch except padding (VirTex, Desai & Johnson 2021, §3; only the forward decoder, not the backward one).
 */
export function captioning(encoder: ImageEncoder, config: DecoderConfig, shape: TextShape): Objective {
  const decoder = captionDecoder(config, { ...shape, length: shape.length - 1 }, encoder.gridDim);
  return {
    needs: ["images", "tokens"],
    init: (random) => ({
      image: encoder.init(random.stream("image")),
      decoder: decoder.init(random.stream("decoder")),
    }),
    loss(params, batch) {
      const { grid } = encoder.forward(groupIfAny(params, "image"), field(batch, "images"));
      const { scores, real } = tokenScores(decoder, group(params, "decoder"), grid, field(batch, "tokens"));
      return { loss: tf.neg(tf.div(tf.sum(scores), tf.sum(real))), metrics: {} };
    },
    scoreTexts(params, images, tokens) {
      const { grid } = encoder.forward(groupIfAny(params, "image"), images);
      const [batch, places, dim] = grid.shape;
      const [texts, length] = tokens.shape;
      // Every image with every text: [batch · texts, …]
      const grids = tf.reshape(tf.tile(tf.expandDims(grid, 1), [1, texts, 1, 1]), [
        batch * texts,
        places,
        dim,
      ]);
      const all = tf.reshape(tf.tile(tf.expandDims(tokens, 0), [batch, 1, 1]), [batch * texts, length]);
      const { scores } = tokenScores(
        decoder,
        group(params, "decoder"),
        grids as tf.Tensor3D,
        all as tf.Tensor2D,
      );
      return tf.reshape(tf.sum(scores, 1), [batch, texts]);
    },
  };
}

export const captioningKind = objectiveKind({
  schema: z.strictObject({
    kind: z.literal("captioning"),
    decoder: decoderSchema.prefault({}),
    ...textFields,
  }),
  readouts: {
    possible: ["captionLikelihood"],
    default: [{ kind: "captionLikelihood", template: "{}" }],
  },
  parameterGroups: ["image", "decoder"],
  needsLabels: false,
  augment: "light",
  learn: learnTokenizer,
  checkSizes: ({ decoder, tokenizer }) => void captionDecoder(decoder, tokenizer, 1),
  build: (encoder, { decoder }, learned) => captioning(encoder, decoder, textShape(learned)),
});
