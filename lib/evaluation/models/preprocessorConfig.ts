import { z } from "zod";
import { InputError } from "../../base/errors.js";
import { parsed } from "../../base/parse.js";
import { type Preprocessing, preprocessingSchema } from "../pixels/preprocess.js";

const sides = z.union([
  z.int(),
  z.looseObject({ shortest_edge: z.int() }),
  z.looseObject({ width: z.int(), height: z.int() }),
]);

/** The fields of transformers' `preprocessor_config.json` that matter here. Others are ignored. */
const configSchema = z.looseObject({
  do_resize: z.boolean().optional(),
  size: sides.optional(),
  resample: z.int().optional(),
  do_center_crop: z.boolean().optional(),
  crop_size: sides.optional(),
  crop_pct: z.number().nullish(),
  do_normalize: z.boolean().optional(),
  do_rescale: z.boolean().optional(),
  rescale_factor: z.number().optional(),
  image_mean: z.array(z.number()).length(3).optional(),
  image_std: z.array(z.number()).length(3).optional(),
});

/** Pillow's numbers of its filters. */
const filters = { 1: "lanczos", 2: "bilinear", 3: "bicubic", 4: "box" } as const;

/**
 * Reads transformers' `preprocessor_config.json`.
 * @param place the file, for messages
 * @throws InputError for a setting that this package cannot follow exactly
 */
export function preprocessingOf(config: unknown, place: string): Preprocessing {
  const fields = parsed(configSchema, config, place);
  const { size, crop_size, resample = 3, image_mean, image_std, do_center_crop, crop_pct } = fields;
  const interpolation = filters[resample as keyof typeof filters];
  if (interpolation === undefined)
    throw new InputError(
      `${place}: resample: ${resample}, expected 1 (lanczos), 2 (bilinear), 3 (bicubic) or 4 (box)`,
    );
  if (fields.do_resize === false || size === undefined)
    throw new InputError(`${place}: size: images are not resized, expected a size that the network accepts`);
  if (fields.do_rescale === false || Math.abs((fields.rescale_factor ?? 1 / 255) * 255 - 1) > 1e-6)
    throw new InputError(`${place}: rescale_factor: ${fields.rescale_factor}, expected 1/255`);
  const crop = do_center_crop ? both(crop_size ?? size) : null;
  const shortest =
    typeof size === "number" ? size : "shortest_edge" in size ? (size.shortest_edge as number) : undefined;
  // ConvNeXT's processor resizes to the size divided by crop_pct and then cuts the size out, below 384 pixels.
  const convnext = crop_pct != null && shortest !== undefined && shortest < 384;
  const square = crop === null && shortest !== undefined && !convnext;
  return parsed(
    preprocessingSchema,
    {
      resize:
        shortest === undefined || square
          ? both(size)
          : { shortest: convnext ? Math.trunc(shortest / crop_pct) : shortest },
      interpolation,
      crop: convnext ? { width: shortest, height: shortest } : crop,
      margin: "transformers",
      mean: fields.do_normalize === false ? [0, 0, 0] : (image_mean ?? [0.5, 0.5, 0.5]),
      std: fields.do_normalize === false ? [1, 1, 1] : (image_std ?? [0.5, 0.5, 0.5]),
    },
    place,
  );
}

function both(size: z.infer<typeof sides>): { width: number; height: number } {
  if (typeof size === "number") return { width: size, height: size };
  const { shortest_edge, width, height } = size as {
    shortest_edge?: number;
    width?: number;
    height?: number;
  };
  return { width: width ?? shortest_edge!, height: height ?? shortest_edge! };
}
