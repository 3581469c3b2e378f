import * as tf from "@tensorflow/tfjs";
import { z } from "zod";
import { InputError } from "../../base/errors.js";
import type { Random } from "../../base/random.js";
import { convolution, convolutionInit } from "./convolution.js";
import type { ImageEncoder, ImageShape } from "./encoder.js";
import { size } from "./kinds.js";
import { groupNorm, normInit } from "./norm.js";
import { group, type Params } from "./params.js";

/**
 * A small residual network for 32×32 images: a 3×3 stem, then stages of pre-activation blocks (He et al. 2016,
 * "Identity mappings", fig. 1b) with group normalisation. Every stage except the first halves the sides.
 */
interface ResnetConfig {
  readonly kind: "resnet";
  /** Channels of each stage. */
  readonly widths: readonly number[];
  /** Blocks per stage. A block has two convolutions. */
  readonly blocks: number;
  /** Groups of the normalisation. Must divide every width. */
  readonly groups: number;
}

interface Block {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly stride: number;
}

/**
 * The features are the mean over places after the last norm and ReLU: [batch, last width].
 * @throws InputError if a width is not a multiple of the groups
 */
function resnet({ widths, blocks, groups }: ResnetConfig, shape: ImageShape): ImageEncoder {
  const uneven = widths.find((width) => width % groups !== 0);
  if (uneven !== undefined) throw new InputError(`width ${uneven} is not a multiple of ${groups} groups`);
  const list = widths.flatMap((outputs, stage) =>
    Array.from(
      { length: blocks },
      (_, block): Block => ({
        name: `stage${stage}_block${block}`,
        inputs: block > 0 ? outputs : (widths[stage - 1] ?? outputs),
        outputs,
        stride: stage > 0 && block === 0 ? 2 : 1,
      }),
    ),
  );
  const dim = widths.at(-1)!;
  return {
    featureDim: dim,
    gridDim: dim,
    init: (random) => ({
      stem: convolutionInit(random.stream("stem"), {
        side: 3,
        inputs: shape.channels,
        outputs: widths[0]!,
        bias: false,
      }),
      ...Object.fromEntries(list.map((block) => [block.name, blockInit(random.stream(block.name), block)])),
      norm: normInit(dim),
    }),
    forward(params, images) {
      let state = convolution(group(params, "stem"), images);
      for (const block of list) state = blockForward(group(params, block.name), state, block, groups);
      state = tf.relu(groupNorm(group(params, "norm"), state, groups));
      const grid = tf.reshape(state, [state.shape[0], -1, dim]) as tf.Tensor3D;
      return { pooled: tf.mean(grid, 1) as tf.Tensor2D, grid };
    },
  };
}

function blockInit(random: Random, { inputs, outputs, stride }: Block): Params {
  const same = inputs === outputs && stride === 1;
  return {
    norm1: normInit(inputs),
    first: convolutionInit(random.stream("first"), { side: 3, inputs, outputs, bias: false }),
    norm2: normInit(outputs),
    second: convolutionInit(random.stream("second"), { side: 3, inputs: outputs, outputs, bias: false }),
    ...(!same && {
      shortcut: convolutionInit(random.stream("shortcut"), { side: 1, inputs, outputs, bias: false }),
    }),
  };
}

function blockForward(params: Params, input: tf.Tensor4D, { stride }: Block, groups: number): tf.Tensor4D {
  const ready = tf.relu(groupNorm(group(params, "norm1"), input, groups));
  const first = convolution(group(params, "first"), ready, stride);
  const second = convolution(
    group(params, "second"),
    tf.relu(groupNorm(group(params, "norm2"), first, groups)),
  );
  if (params.shortcut === undefined) return tf.add(input, second);
  // Averaging before the 1×1 convolution uses every pixel. A stride would skip three out of four.
  const smaller = stride === 1 ? ready : tf.avgPool(ready, 2, 2, "valid");
  return tf.add(convolution(group(params, "shortcut"), smaller), second);
}

/** The residual network: its schema with default sizes, and its builder. */
export const resnetEncoder = {
  schema: z.strictObject({
    kind: z.literal("resnet"),
    widths: z.array(size).min(1).readonly().default([16, 32, 64]),
    blocks: size.default(1),
    groups: size.default(8),
  }) satisfies z.ZodType<ResnetConfig>,
  build: resnet,
};
