import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { InputError } from "../../base/errors.js";
import { TagWords } from "../../examples/tagWords.js";
import { dense } from "../models/dense.js";
import type { ImageEncoder } from "../models/encoder.js";
import { filled } from "../models/initial.js";
import { size } from "../models/kinds.js";
import { group, groupIfAny, type Params } from "../models/params.js";
import { field, type Objective, objectiveKind, textFields } from "./objective.js";

/**
 * Multi-label logistic loss, summed over tags, mean over the batch: −Σ_k y_k log σ(s_k) + (1 − y_k) log(1 − σ(s_k)).
 * Computed as softplus(s) − s · y, which cannot overflow.
 * @param logits [batch, tags]
 * @param wanted [batch, tags], 0 or 1
 */
export function multiLabelLoss(logits: tf.Tensor2D, wanted: tf.Tensor2D): tf.Scalar {
  return tf.mean(tf.sum(tf.sub(tf.softplus(logits), tf.mul(logits, wanted)), 1));
}

interface TagsConfig {
  /** Fraction of the training captions that contain each tag, in (0, 1). Sets the tagger's initial biases. */
  readonly frequencies: readonly number[];
}

/**
 * Tag prediction: predicts which words the caption contains, like Joulin et al. 2016 and the tag-prediction models of
 * Sariyildiz et al. 2020 ("Learning visual representations with caption annotations", which introduced ICMLM).
 */
export function tagPrediction(encoder: ImageEncoder, { frequencies }: TagsConfig): Objective {
  const predict = (params: Params, images: tf.Tensor4D): tf.Tensor2D =>
    dense(group(params, "tagger"), encoder.forward(groupIfAny(params, "image"), images).pooled);
  return {
    needs: ["images", "tags"],
    init: (random) => ({
      image: encoder.init(random.stream("image")),
      tagger: {
        kernel: filled([encoder.featureDim, frequencies.length], 0),
        // From zero it would take thousands of steps to learn which tags are rare.
        bias: tf.tensor1d(frequencies.map((share) => Math.log(share / (1 - share)))),
      },
    }),
    loss(params, batch) {
      const logits = predict(params, field(batch, "images"));
      return { loss: multiLabelLoss(logits, field(batch, "tags")), metrics: {} };
    },
    // The score of a class comes from its words; lib/zeroshot computes it from the tags' scores.
    classify: predict,
  };
}

export const tagsKind = objectiveKind({
  schema: z.strictObject({
    kind: z.literal("tags"),
    /** How many of the captions' most frequent words to predict. */
    vocabulary: size.default(1000),
    captions: textFields.captions,
  }),
  readouts: { possible: ["tagWords"], default: [{ kind: "tagWords" }] },
  parameterGroups: ["image", "tagger"],
  needsLabels: false,
  augment: "light",
  learn({ captions, vocabulary }, { texts, inherited }) {
    const tagWords = inherited?.tagWords ?? TagWords.count(texts(captions), vocabulary);
    if (tagWords.words.length === 0)
      throw new InputError("objective.captions: the captions contain no words to predict");
    return { tagWords };
  },
  build: (encoder, _objective, { tagWords }) =>
    tagPrediction(encoder, { frequencies: tagWords!.frequencies }),
});
