import { z } from "zod";
import { cnnEncoder } from "./cnn.js";
import type { ImageEncoder, ImageShape } from "./encoder.js";
import { kindNamed, schemasOf } from "./kinds.js";
import { mixerEncoder } from "./mixer.js";
import { mlpEncoder, pixelsEncoder } from "./perceptronEncoder.js";
import { resnetEncoder } from "./resnet.js";
import { vitEncoder } from "./vit.js";

/** The image encoders there are. */
const encoders = [pixelsEncoder, mlpEncoder, cnnEncoder, resnetEncoder, vitEncoder, mixerEncoder] as const;

/** A configuration of any image encoder. It may name a kind alone; the sizes it leaves out have defaults. */
export const imageModelSchema = z.discriminatedUnion("kind", schemasOf(encoders));

export type ImageModelConfig = z.infer<typeof imageModelSchema>;

/** The image encoder a configuration describes. @throws InputError if sizes do not fit each other or the images */
export function imageEncoder(config: ImageModelConfig, shape: ImageShape): ImageEncoder {
  return kindNamed(encoders, config.kind).build(config as never, shape);
}
