import { z } from "zod";
import { InputError } from "../../base/errors.js";
import { parsed } from "../../base/parse.js";
import { type Preprocessing, preprocessingSchema } from "../pixels/preprocess.js";

/** open_clip's `preprocess_cfg`, which immich stores as `preprocess_cfg.json`. Sizes are squares. */
const openClipSchema = z.looseObject({
  size: z.union([z.int(), z.tuple([z.int(), z.int()])]).optional(),
  mean: z.array(z.number()).optional(),
  std: z.array(z.number()).optional(),
  interpolation: z.string().default("bicubic"),
  resize_mode: z.string().default("shortest"),
});

/** The mean and std of open_clip's models, unless a config states others. */
const openAiMean = [0.48145466, 0.4578275, 0.40821073];
const openAiStd = [0.26862954, 0.26130258, 0.27577711];

/**
 * Reads open_clip's `preprocess_cfg`.
 * @param imageSize side of the image in pixels, where the config has no size
 * @throws InputError for a setting that this package cannot follow exactly
 */
export function openClipPreprocessing(config: unknown, place: string, imageSize?: number): Preprocessing {
  const { size, mean, std, interpolation, resize_mode } = parsed(openClipSchema, config, place);
  const [height, width] = typeof size === "number" ? [size, size] : (size ?? [imageSize, imageSize]);
  if (height === undefined || width === undefined)
    throw new InputError(`${place}: size: missing, expected the side of the image in pixels`);
  if (height !== width) throw new InputError(`${place}: size: ${height} × ${width}, expected a square`);
  if (resize_mode !== "shortest" && resize_mode !== "squash")
    throw new InputError(`${place}: resize_mode: "${resize_mode}", expected "shortest" or "squash"`);
  const square = { width, height };
  return parsed(
    preprocessingSchema,
    {
      resize: resize_mode === "squash" ? square : { shortest: height },
      interpolation,
      crop: resize_mode === "squash" ? null : square,
      margin: "torchvision",
      mean: mean ?? openAiMean,
      std: std ?? openAiStd,
    },
    place,
  );
}

/** timm's `pretrained_cfg` in `config.json`, as far as images are concerned. */
const timmSchema = z.looseObject({
  input_size: z.tuple([z.int(), z.int(), z.int()]),
  interpolation: z.string().default("bicubic"),
  crop_pct: z.number().positive().max(1).default(0.875),
  crop_mode: z.string().default("center"),
  mean: z.array(z.number()),
  std: z.array(z.number()),
});

/**
 * Reads timm's `pretrained_cfg`. The image is resized to the input's size divided by `crop_pct`, rounded down.
 * @throws InputError for a setting that this package cannot follow exactly
 */
export function timmPreprocessing(config: unknown, place: string): Preprocessing {
  const { input_size, interpolation, crop_pct, crop_mode, mean, std } = parsed(timmSchema, config, place);
  const [, height, width] = input_size;
  if (height !== width) throw new InputError(`${place}: input_size: ${height} × ${width}, expected a square`);
  if (crop_mode !== "center" && crop_mode !== "squash")
    throw new InputError(`${place}: crop_mode: "${crop_mode}", expected "center" or "squash"`);
  const larger = Math.floor(height / crop_pct);
  return parsed(
    preprocessingSchema,
    {
      resize: crop_mode === "squash" ? { width: larger, height: larger } : { shortest: larger },
      interpolation,
      crop: { width, height },
      margin: "torchvision",
      mean,
      std,
    },
    place,
  );
}
