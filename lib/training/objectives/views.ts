import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { l2Normalise } from "../../zeroshot/normalise.js";
import { dense, denseInit } from "../models/dense.js";
import type { ImageEncoder } from "../models/encoder.js";
import { size } from "../models/kinds.js";
import { group, groupIfAny, type Params } from "../models/params.js";
import { ntXent } from "./ntXent.js";
import { field, type Objective, objectiveKind } from "./objective.js";
import { supervisedContrastive } from "./supervisedContrastive.js";

interface ViewsConfig {
  /** Hidden width of the projection head. */
  readonly hidden: number;
  /** Length of the vectors compared. */
  readonly embeddingDim: number;
  readonly temperature: number;
}

/**
 * Contrasts two augmented views of each image through a two-layer projection head, which is discarded after training
 * (Chen et al. 2020, §2.1). Without labels this is SimCLR, with labels it is supervised contrastive learning.
 */
export function viewContrast(
  encoder: ImageEncoder,
  config: ViewsConfig & { readonly supervised: boolean },
): Objective {
  const { hidden, embeddingDim, temperature, supervised } = config;
  const project = (params: Params, images: tf.Tensor4D): tf.Tensor2D => {
    const own = group(params, "projection");
    const features = encoder.forward(groupIfAny(params, "image"), images).pooled;
    return l2Normalise(dense(group(own, "second"), tf.relu(dense(group(own, "first"), features))));
  };
  return {
    needs: supervised ? ["images", "secondImages", "labels"] : ["images", "secondImages"],
    init: (random) => ({
      image: encoder.init(random.stream("image")),
      projection: {
        first: denseInit(random.stream("first"), {
          inputs: encoder.featureDim,
          outputs: hidden,
          before: "relu",
        }),
        second: denseInit(random.stream("second"), { inputs: hidden, outputs: embeddingDim }),
      },
    }),
    loss(params, batch) {
      // One pass over both views, because one large matrix product is cheaper than two small ones.
      const images = tf.concat([field(batch, "images"), field(batch, "secondImages")], 0);
      const [first, second] = tf.split(project(params, images), 2, 0) as [tf.Tensor2D, tf.Tensor2D];
      const loss = supervised
        ? supervisedContrastive(first, second, field(batch, "labels"), temperature)
        : ntXent(first, second, temperature);
      return { loss, metrics: {} };
    },
  };
}

const viewFields = { hidden: size.default(128), embeddingDim: size.default(64) };

// Neither objective has its own read-out. Both need a probe that starts from their run.

export const simclrKind = objectiveKind({
  schema: z.strictObject({
    kind: z.literal("simclr"),
    ...viewFields,
    temperature: z.number().positive().default(0.5),
  }),
  readouts: { possible: [], default: [] },
  parameterGroups: ["image", "projection"],
  needsLabels: false,
  augment: "simclr",
  build: (encoder, objective) => viewContrast(encoder, { ...objective, supervised: false }),
});

export const supervisedContrastiveKind = objectiveKind({
  schema: z.strictObject({
    kind: z.literal("supervisedContrastive"),
    ...viewFields,
    temperature: z.number().positive().default(0.1),
  }),
  readouts: { possible: [], default: [] },
  parameterGroups: ["image", "projection"],
  needsLabels: true,
  augment: "simclr",
  build: (encoder, objective) => viewContrast(encoder, { ...objective, supervised: true }),
});
