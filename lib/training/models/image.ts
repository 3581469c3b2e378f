import { type CnnConfig, cnn } from "./cnn.js";
import type { ImageEncoder, ImageShape } from "./encoder.js";
import { type MixerConfig, mixer } from "./mixer.js";
import { type MlpConfig, mlp, type PixelsConfig, pixels } from "./perceptronEncoder.js";
import { type ResnetConfig, resnet } from "./resnet.js";
import { type VitConfig, vit } from "./vit.js";

export type ImageModelConfig = PixelsConfig | MlpConfig | CnnConfig | ResnetConfig | VitConfig | MixerConfig;

/** The image encoder a configuration describes. @throws InputError if sizes do not fit each other or the images */
export function imageEncoder(config: ImageModelConfig, shape: ImageShape): ImageEncoder {
  switch (config.kind) {
    case "pixels":
      return pixels(shape);
    case "mlp":
      return mlp(config, shape);
    case "cnn":
      return cnn(config, shape);
    case "resnet":
      return resnet(config, shape);
    case "vit":
      return vit(config, shape);
    case "mixer":
      return mixer(config, shape);
  }
}
