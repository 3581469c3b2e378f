import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { l2Normalise } from "../../zeroshot/normalise.js";
import { dense, denseInit } from "../models/dense.js";
import type { ImageEncoder } from "../models/encoder.js";
import { normal } from "../models/initial.js";
import { group, groupIfAny, tensor } from "../models/params.js";
import { logSumExp } from "./logSumExp.js";
import { field, type Objective, objectiveKind } from "./objective.js";

/**
 * Cross-entropy of softmax scores, mean over the batch: −Σ_c q_c log p_c, where q_c is ε / classes, plus 1 − ε at the
 * label (label smoothing, Szegedy et al. 2016, §7).
 * @param logits    [batch, classes]
 * @param labels    [batch], int32, 0 … classes − 1
 * @param smoothing ε in [0, 1)
 */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D, smoothing = 0): tf.Scalar {
  const classes = logits.shape[1];
  const hot = tf.cast(tf.oneHot(labels, classes), "float32");
  const wanted = smoothing === 0 ? hot : tf.add(tf.mul(hot, 1 - smoothing), smoothing / classes);
  const expected = tf.sum(tf.mul(wanted, logits), 1);
  return tf.mean(tf.sub(tf.squeeze(logSumExp(logits, 1), [1]), expected));
}

/** The fraction of rows whose largest score is at the label. */
export function batchAccuracy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  const right = tf.equal(tf.cast(tf.argMax(logits, 1), "int32"), labels);
  return tf.mean(tf.cast(right, "float32"));
}

interface CrossEntropyConfig {
  readonly classes: number;
  /**
   * `linear`: W f + b. `cosine`: the cosine of features and class vectors divided by a fixed temperature. A contrastive
   * model has such a head at test time; here it is trained with labels (Wang et al. 2017, "NormFace").
   */
  readonly head: { readonly kind: "linear" } | { readonly kind: "cosine"; readonly temperature: number };
  /** ε of label smoothing. */
  readonly smoothing: number;
}

/** Supervised classification. With the image group locked it is a linear probe, with it given it is fine-tuning. */
export function classification(encoder: ImageEncoder, config: CrossEntropyConfig): Objective {
  const { classes, head, smoothing } = config;
  const classify: NonNullable<Objective["classify"]> = (params, images) => {
    const features = encoder.forward(groupIfAny(params, "image"), images).pooled;
    const own = group(params, "head");
    if (head.kind === "linear") return dense(own, features);
    const vectors = l2Normalise(tensor<tf.Tensor2D>(own, "classVectors")); // [classes, featureDim]
    return tf.mul(tf.matMul(l2Normalise(features), vectors, false, true), 1 / head.temperature);
  };
  return {
    needs: ["images", "labels"],
    init: (random) => ({
      image: encoder.init(random.stream("image")),
      head:
        head.kind === "linear"
          ? denseInit(random.stream("head"), { inputs: encoder.featureDim, outputs: classes, scale: 0 }) // all alike
          : { classVectors: normal(random.stream("head"), [classes, encoder.featureDim], 1) },
    }),
    loss(params, batch) {
      const labels = field(batch, "labels");
      const logits = classify(params, field(batch, "images"));
      return {
        loss: crossEntropy(logits, labels, smoothing),
        metrics: { accuracy: batchAccuracy(logits, labels) },
      };
    },
    classify,
  };
}

export const crossEntropyKind = objectiveKind({
  schema: z.strictObject({
    kind: z.literal("crossEntropy"),
    head: z
      .discriminatedUnion("kind", [
        z.strictObject({ kind: z.literal("linear") }),
        z.strictObject({ kind: z.literal("cosine"), temperature: z.number().positive().default(0.07) }),
      ])
      .default({ kind: "linear" }),
    smoothing: z.number().min(0).lt(1).default(0),
  }),
  readouts: { possible: ["head"], default: [{ kind: "head" }] },
  parameterGroups: ["image", "head"],
  needsLabels: true,
  augment: "light",
  build: (encoder, objective, { classNames }) =>
    classification(encoder, { ...objective, classes: classNames.length }),
});
