import { z } from "zod";
import { cnnEncoder } from "./cnn.js";
import type { ImageEncoder, ImageShape } from "./encoder.js";
import { kindNamed, schemasOf } from "./kinds.js";
import { mixerEncoder } from "./mixer.js";
import { mlpEncoder, pixelsEncoder } from "./perceptronEncoder.js";
import { resnetEncoder } from "./resnet.js";
import { vitEncoder } from "./vit.js";

/** The available image encoders. */
const encoders = [pixelsEncoder, mlpEncoder, cnnEncoder, resnetEncoder, vitEncoder, mixerEncoder] as const;

/** The configuration of an image encoder. Only the kind is required; sizes have defaults. */
export const imageModelSchema = z.discriminatedUnion("kind", schemasOf(encoders));

export type ImageModelConfig = z.infer<typeof imageModelSchema>;

/** Builds the image encoder of a configuration. @throws InputError if sizes do not fit each other or the images */
export function imageEncoder(config: ImageModelConfig, shape: ImageShape): ImageEncoder {
  return kindNamed(encoders, config.kind).build(config as never, shape);
}
